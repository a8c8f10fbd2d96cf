// SPDX-License-Identifier: Apache-2.0
//
// File: warnings_json.h
#ifndef PLUGIN_DESTINATION_INTERNAL_WARNINGS_JSON_H_
#define PLUGIN_DESTINATION_INTERNAL_WARNINGS_JSON_H_

#include <nlohmann/json.hpp>

#include "plugin/entity/note.h"

namespace inflow {

// WarningsJson lists what was noted, [{"kind", "field", "records", "message"}]: in how many
// accepted records, by field.
nlohmann::ordered_json WarningsJson(const NoteCounts& notes);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_WARNINGS_JSON_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: warnings_json.h
#ifndef INFLOW_PLUGIN_DESTINATION_WARNINGS_JSON_H_
#define INFLOW_PLUGIN_DESTINATION_WARNINGS_JSON_H_

#include <nlohmann/json.hpp>

#include "inflow/entity/note.h"

namespace inflow {

// WarningsJson lists what was noted, [{"kind", "field", "records", "message"}]: in how many accepted records, by field.
nlohmann::ordered_json WarningsJson(const NoteCounts& notes);

}  // namespace inflow

#endif  // INFLOW_PLUGIN_DESTINATION_WARNINGS_JSON_H_

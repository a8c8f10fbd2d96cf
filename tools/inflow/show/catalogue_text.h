// SPDX-License-Identifier: Apache-2.0
//
// File: catalogue_text.h
//
// The plugin's description of itself as people read it. Descriptions come from a library that may
// be newer: whatever is missing or of another type is left out.
#ifndef TOOLS_INFLOW_SHOW_CATALOGUE_TEXT_H_
#define TOOLS_INFLOW_SHOW_CATALOGUE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/inflow/terminal/style.h"

namespace inflow::command {

// EndpointsText lists all endpoints, or with a name describes one; as_json: as JSON, pretty.
// NotFound where there is none of the name.
absl::StatusOr<std::string> EndpointsText(std::string_view description, const std::string& name,
                                          bool as_json);

// SchemaText is the JSON Schema of a configuration's file, pretty: what the destination's own says,
// but for the credential, which the environment may have.
absl::StatusOr<std::string> SchemaText(std::string_view description);

// PluginNamed is "inflow-destination 1.0.0".
std::string PluginNamed(std::string_view description);

// NamesIn lists the names in one of the description's lists, "endpoints" or "collections".
std::vector<std::string> NamesIn(std::string_view description, const char* list);

// CheckText is the answer of destination_check, a line a step.
std::string CheckText(std::string_view answer, const Style& style = {});

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_CATALOGUE_TEXT_H_

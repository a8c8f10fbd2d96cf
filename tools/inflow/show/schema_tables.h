// SPDX-License-Identifier: Apache-2.0
//
// File: schema_tables.h
//
// The keys of the configuration as the tables of docs/configuration.md.
#ifndef TOOLS_INFLOW_SHOW_SCHEMA_TABLES_H_
#define TOOLS_INFLOW_SHOW_SCHEMA_TABLES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace inflow::command {

// SchemaTables makes Markdown of the plugin's description: a heading and a table for each section
// of keys, and behind that with the key "batching.algorithm" a table of the algorithms. Internal
// where the description tells of no keys.
absl::StatusOr<std::string> SchemaTables(std::string_view description);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_SCHEMA_TABLES_H_

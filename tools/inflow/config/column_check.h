// SPDX-License-Identifier: Apache-2.0
//
// File: column_check.h
//
// A CSV's columns against what the configuration reads of records, before the first row is sent.
#ifndef TOOLS_INFLOW_CONFIG_COLUMN_CHECK_H_
#define TOOLS_INFLOW_CONFIG_COLUMN_CHECK_H_

#include <string>
#include <vector>

#include "inflow/destination.hpp"

namespace inflow::command {

// ColumnCheck is what was found about one input's columns.
struct ColumnCheck {
  std::string
      fault;  // why no row of it could be sent, a sentence; empty where nothing speaks against it
  std::vector<std::string> notices;  // what is read as empty in every row, a sentence each,
                                     // without the input's name
};

// CheckColumns asks the plugin. `input` is what sentences call the input. An older plugin that
// cannot tell finds nothing.
ColumnCheck CheckColumns(const std::string& input, const std::vector<std::string>& columns,
                         const std::string& route, host::Destination* destination);

// CellWords says of a refusal that a missing attribute is an empty cell, where the record is a row
// under these columns.
std::string CellWords(std::string_view refusal, const std::vector<std::string>& columns);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_COLUMN_CHECK_H_

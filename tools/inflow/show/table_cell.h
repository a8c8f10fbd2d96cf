// SPDX-License-Identifier: Apache-2.0
//
// File: table_cell.h
//
// Text as a cell of a table: on one line, no wider than it may be, and how wide it is.
#ifndef TOOLS_INFLOW_SHOW_TABLE_CELL_H_
#define TOOLS_INFLOW_SHOW_TABLE_CELL_H_

#include <cstddef>
#include <string>

namespace inflow::command {

// OnOneLine is text without what could move the cursor; line ends and tabs are spaces.
std::string OnOneLine(const std::string& text);

// Fitted cuts UTF-8 text that takes more than `most` columns of a terminal, so that it ends with
// "…".
std::string Fitted(const std::string& text, size_t most);

// PaddedCell is text on one line, cut to `most` places and filled with spaces up to `least`.
std::string PaddedCell(const std::string& text, size_t least, size_t most);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_TABLE_CELL_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: csv_layout.h
//
// How a CSV is written, so that rows of it can be written as a file of the same kind.
#ifndef TOOLS_INFLOW_INPUT_CSV_LAYOUT_H_
#define TOOLS_INFLOW_INPUT_CSV_LAYOUT_H_

#include <string>

namespace inflow::command {

struct CsvLayout {
  std::string head;  // what stands before the header: a byte order mark, a line "sep=;"
  std::string separator;
  std::string header;  // as it came, without its line end
  std::string line_end;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_LAYOUT_H_

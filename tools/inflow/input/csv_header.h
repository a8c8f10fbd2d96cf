// SPDX-License-Identifier: Apache-2.0
//
// File: csv_header.h
//
// The header line of a CSV: the names of its columns, and what is wrong with them.
#ifndef TOOLS_INFLOW_INPUT_CSV_HEADER_H_
#define TOOLS_INFLOW_INPUT_CSV_HEADER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/input/csv_row.h"

namespace inflow::command {

class CsvHeader {
 public:
  // Read takes the header's cells: blanks around names are left out, and so are columns at the end
  // that have no name. False and *why where a name is missing or stands twice. `input` is the
  // input's name.
  bool Read(std::string_view row, std::span<const CsvCell> cells, const std::string& input,
            std::string* why);

  // IsAgain tells whether a row is the header once more, as where files were joined.
  bool IsAgain(std::string_view row, std::span<const CsvCell> cells) const;

  const std::vector<std::string>& names() const { return names_; }
  size_t columns() const { return names_.size() + blank_; }
  size_t blank() const { return blank_; }  // columns at the end without a name
  const std::vector<std::string>& trimmed() const {
    return trimmed_;
  }  // names that had blanks around them, without

 private:
  std::vector<std::string> names_;
  std::vector<std::string> trimmed_;
  size_t blank_ = 0;
};

// PlainCellText is a cell's text, and the text in a cell that Excel was to take for text: ="0017"
// is 0017, and *formula is set.
std::string_view PlainCellText(std::string_view row, const CsvCell& cell, std::string* scratch,
                               bool* formula);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_HEADER_H_

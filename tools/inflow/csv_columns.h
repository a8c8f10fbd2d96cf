// SPDX-License-Identifier: Apache-2.0
//
// File: csv_columns.h
//
// The header line of a CSV file, and how a row under it is written as a JSON object: straight to bytes, in the header's order,
// dotted names as nested objects.
#ifndef TOOLS_INFLOW_CSV_COLUMNS_H_
#define TOOLS_INFLOW_CSV_COLUMNS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/csv_row.h"
#include "tools/inflow/reader.h"

namespace inflow::command {

class CsvColumns {
 public:
  // Make checks the names: none empty, none twice, none both a value and an object, every type's column there. Otherwise nullopt
  // and *why is a sentence.
  static std::optional<CsvColumns> Make(std::vector<std::string> names, const CsvSettings& settings, std::string* why);

  size_t size() const { return columns_.size(); }

  // Append appends the row as one JSON object; "{}" where every cell is empty. False where a cell does not fit its column's type;
  // *why says which, and the object holds that cell as text.
  bool Append(std::string_view row, const std::vector<CsvCell>& cells, std::string* out, std::string* why);

 private:
  struct Column {
    std::string name;
    std::optional<CsvSettings::Type> type;
  };
  // Node is an attribute: a column's value, or an object of further nodes.
  struct Node {
    std::string name;
    std::string quoted_name;
    size_t column = 0;
    std::vector<Node> children;  // empty for a value
  };

  static bool Insert(std::vector<Node>* nodes, std::string_view path, size_t column);
  bool AppendMembers(const std::vector<Node>& nodes, std::string* out);
  bool AppendCell(size_t column, std::string_view text, std::string* out);
  void Complain(const Column& column, std::string_view text, std::string_view expected);

  std::vector<Column> columns_;
  std::vector<Node> nodes_;
  std::optional<std::string> null_text_;

  // The row that is being written.
  std::string_view row_;
  const std::vector<CsvCell>* cells_ = nullptr;
  std::string scratch_;
  std::string complaint_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CSV_COLUMNS_H_

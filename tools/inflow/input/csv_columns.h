// SPDX-License-Identifier: Apache-2.0
//
// File: csv_columns.h
//
// How a row under a CSV header is written as a JSON object: straight to bytes, in the header's
// order, dotted names as nested objects.
#ifndef TOOLS_INFLOW_INPUT_CSV_COLUMNS_H_
#define TOOLS_INFLOW_INPUT_CSV_COLUMNS_H_

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/inflow/input/csv_row.h"
#include "tools/inflow/input/reader.h"
#include "tools/inflow/json/record_text.h"

namespace inflow::command {

class CsvColumns {
 public:
  // Make takes names that are not empty and stand once. Of the dotted ones none may be both a value
  // and an object, and every type's column must be there. Otherwise nullopt and *why is a sentence.
  static std::optional<CsvColumns> Make(const std::vector<std::string>& names,
                                        const CsvSettings& settings, std::string* why);

  // Write puts the row into *out as one JSON object; "{}" where every cell is empty. `plain` tells
  // that no cell needs an escape. False where a cell does not fit its column's type; *why says
  // which, and the object holds that cell as text.
  bool Write(std::string_view row, std::span<const CsvCell> cells, bool plain, RecordText* out,
             std::string* why);

  // formula tells whether a cell was ="text" so far.
  bool formula() const { return formula_; }

 private:
  // Step writes one column's member, or the beginning or end of an object of further members.
  struct Step {
    enum class Kind : uint8_t { kCell, kOpen, kClose };
    Kind kind;
    PaddedText prefix;  // ,"name": and for text the opening quote too
    size_t column = 0;
    std::optional<CsvSettings::Type> type;
    std::string name;  // the column's
  };
  struct Node;
  using Types = std::unordered_map<std::string_view, CsvSettings::Type>;

  static bool Insert(Node* root, std::string_view path, size_t column);
  void Plan(const Node& object, const std::vector<std::string>& names, const Types& types);
  void WriteCell(const Step& step, std::string_view row, const CsvCell& cell, bool plain,
                 RecordText* out);
  void WriteTyped(const Step& step, std::string_view text, RecordText* out);

  std::vector<Step> steps_;
  size_t prefix_bytes_ = 0;  // of all steps
  std::vector<std::string> null_texts_;
  std::string_view types_name_;

  // The row that is being written.
  std::vector<size_t> objects_;  // where those that are open begin
  std::string scratch_;
  std::string value_;
  std::string complaint_;
  bool formula_ = false;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_COLUMNS_H_

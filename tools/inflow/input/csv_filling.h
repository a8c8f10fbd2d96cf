// SPDX-License-Identifier: Apache-2.0
//
// File: csv_filling.h
//
// Blank cells that stand for the value above them, as exports leave them where several rows tell of
// one thing.
#ifndef TOOLS_INFLOW_INPUT_CSV_FILLING_H_
#define TOOLS_INFLOW_INPUT_CSV_FILLING_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/input/csv_row.h"
#include "tools/inflow/input/csv_settings.h"

namespace inflow::command {

// FilledRow is a row and its cells. `plain` is the scanner's.
struct FilledRow {
  std::string_view row;
  std::span<const CsvCell> cells;
  bool plain = true;
};

class CsvFilling {
 public:
  // The columns must all be there (WhyNoColumn); a cell with one of `null_texts` is blank.
  CsvFilling(const std::vector<std::string>& names, const CsvFillDown& settings,
             std::vector<std::string> null_texts);

  // Fill takes the next row, which has a cell for every column, and fills its blank cells with what
  // the rows before it have. What it changes lives until the next call. True where it changed any.
  bool Fill(FilledRow* row);

  // Forget: nothing is filled from before into what comes.
  void Forget();

 private:
  // Carried is the last value of a column as it stood in its row, with its quotes.
  struct Carried {
    std::string raw;
    CsvCell inside;
    bool plain = true;

    bool empty() const { return raw.empty(); }
  };

  std::string_view TextOf(const FilledRow& row, size_t column);
  bool IsWithin(const FilledRow& row);
  void Write(FilledRow* row);

  std::vector<size_t> columns_;
  std::vector<size_t> within_;
  std::vector<std::string> null_texts_;
  std::vector<std::string> values_;  // of within, in the row before
  bool has_values_ = false;
  std::vector<Carried> carried_;  // by columns_
  std::vector<size_t> filled_;    // of the row: places in columns_, ascending by column
  std::string row_;
  std::vector<CsvCell> cells_;
  std::string scratch_;
};

// CellValue is a cell's text without the blanks around it; empty where it is blank or one of the
// texts for none. *scratch may hold it.
std::string_view CellValue(std::string_view row, const CsvCell& cell,
                           const std::vector<std::string>& null_texts, std::string* scratch);

// WhyNoColumn says of the first name that is no column that `what` names it; empty where all are.
std::string WhyNoColumn(std::string_view what, const std::vector<std::string>& named,
                        const std::vector<std::string>& names);

// ColumnAt is the place of a name, which is one of the columns.
size_t ColumnAt(std::string_view name, const std::vector<std::string>& names);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_FILLING_H_

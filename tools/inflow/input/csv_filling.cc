// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_filling.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/nearest.h"
#include "plugin/text/quoted.h"
#include "tools/inflow/config/column_name.h"
#include "tools/inflow/input/csv_header.h"

namespace inflow::command {
namespace {

bool IsAmong(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

CsvFilling::CsvFilling(const std::vector<std::string>& names, const CsvFillDown& settings,
                       std::vector<std::string> null_texts)
    : null_texts_(std::move(null_texts)) {
  for (const std::string& name : settings.columns) columns_.push_back(ColumnAt(name, names));
  for (const std::string& name : settings.within) within_.push_back(ColumnAt(name, names));
  std::sort(columns_.begin(), columns_.end());
  columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
  values_.resize(within_.size());
  carried_.resize(columns_.size());
}

void CsvFilling::Forget() {
  has_values_ = false;
  for (Carried& carried : carried_) carried = Carried();
}

std::string_view CsvFilling::TextOf(const FilledRow& row, size_t column) {
  return CellValue(row.row, row.cells[column], null_texts_, &scratch_);
}

// IsWithin tells whether the row tells of the same thing as the one before it, and remembers of
// which one it does.
bool CsvFilling::IsWithin(const FilledRow& row) {
  bool same = has_values_;
  has_values_ = true;
  for (size_t i = 0; i < within_.size(); ++i) {
    const std::string_view text = TextOf(row, within_[i]);
    same = same && text == values_[i];
    has_values_ = has_values_ && !text.empty();
    values_[i] = text;
  }
  return same && has_values_;
}

bool CsvFilling::Fill(FilledRow* row) {
  if (!IsWithin(*row)) {
    for (Carried& carried : carried_) carried = Carried();
  }
  if (!has_values_) return false;
  filled_.clear();
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (!TextOf(*row, columns_[i]).empty()) {
      Carried& carried = carried_[i];
      carried.raw.clear();
      carried.inside = AppendRawCell(row->row, row->cells[columns_[i]], &carried.raw);
      carried.plain = row->plain;
    } else if (!carried_[i].empty()) {
      filled_.push_back(i);
    }
  }
  if (filled_.empty()) return false;
  Write(row);
  return true;
}

// Write makes the row anew: every byte as it was, but for the cells that are filled.
void CsvFilling::Write(FilledRow* row) {
  row_.clear();
  cells_.clear();
  size_t taken = 0;  // of the row as it was
  auto next = filled_.begin();
  for (size_t column = 0; column < row->cells.size(); ++column) {
    const CsvCell& cell = row->cells[column];
    if (next == filled_.end() || columns_[*next] != column) {
      const size_t begin = row_.size() + (cell.begin - taken);
      cells_.push_back({begin, begin + (cell.end - cell.begin), cell.doubled});
      row_.append(row->row, taken, cell.end - taken);
      taken = cell.end;
      continue;
    }
    const Carried& carried = carried_[*next++];
    const CsvCell outer = OuterCell(row->row, cell);
    row_.append(row->row, taken, outer.begin - taken);
    const size_t begin = row_.size();
    cells_.push_back(
        {begin + carried.inside.begin, begin + carried.inside.end, carried.inside.doubled});
    row_ += carried.raw;
    row->plain = row->plain && carried.plain;
    taken = outer.end;
  }
  row_.append(row->row, taken);
  row->row = row_;
  row->cells = cells_;
}

std::string_view CellValue(std::string_view row, const CsvCell& cell,
                           const std::vector<std::string>& null_texts, std::string* scratch) {
  if (cell.empty()) return {};
  bool formula = false;
  const std::string_view text = PlainCellText(row, cell, scratch, &formula);
  const std::string_view value = TrimName(text);
  const bool none = IsAmong(null_texts, text) || IsAmong(null_texts, value);
  return none ? std::string_view() : value;
}

std::string WhyNoColumn(std::string_view what, const std::vector<std::string>& named,
                        const std::vector<std::string>& names) {
  for (const std::string& name : named) {
    if (IsAmong(names, TrimName(name))) continue;
    const std::string_view nearest = NearestKey(TrimName(name), {names.begin(), names.end()});
    return absl::StrCat(
        Absl(what), " names the column ", Quoted(name), ", which the header does not have",
        nearest.empty() ? "" : absl::StrCat("; did you mean ", Quoted(nearest), "?"));
  }
  return {};
}

size_t ColumnAt(std::string_view name, const std::vector<std::string>& names) {
  return static_cast<size_t>(std::find(names.begin(), names.end(), TrimName(name)) - names.begin());
}

}  // namespace inflow::command

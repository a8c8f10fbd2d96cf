// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_header.h"

#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "tools/inflow/config/column_name.h"
#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

std::string Position(size_t column) { return absl::StrCat("column ", column + 1); }

// HasLoneReturn finds a CR that is no part of CRLF: the sign of lines that end in CR alone.
bool HasLoneReturn(std::string_view name) {
  for (size_t at = 0; (at = name.find('\r', at)) != kNowhere; ++at) {
    if (name.substr(at + 1, 1) != "\n") return true;
  }
  return false;
}

// IsOther tells from the first letter, as can be done in nearly every row, that a cell is not this
// name, whatever its dress.
bool IsOther(std::string_view cell, std::string_view name) {
  if (cell.size() < name.size()) return true;
  const char c = cell.front();
  return c != name.front() && c > ' ' && c < 0x7f && c != '=';
}

std::string LoneReturnMessage(const std::string& input) {
  return absl::StrCat(
      "the lines end in CR alone. Convert them first: ",
      FilterAdvice("tr '\\r' '\\n'", input, absl::StrCat("lines-", std::string(BareName(input)))));
}

}  // namespace

std::string_view PlainCellText(std::string_view row, const CsvCell& cell, std::string* scratch,
                               bool* formula) {
  const std::string_view text = CellText(row, cell, scratch);
  if (text.size() < 3 || text[0] != '=' || text[1] != '"' || text.back() != '"') return text;
  std::string inside;
  for (size_t at = 2; at + 1 < text.size(); ++at) {
    // A quote that is not written twice makes it another formula.
    if (text[at] == '"' && (text[at + 1] != '"' || ++at + 1 == text.size())) return text;
    inside.push_back(text[at]);
  }
  *formula = true;
  *scratch = std::move(inside);
  return *scratch;
}

bool CsvHeader::Read(std::string_view row, std::span<const CsvCell> cells, const std::string& input,
                     std::string* why) {
  std::string scratch;
  bool formula = false;
  for (const CsvCell& cell : cells) {
    const std::string_view text = PlainCellText(row, cell, &scratch, &formula);
    const std::string_view name = TrimName(text);
    if (HasLoneReturn(name)) {
      *why = LoneReturnMessage(input);
      return false;
    }
    const bool quoted = cell.begin > 0 && row[cell.begin - 1] == '"';
    if (!quoted && name.size() < text.size() && name.substr(0, 1) == "\"") {
      *why = absl::StrCat(
          Position(names_.size()),
          " of the header has a blank before its quote, so that the quotes are text; take the blanks behind the "
          "separators out, here and in the rows");
      return false;
    }
    if (name.size() != text.size() && !name.empty()) trimmed_.emplace_back(name);
    names_.emplace_back(name);
  }
  for (; names_.size() > 1 && names_.back().empty(); names_.pop_back()) ++blank_;
  std::unordered_map<std::string_view, size_t> seen;
  for (size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].empty()) {
      *why = absl::StrCat(Position(i), " of the header has no name; name every column");
      return false;
    }
    const auto [first, is_new] = seen.emplace(names_[i], i);
    if (is_new) continue;
    *why = absl::StrCat("the header names \"", names_[i], "\" twice (",
                        trimmed_.empty() ? "" : "blanks around a name do not count; ", "again as ",
                        Position(i), "); give every column a name of its own");
    return false;
  }
  return true;
}

bool CsvHeader::IsAgain(std::string_view row, std::span<const CsvCell> cells) const {
  if (cells.size() != columns() ||
      IsOther(row.substr(cells[0].begin, cells[0].end - cells[0].begin), names_[0]))
    return false;
  std::string scratch;
  bool formula = false;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string_view name =
        i < names_.size() ? std::string_view(names_[i]) : std::string_view();
    if (TrimName(PlainCellText(row, cells[i], &scratch, &formula)) != name) return false;
  }
  return true;
}

}  // namespace inflow::command

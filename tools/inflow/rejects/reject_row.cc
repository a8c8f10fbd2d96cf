// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/reject_row.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/json/json_attribute.h"

namespace inflow::command {
namespace {

constexpr std::string_view kAmbiguous = "ambiguous";
constexpr std::string_view kNewerWord = "newer";
constexpr std::string_view kLateWord = "late";
constexpr std::string_view kCut = "cut";

// What a spreadsheet takes for the beginning of a formula.
constexpr char kFormulaBegins[] = "=+-@\t\r";

void AppendQuoted(std::string_view text, std::string* out) {
  out->push_back('"');
  for (const char c : text) out->append(c == '"' ? 2 : 1, c);
  out->push_back('"');
}

void AppendCell(std::string_view text, const CsvLayout& layout, std::string* out) {
  const bool needs_quotes =
      text.find_first_of("\"\r\n") != kNowhere || text.find(layout.separator) != kNowhere;
  if (needs_quotes) {
    AppendQuoted(text, out);
  } else {
    out->append(text);
  }
}

// Told is the text of an attribute of the line's `_inflow`, empty where it has none.
std::string Told(std::string_view line, std::string_view name) {
  const std::string_view value = FindAttribute(line, absl::StrCat("_inflow.", Absl(name)));
  return value.empty() ? std::string() : JsonTextOf(value);
}

std::string ReasonCell(std::string_view line) {
  std::string reason = Told(line, "reason");
  if (const std::string document = Told(line, "document"); !document.empty())
    absl::StrAppend(&reason, reason.empty() ? "" : "; ", document);
  if (!reason.empty() && std::string_view(kFormulaBegins).find(reason[0]) != kNowhere)
    reason.insert(0, 1, '\'');
  return reason;
}

}  // namespace

std::string RejectHeader(const CsvLayout& layout) {
  std::string header = layout.head;
  for (const std::string_view column : kRejectColumns) {
    header.append(column);
    header.append(layout.separator);
  }
  return absl::StrCat(header, layout.header, layout.line_end);
}

void AppendRejectRow(std::string_view line, bool older, const CsvLayout& layout, std::string* out) {
  const std::string row = Told(line, "row");
  std::string outcome = Told(line, "outcome");
  const auto add = [&outcome](bool wanted, std::string_view word) {
    if (wanted) absl::StrAppend(&outcome, " ", Absl(word));
  };
  add(!Told(line, "ambiguous").empty(), kAmbiguous);
  add(older || !Told(line, "newer").empty(), kNewerWord);
  add(!Told(line, "late").empty(), kLateWord);
  add(row.empty(), kCut);
  AppendCell(outcome, layout, out);
  absl::StrAppend(out, layout.separator, Told(line, "line"), layout.separator);
  AppendCell(ReasonCell(line), layout, out);
  out->append(layout.separator);
  if (row.empty()) {
    AppendQuoted(Told(line, "raw"), out);
    out->append(layout.line_end);
    return;
  }
  out->append(row);
  if (row.back() != '\n') out->append(row.back() == '\r' ? "\n" : layout.line_end);
}

std::string RowWithoutOlder(std::string_view line) {
  const size_t outcome =
      std::min(line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), line.size());
  std::string_view rest = line.substr(outcome);
  const std::string ambiguous = absl::StrCat(" ", Absl(kAmbiguous));
  if (rest.starts_with(ambiguous)) rest.remove_prefix(ambiguous.size());
  const std::string newer = absl::StrCat(" ", Absl(kNewerWord));
  if (outcome == 0 || !rest.starts_with(newer)) return std::string(line);
  return absl::StrCat(Absl(line.substr(0, line.size() - rest.size())),
                      Absl(rest.substr(newer.size())));
}

RejectWords ReadRejectWords(std::string_view cell) {
  RejectWords words;
  const std::string text = absl::AsciiStrToLower(Absl(cell));
  for (const absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \t"))) {
    words.ambiguous = words.ambiguous || word == Absl(kAmbiguous);
    words.older = words.older || word == Absl(kNewerWord);
    words.late = words.late || word == Absl(kLateWord);
    words.cut = words.cut || word == Absl(kCut);
  }
  return words;
}

bool RejectPlaces::any() const { return count() > 0; }

bool RejectPlaces::has_outcome() const { return of[0] != kNowhere; }

bool RejectPlaces::first() const {
  for (size_t i = 0; i < of.size(); ++i) {
    if (of[i] != i) return false;
  }
  return true;
}

size_t RejectPlaces::count() const {
  return static_cast<size_t>(
      std::count_if(of.begin(), of.end(), [](size_t place) { return place != kNowhere; }));
}

bool RejectPlaces::Has(size_t column) const {
  return std::find(of.begin(), of.end(), column) != of.end();
}

RejectPlaces FindRejectColumns(std::span<const std::string> names) {
  RejectPlaces places;
  for (size_t i = 0; i < kRejectColumns.size(); ++i) {
    const auto found = std::find(names.begin(), names.end(), kRejectColumns[i]);
    places.of[i] = found == names.end() ? kNowhere : static_cast<size_t>(found - names.begin());
  }
  return places;
}

void WithoutRejectCells(std::string_view row, std::span<const CsvCell> cells,
                        const RejectPlaces& places, std::string_view separator, std::string* out,
                        std::vector<CsvCell>* own) {
  out->clear();
  own->clear();
  for (size_t i = 0; i < cells.size(); ++i) {
    if (places.Has(i)) continue;
    if (!own->empty()) out->append(separator);
    own->push_back(AppendRawCell(row, cells[i], out));
  }
  out->append(row.substr(OuterCell(row, cells.back()).end));
}

}  // namespace inflow::command

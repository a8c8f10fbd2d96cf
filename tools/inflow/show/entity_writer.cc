// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/entity_writer.h"

#include <algorithm>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_attribute.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/show/table_cell.h"
#include "tools/inflow/terminal/wrap.h"

namespace inflow::command {
namespace {

constexpr size_t kWidestCell = 60;

// Values are the bytes of what stands at a path: one, or one of each row.
struct Values {
  absl::InlinedVector<std::string_view, 1> each;
  bool rows = false;
  bool empty() const { return each.empty(); }
};

// ValuesAt looks in an entity, or in what it holds as "attributes".
Values ValuesAt(std::string_view entity, const std::string& path) {
  const std::string inside = absl::StrCat("attributes.", path);
  for (const std::string& one : {path, inside}) {
    if (const std::string_view value = FindAttribute(entity, one); !value.empty())
      return {{value}, false};
  }
  const std::vector<std::string_view> rows = FindInRows(entity, path);
  return {{rows.begin(), rows.end()}, true};
}

size_t TableWidth(const std::vector<size_t>& widths) {
  size_t total = widths.empty() ? 0 : 2 * (widths.size() - 1);
  for (const size_t width : widths) total += width;
  return total;
}

// Narrowed makes columns narrower that may be, the widest first, until the table fits; false where
// it does not.
bool Narrowed(const std::vector<bool>& may, size_t width, std::vector<size_t>* widths) {
  constexpr size_t kNarrowestCell = 12;
  while (TableWidth(*widths) > width) {
    size_t* widest = nullptr;
    for (size_t i = 0; i < widths->size(); ++i) {
      size_t& one = (*widths)[i];
      if (may[i] && one > kNarrowestCell && (widest == nullptr || one > *widest)) widest = &one;
    }
    if (widest == nullptr) return false;
    --*widest;
  }
  return true;
}

std::string QuotedCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos && (text.empty() || text.front() != ' '))
    return text;
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell.push_back('"');
    cell.push_back(c);
  }
  return cell + "\"";
}

}  // namespace

std::vector<std::string_view> EntitiesOf(std::string_view answer) {
  std::vector<std::string_view> entities;
  const std::string_view list = FindAttribute(answer, "entities");
  if (list.empty() || list.front() != '[') return entities;
  size_t at = SkipJsonSpace(list, 1);
  while (at < list.size() && list[at] != ']') {
    const size_t end = SkipJsonValue(list, at);
    if (end == std::string_view::npos) break;
    entities.push_back(list.substr(at, end - at));
    at = SkipJsonSpace(list, end);
    if (at < list.size() && list[at] == ',') at = SkipJsonSpace(list, at + 1);
  }
  return entities;
}

EntityWriter::EntityWriter(ListFormat format, std::vector<std::string> columns, Style style,
                           std::ostream* out)
    : format_(format),
      columns_(std::move(columns)),
      present_(columns_.size()),
      widths_(columns_.size()),
      style_(style),
      out_(out) {}

void EntityWriter::Put(const std::string& text) { *out_ << style_.Safe(text); }

void EntityWriter::Begin() {
  if (std::exchange(begun_, true)) return;
  if (format_ == ListFormat::kCsv) CsvRow(columns_);
  if (format_ == ListFormat::kJson) Put("[");
}

EntityWriter::Row EntityWriter::CellsOf(std::string_view entity) {
  Row row;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Values values = ValuesAt(entity, columns_[i]);
    if (!values.empty()) present_[i] = true;
    row.push_back(absl::StrJoin(values.each, "; ", [](std::string* text, std::string_view value) {
      if (value != "null") text->append(JsonTextOf(value));
    }));
  }
  return row;
}

std::string EntityWriter::ObjectOf(std::string_view entity) {
  if (columns_.empty()) return std::string(entity);
  std::string object = "{";
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Values values = ValuesAt(entity, columns_[i]);
    if (values.empty()) continue;
    present_[i] = true;
    if (object.size() > 1) object.push_back(',');
    AppendJsonString(columns_[i], &object);
    absl::StrAppend(
        &object, ":", values.rows ? "[" : "",
        absl::StrJoin(values.each, ",",
                      [](std::string* text, std::string_view value) { text->append(value); }),
        values.rows ? "]" : "");
  }
  return object + "}";
}

void EntityWriter::Page(const std::vector<std::string_view>& entities) {
  Begin();
  std::vector<Row> rows;
  for (const std::string_view entity : entities) {
    switch (format_) {
      case ListFormat::kTable:
        rows.push_back(CellsOf(entity));
        break;
      case ListFormat::kCsv:
        CsvRow(CellsOf(entity));
        break;
      case ListFormat::kJson:
        Put(absl::StrCat(any_ ? ",\n " : "\n ", ObjectOf(entity)));
        break;
      case ListFormat::kNdjson: {
        std::string line = ObjectOf(entity);
        // White space between values is all that a line end can be: inside a text it is escaped.
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
        Put(line + "\n");
        break;
      }
    }
    any_ = true;
  }
  if (!rows.empty()) TablePage(std::move(rows));
  out_->flush();
}

void EntityWriter::End() {
  Begin();
  if (format_ == ListFormat::kJson) Put(any_ ? "\n]\n" : "]\n");
  out_->flush();
}

// TablePage shows a page as it comes. Columns grow where a later one needs it, and never shrink
// but where a terminal is too narrow.
void EntityWriter::TablePage(std::vector<Row> rows) {
  const bool first = widths_ == std::vector<size_t>(columns_.size());
  if (first) rows.insert(rows.begin(), columns_);
  std::vector<bool> has_words(columns_.size());
  for (Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      row[i] = OnOneLine(row[i]);
      widths_[i] = std::max(widths_[i], std::min(ColumnsOf(row[i]), kWidestCell));
      if (row[i].find(' ') != std::string::npos) has_words[i] = true;
    }
  }
  std::vector<size_t> widths = widths_;
  if (style_.on_terminal() && !Narrowed(has_words, style_.width(), &widths)) blocks_ = true;
  for (const Row& row : rows) {
    const bool is_head = first && &row == &rows.front();
    if (!blocks_) {
      TableRow(row, widths, is_head ? Look::kHeading : Look::kPlain);
    } else if (!is_head) {
      Block(row);
    }
  }
}

void EntityWriter::TableRow(const Row& row, const std::vector<size_t>& widths, Look look) {
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    const std::string cell = Fitted(row[i], widths[i]);
    absl::StrAppend(&line, cell, std::string(widths[i] - ColumnsOf(cell) + 2, ' '));
  }
  line.erase(line.find_last_not_of(' ') + 1);
  *out_ << style_.As(look, line) << '\n';
}

void EntityWriter::Block(const Row& row) {
  for (size_t i = 0; i < row.size(); ++i) {
    if (row[i].empty()) continue;
    *out_ << style_.Wrapped(
        absl::StrCat(style_.As(Look::kDim, columns_[i] + ":"), " ", row[i], "\n"));
  }
  *out_ << '\n';
}

void EntityWriter::CsvRow(const Row& row) {
  std::string line;
  for (const std::string& cell : row)
    absl::StrAppend(&line, &cell == &row.front() ? "" : ",", QuotedCell(cell));
  Put(line + "\n");
}

std::vector<std::string> EntityWriter::Absent() const {
  std::vector<std::string> absent;
  for (size_t i = 0; any_ && i < columns_.size(); ++i) {
    if (!present_[i]) absent.push_back(columns_[i]);
  }
  return absent;
}

}  // namespace inflow::command

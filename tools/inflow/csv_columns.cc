// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/csv_columns.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "tools/inflow/json_text.h"

namespace inflow::command {
namespace {

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

std::string Position(size_t column) { return "column " + std::to_string(column + 1); }

// CheckNames returns what is wrong with the header, or nothing.
std::string CheckNames(const std::vector<std::string>& names) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) return Position(i) + " of the header has no name; name every column";
    if (names[i].find('\r') != std::string::npos) {
      return "the lines end in CR alone; convert them first: tr '\\r' '\\n' < INPUT > OUTPUT";
    }
    if (!seen.insert(names[i]).second) {
      return "the header names \"" + names[i] + "\" twice (again as " + Position(i) + "); give every column a name of its own";
    }
  }
  return {};
}

}  // namespace

std::optional<CsvColumns> CsvColumns::Make(std::vector<std::string> names, const CsvSettings& settings, std::string* why) {
  *why = CheckNames(names);
  if (!why->empty()) return std::nullopt;
  CsvColumns columns;
  columns.null_text_ = settings.null_text;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    if (!settings.nest) {
      columns.nodes_.push_back({name, {}, i, {}});
    } else if (!Insert(&columns.nodes_, name, i)) {
      *why = "the header name \"" + name +
             "\" cannot nest: a part of it is empty, or another column has the same attribute as a "
             "value; rename it or load with --no-nest";
      return std::nullopt;
    }
    columns.columns_.push_back({name, std::nullopt});
  }
  const auto quote = [](auto&& self, std::vector<Node>* nodes) -> void {
    for (Node& node : *nodes) {
      AppendJsonString(node.name, &node.quoted_name);
      node.quoted_name.push_back(':');
      self(self, &node.children);
    }
  };
  quote(quote, &columns.nodes_);
  for (const auto& [name, type] : settings.types) {
    const auto column = std::find_if(columns.columns_.begin(), columns.columns_.end(),
                                     [&, wanted = std::string_view(name)](const Column& c) { return c.name == wanted; });
    if (column == columns.columns_.end()) {
      *why = "--csv-types names the column \"" + name + "\", which the header does not have";
      return std::nullopt;
    }
    column->type = type;
  }
  return columns;
}

bool CsvColumns::Insert(std::vector<Node>* nodes, std::string_view path, size_t column) {
  const size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  if (name.empty()) return false;
  const auto found = std::find_if(nodes->begin(), nodes->end(), [&](const Node& node) { return node.name == name; });
  if (dot == std::string_view::npos) {
    if (found != nodes->end()) return false;
    nodes->push_back({std::string(name), {}, column, {}});
    return true;
  }
  if (found != nodes->end()) return !found->children.empty() && Insert(&found->children, path.substr(dot + 1), column);
  Node object{std::string(name), {}, column, {}};
  if (!Insert(&object.children, path.substr(dot + 1), column)) return false;
  nodes->push_back(std::move(object));
  return true;
}

bool CsvColumns::Append(std::string_view row, const std::vector<CsvCell>& cells, std::string* out, std::string* why) {
  row_ = row;
  cells_ = &cells;
  complaint_.clear();
  out->push_back('{');
  AppendMembers(nodes_, out);
  out->push_back('}');
  *why = complaint_;
  return complaint_.empty();
}

// AppendMembers tells whether anything was appended.
bool CsvColumns::AppendMembers(const std::vector<Node>& nodes, std::string* out) {
  bool any = false;
  for (const Node& node : nodes) {
    const size_t before = out->size();
    if (any) out->push_back(',');
    out->append(node.quoted_name);
    bool wrote = false;
    if (node.children.empty()) {
      wrote = AppendCell(node.column, CellText(row_, (*cells_)[node.column], &scratch_), out);
    } else {
      out->push_back('{');
      wrote = AppendMembers(node.children, out);
      out->push_back('}');
    }
    if (!wrote) out->resize(before);
    any = any || wrote;
  }
  return any;
}

bool CsvColumns::AppendCell(size_t index, std::string_view text, std::string* out) {
  if (text.empty() || text == null_text_) return false;
  const Column& column = columns_[index];
  if (!column.type) {
    AppendJsonString(text, out);
    return true;
  }
  switch (*column.type) {
    case CsvSettings::Type::kNumber:
      if (IsJsonNumber(text)) {
        out->append(text);
        return true;
      }
      Complain(column, text, "a JSON number such as 12.50");
      break;
    case CsvSettings::Type::kBoolean:
      if (text == "1" || EqualsIgnoringCase(text, "true")) {
        out->append("true");
        return true;
      }
      if (text == "0" || EqualsIgnoringCase(text, "false")) {
        out->append("false");
        return true;
      }
      Complain(column, text, "true, false, 1 or 0");
      break;
    case CsvSettings::Type::kJson:
      if (nlohmann::json::accept(text)) {
        out->append(text);
        return true;
      }
      Complain(column, text, "a JSON value");
      break;
  }
  AppendJsonString(text, out);
  return true;
}

void CsvColumns::Complain(const Column& column, std::string_view text, std::string_view expected) {
  if (!complaint_.empty()) return;
  complaint_ = "\"" + column.name + "\" holds \"" + std::string(text.substr(0, 60)) + "\", which is not " +
               std::string(expected) + " as --csv-types asks; mend the cell or change the type";
}

}  // namespace inflow::command

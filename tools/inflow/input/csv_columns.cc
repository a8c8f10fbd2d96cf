// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_columns.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"
#include "tools/inflow/config/column_name.h"
#include "tools/inflow/input/csv_header.h"
#include "tools/inflow/input/csv_value.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// Deeper objects than anybody writes; a name of a million dots must not become one.
constexpr int kMaxParts = 64;

}  // namespace

// Node is an attribute: a column's value, or an object of further nodes.
struct CsvColumns::Node {
  std::string name;
  size_t column = 0;
  std::vector<Node> children;                      // empty for a value
  std::unordered_map<std::string, size_t> places;  // of the children, by name
};

std::optional<CsvColumns> CsvColumns::Make(const std::vector<std::string>& names,
                                           const CsvSettings& settings, std::string* why) {
  Types types;
  for (const auto& [name, type] : settings.types) {
    const bool is_new = types.emplace(TrimName(name), type).second;
    const bool is_column = std::find(names.begin(), names.end(), TrimName(name)) != names.end();
    if (is_new && is_column) continue;
    *why = absl::StrCat(Absl(settings.TypesName()), " names the column \"", name,
                        is_column ? "\" twice" : "\", which the header does not have");
    return std::nullopt;
  }
  Node root;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!settings.nest) {
      root.children.push_back({names[i], i, {}, {}});
    } else if (!Insert(&root, names[i], i)) {
      *why = absl::StrCat(
          "the header name ", Quoted(names[i]),
          " cannot nest: a part of it is empty, or another column has the same attribute as a value, or it has "
          "more than ",
          kMaxParts, " parts; rename it or load with --no-nest");
      return std::nullopt;
    }
  }
  CsvColumns columns;
  columns.null_texts_ = settings.null_texts;
  columns.types_name_ = settings.TypesName();
  columns.Plan(root, names, types);
  for (const Step& step : columns.steps_) columns.prefix_bytes_ += step.prefix.size();
  return columns;
}

bool CsvColumns::Insert(Node* root, std::string_view path, size_t column) {
  Node* object = root;
  for (int parts = 1; parts <= kMaxParts; ++parts) {
    const size_t dot = path.find('.');
    const bool last = dot == std::string_view::npos;
    const std::string name(path.substr(0, dot));
    const auto [found, is_new] = object->places.emplace(name, object->children.size());
    if (name.empty() || (last && !is_new)) return false;
    if (is_new) object->children.push_back({name, column, {}, {}});
    if (last) return true;
    object = &object->children[found->second];
    if (!is_new && object->children.empty()) return false;
    path.remove_prefix(dot + 1);
  }
  return false;
}

void CsvColumns::Plan(const Node& object, const std::vector<std::string>& names,
                      const Types& types) {
  for (const Node& node : object.children) {
    std::string prefix = ",";
    AppendJsonString(node.name, &prefix);
    prefix += ':';
    if (!node.children.empty()) {
      steps_.push_back({Step::Kind::kOpen, PaddedText(prefix), 0, std::nullopt, {}});
      Plan(node, names, types);
      steps_.push_back({Step::Kind::kClose, PaddedText(prefix), 0, std::nullopt, {}});
      continue;
    }
    Step step{Step::Kind::kCell, {}, node.column, std::nullopt, names[node.column]};
    if (const auto type = types.find(step.name); type != types.end()) step.type = type->second;
    if (!step.type) prefix += '"';
    step.prefix = PaddedText(prefix);
    steps_.push_back(std::move(step));
  }
}

bool CsvColumns::Write(std::string_view row, std::span<const CsvCell> cells, bool plain,
                       RecordText* out, std::string* why) {
  const bool copies = plain && null_texts_.empty();
  complaint_.clear();
  objects_.clear();
  // Every cell once, and one quote behind it, or the brace of an object.
  out->Begin(prefix_bytes_ + row.size() + steps_.size() + 2);
  for (const Step& step : steps_) {
    switch (step.kind) {
      case Step::Kind::kCell: {
        const CsvCell& cell = cells[step.column];
        if (cell.empty()) break;
        if (!copies || step.type || cell.doubled || row[cell.begin] == '=') {
          WriteCell(step, row, cell, plain, out);
          break;
        }
        out->Append(step.prefix);
        out->AppendWithin(row.substr(cell.begin, cell.end - cell.begin), row.data() + row.size());
        out->Append('"');
        break;
      }
      case Step::Kind::kOpen:
        out->Append(step.prefix);
        objects_.push_back(out->size());
        break;
      case Step::Kind::kClose: {
        const size_t begin = objects_.back();
        objects_.pop_back();
        if (out->size() == begin) {
          out->Truncate(begin - step.prefix.size());
        } else {
          out->Overwrite(begin, '{');  // its first member's comma
          out->Append('}');
        }
        break;
      }
    }
  }
  if (out->size() == 0) out->Append(',');
  out->Overwrite(0, '{');
  out->Append('}');
  *why = complaint_;
  return complaint_.empty();
}

void CsvColumns::WriteCell(const Step& step, std::string_view row, const CsvCell& cell, bool plain,
                           RecordText* out) {
  std::string_view text = row.substr(cell.begin, cell.end - cell.begin);
  if (cell.doubled || text[0] == '=') text = PlainCellText(row, cell, &scratch_, &formula_);
  if (text.empty()) return;
  if (!null_texts_.empty() &&
      std::find(null_texts_.begin(), null_texts_.end(), text) != null_texts_.end())
    return;
  if (step.type) return WriteTyped(step, text, out);
  out->Append(step.prefix);
  if (!plain || cell.doubled) {
    out->AppendEscaped(text);
  } else {
    out->AppendWithin(text, row.data() + row.size());
  }
  out->Append('"');
}

void CsvColumns::WriteTyped(const Step& step, std::string_view text, RecordText* out) {
  // Blanks alone are no value, and neither is one of the texts for none between blanks.
  const std::string_view trimmed = TrimName(text);
  if (trimmed.empty() ||
      std::find(null_texts_.begin(), null_texts_.end(), trimmed) != null_texts_.end())
    return;
  value_.clear();
  if (!WriteValue(*step.type, trimmed, &value_)) {
    if (complaint_.empty()) {
      complaint_ = absl::StrCat(Quoted(step.name), " holds ", Quoted(text), ", which is not ",
                                Absl(ExpectedText(*step.type)), " as ", Absl(types_name_),
                                " asks; mend the cell or change the type");
    }
    value_.clear();
    AppendJsonString(text, &value_);
  }
  out->Append(step.prefix);
  out->AppendBeyond(value_);
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/verify_report.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kRowsAtOnce = 100;
constexpr char kNothing[] = "(nothing)";

std::vector<std::string> TableColumns(bool files) {
  std::vector<std::string> columns = {"line", "record", "result", "field", "sent", "found"};
  if (files) columns.insert(columns.begin(), "file");
  return columns;
}

std::string Written(const JsonTree& json) {
  return json.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

// NameOf is what people call it: its name, or else its GUID.
std::string RecordName(const JsonTree& result) {
  std::string name = TreeText(result, "name");
  return name.empty() ? TreeText(result, "id") : name;
}

JsonTree ValueOrNothing(const JsonTree& difference, const char* key) {
  JsonTree value = TreeMember(difference, key);
  return value.is_null() ? JsonTree(kNothing) : value;
}

}  // namespace

VerifyReport::VerifyReport(ListFormat format, bool files, Style style, std::ostream* out)
    : table_(format == ListFormat::kTable),
      writer_(format, table_ ? TableColumns(files) : std::vector<std::string>(), style, out) {}

void VerifyReport::AddRows(const Verified& verified) {
  const std::string result = TreeText(verified.result, "result");
  const JsonTree row = {{"file", verified.file},
                        {"line", verified.lines.empty() ? 0 : verified.lines.front()},
                        {"record", RecordName(verified.result)},
                        {"result", result}};
  const size_t before = rows_.size();
  for (const JsonTree& difference : TreeList(verified.result, "differences")) {
    JsonTree one = row;
    one["field"] = TreeMember(difference, "field");
    one["sent"] = ValueOrNothing(difference, "sent");
    one["found"] = ValueOrNothing(difference, "found");
    rows_.push_back(Written(one));
  }
  if (rows_.size() == before) rows_.push_back(Written(row));
  if (rows_.size() >= kRowsAtOnce) ShowRows();
}

void VerifyReport::ShowRows() {
  if (!rows_.empty()) writer_.Page({rows_.begin(), rows_.end()});
  rows_.clear();
}

void VerifyReport::Add(const Verified& verified) {
  const std::string result = TreeText(verified.result, "result");
  ++count_;
  ++counts_[result];
  if (table_) {
    if (result != "equal") AddRows(verified);
    return;
  }
  JsonTree json = {{"file", verified.file}, {"lines", verified.lines}};
  for (const char* key : {"result", "id", "name", "differences", "message"}) {
    if (JsonTree value = TreeMember(verified.result, key); !value.is_null())
      json[key] = std::move(value);
  }
  const std::string line = Written(json);
  writer_.Page({line});
}

void VerifyReport::End(bool whole) {
  ShowRows();
  if (whole && !table_) writer_.End();
}

uint64_t VerifyReport::CountOf(const std::string& result) const {
  const auto found = counts_.find(result);
  return found == counts_.end() ? 0 : found->second;
}

std::string VerifyReport::Describe(const std::string& what) const {
  const uint64_t equal = CountOf("equal");
  std::string text = absl::StrCat("of ", what, " ", HumanCount(equal),
                                  equal == 1 ? " is as sent" : " are as sent");
  struct Part {
    const char* result;
    const char* one;
    const char* several;
  };
  for (const Part& part :
       {Part{"different", " differs", " differ"}, Part{"absent", " is not there", " are not there"},
        Part{"unreadable", " cannot be compared", " cannot be compared"},
        Part{"refused", " would be refused", " would be refused"}}) {
    const uint64_t count = CountOf(part.result);
    if (count > 0)
      absl::StrAppend(&text, ", ", HumanCount(count), count == 1 ? part.one : part.several);
  }
  return text;
}

}  // namespace inflow::command

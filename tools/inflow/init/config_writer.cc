// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/config_writer.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace inflow::command {
namespace {

constexpr size_t kLineColumns = 100;

struct Commented {
  std::string_view key, comment;
};
// In the file's order; keys that are not named here follow.
constexpr Commented kKeys[] = {
    {"$schema", ""},
    {"active", "false: nothing is sent. inflow activate and inflow pause change it."},
    {"base_url", "where requests go; without this line: inFlow itself"},
    {"credential",
     "which company is written to. The key itself stands in the variable or file that is named here."},
    {"endpoint", "what the records become: inflow endpoints NAME tells what it takes"},
    {"method", ""},
    {"parameters", "of the endpoint's path"},
    {"content_format", ""},
    {"identity", "what names a record: the same values are the same record, in every load"},
    {"adopt", "one that inFlow has already is found by these and written to"},
    {"references", "resolve: names in fields that take an id are looked up in inFlow"},
    {"values", "how the file writes dates and decimals"},
    {"csv", "how the file is read"},
    {"null_policy", "omit: what a record does not have is not sent, and stays in inFlow as it is"},
    {"map",
     "field: {record.Column}, and with a ? where the cell may be empty; other texts are the same in every record"},
    {"map_rest", ""},
    {"batching", "which records share a request"},
    {"exclude_attributes", "what is not sent"},
    {"request_headers", ""},
    {"response_webhook", "every answer is posted there, too"},
};

void AppendPadding(size_t columns, std::string* text) { text->append(columns, ' '); }

// AppendValue appends a value, on one line where it fits, else a member a line.
void AppendValue(const JsonTree& value, size_t indent, size_t used, std::string* text) {
  const std::string line = value.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
  if (!value.is_structured() || value.empty()) {
    text->append(line);
    return;
  }
  const bool of_scalars = std::none_of(value.begin(), value.end(),
                                       [](const JsonTree& one) { return one.is_structured(); });
  if (of_scalars && indent > 2 && used + line.size() + 2 * value.size() < kLineColumns) {
    std::string spaced(1, line.front());
    const char* before = "";
    for (const auto& [name, member] : value.items()) {
      absl::StrAppend(
          &spaced, before,
          value.is_object()
              ? absl::StrCat(
                    JsonTree(name).dump(-1, ' ', false, JsonTree::error_handler_t::replace), ": ")
              : "",
          member.dump(-1, ' ', false, JsonTree::error_handler_t::replace));
      before = ", ";
    }
    text->append(spaced).push_back(line.back());
    return;
  }
  text->push_back(value.is_object() ? '{' : '[');
  const char* before = "\n";
  for (const auto& [name, member] : value.items()) {
    text->append(before);
    before = ",\n";
    AppendPadding(indent, text);
    size_t key = 0;
    if (value.is_object()) {
      const std::string quoted =
          JsonTree(name).dump(-1, ' ', false, JsonTree::error_handler_t::replace);
      absl::StrAppend(text, quoted, ": ");
      key = quoted.size() + 2;
    }
    AppendValue(member, indent + 2, indent + key, text);
  }
  text->push_back('\n');
  AppendPadding(indent - 2, text);
  text->push_back(value.is_object() ? '}' : ']');
}

void AppendComment(std::string_view comment, size_t indent, std::string* text) {
  std::string line;
  const auto end = [&] {
    AppendPadding(indent, text);
    absl::StrAppend(text, "//", line, "\n");
    line.clear();
  };
  for (const absl::string_view word :
       absl::StrSplit(absl::string_view(comment.data(), comment.size()), absl::ByAnyChar(" \r\n"),
                      absl::SkipEmpty())) {
    if (indent + line.size() + word.size() + 3 > kLineColumns && !line.empty()) end();
    absl::StrAppend(&line, " ", word);
  }
  if (!line.empty()) end();
}

std::string_view CommentOf(std::string_view key) {
  const auto* const found = std::find_if(std::begin(kKeys), std::end(kKeys),
                                         [&](const Commented& one) { return one.key == key; });
  return found == std::end(kKeys) ? std::string_view() : found->comment;
}

std::vector<std::string> InOrder(const JsonTree& config) {
  std::vector<std::string> keys;
  for (const Commented& one : kKeys) {
    if (config.contains(std::string(one.key))) keys.emplace_back(one.key);
  }
  for (const auto& [key, value] : config.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

}  // namespace

std::string ConfigText(const JsonTree& config, const std::string& heading, bool comments) {
  std::string text;
  if (comments) AppendComment(heading, 0, &text);
  text += "{";
  const char* before = "\n";
  for (const std::string& key : InOrder(config)) {
    text += before;
    before = ",\n";
    if (comments) AppendComment(CommentOf(key), 2, &text);
    const std::string name = JsonTree(key).dump(-1, ' ', false, JsonTree::error_handler_t::replace);
    absl::StrAppend(&text, "  ", name, ": ");
    AppendValue(config[key], 4, 4 + name.size(), &text);
  }
  return text + "\n}\n";
}

}  // namespace inflow::command

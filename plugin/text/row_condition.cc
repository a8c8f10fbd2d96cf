// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/row_condition.h"

#include <algorithm>

#include "plugin/text/white_space.h"

namespace inflow {
namespace {

constexpr std::string_view kIs = " is ";
constexpr std::string_view kNot = "not ";
constexpr std::string_view kBlank = "blank";

// QuotesEnd is where the quoted text ends that a text begins with, its closing quote included.
size_t QuotesEnd(std::string_view text) {
  size_t at = 0;
  do {
    at = text.find('"', at + 1);
    if (at == std::string_view::npos) return text.size();
  } while (text.substr(at, 2) == "\"\"" && ++at != std::string_view::npos);
  return at + 1;
}

}  // namespace

std::string_view NextListItem(std::string_view* list) {
  const size_t begin = std::min(list->find_first_not_of(' '), list->size());
  const bool quoted = list->substr(begin, 1) == "\"";
  const size_t from = quoted ? begin + QuotesEnd(list->substr(begin)) : begin;
  const size_t comma = std::min(list->find(',', from), list->size());
  const std::string_view item = list->substr(0, comma);
  list->remove_prefix(std::min(comma + 1, list->size()));
  return item;
}

std::optional<std::string> UnquotedItem(std::string_view item) {
  item = WithoutOuterSpace(item);
  if (item.substr(0, 1) != "\"") return std::string(item);
  if (item.size() < 2 || item.back() != '"') return std::nullopt;
  item = item.substr(1, item.size() - 2);
  std::string text;
  for (size_t at = 0; at < item.size(); ++at) {
    if (item[at] == '"' && item.substr(at, 2) != "\"\"") return std::nullopt;
    text.push_back(item[at]);
    if (item[at] == '"') ++at;
  }
  return text;
}

std::string QuotedItem(std::string_view text) {
  if (text.find_first_of(",\"") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

bool RowCondition::Holds(std::string_view cell) const {
  const bool among =
      cell.empty() ? blank : std::find(values.begin(), values.end(), cell) != values.end();
  return among != is_not;
}

std::optional<RowCondition> ParseRowCondition(std::string_view text) {
  text = WithoutOuterSpace(text);
  const size_t from = text.substr(0, 1) == "\"" ? QuotesEnd(text) : 0;
  const size_t is = text.find(kIs, from);
  if (is == std::string_view::npos) return std::nullopt;
  RowCondition condition;
  std::optional<std::string> column = UnquotedItem(text.substr(0, is));
  if (!column || WithoutOuterSpace(*column).empty()) return std::nullopt;
  condition.column = WithoutOuterSpace(*column);
  text = WithoutOuterSpace(text.substr(is + kIs.size()));
  if (text == "not") return std::nullopt;
  condition.is_not = text.substr(0, kNot.size()) == kNot;
  if (condition.is_not) text.remove_prefix(kNot.size());
  do {
    const std::string_view item = WithoutOuterSpace(NextListItem(&text));
    std::optional<std::string> value = UnquotedItem(item);
    // An empty one would be a slip, or blank in another word.
    if (!value || WithoutOuterSpace(*value).empty()) return std::nullopt;
    if (item == kBlank) {
      condition.blank = true;
    } else {
      condition.values.emplace_back(WithoutOuterSpace(*value));
    }
  } while (!text.empty());
  return condition;
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_indent.h"

#include <algorithm>

#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// Deeper values stand no further to the right: what nests without end would be mostly blanks.
constexpr size_t kDeepest = 40;

void BreakLine(size_t level, std::string* out) {
  out->push_back('\n');
  out->append(2 * std::min(level, kDeepest), ' ');
}

// EndOfToken is behind the string, bracket, comma, colon or other value that begins at `at`.
size_t EndOfToken(std::string_view json, size_t at) {
  constexpr std::string_view kSigns = "{}[],:";
  if (kSigns.find(json[at]) != std::string_view::npos) return at + 1;
  return std::min(SkipJsonValue(json, at), json.size());
}

}  // namespace

std::string IndentJson(std::string_view json, size_t level) {
  std::string out;
  out.reserve(json.size() * 2);
  char before = 0;  // the sign that stands before, 0 for a value
  for (size_t at = JsonBegin(json); at < json.size();) {
    const size_t end = std::max(EndOfToken(json, at), at + 1);
    const char c = json[at];
    const bool closes = c == '}' || c == ']';
    const bool opened = before == '{' || before == '[';
    if (closes) level -= std::min<size_t>(level, 1);
    if ((opened && !closes) || before == ',' || (closes && !opened)) BreakLine(level, &out);
    out.append(json.substr(at, end - at));
    if (c == ':') out.push_back(' ');
    if (c == '{' || c == '[') ++level;
    before = end - at == 1 ? c : '\0';
    at = SkipJsonSpace(json, end);
  }
  return out;
}

std::string CompactJson(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (size_t at = JsonBegin(json); at < json.size();) {
    const size_t end = std::max(EndOfToken(json, at), at + 1);
    out.append(json.substr(at, end - at));
    at = SkipJsonSpace(json, end);
  }
  return out;
}

}  // namespace inflow::command

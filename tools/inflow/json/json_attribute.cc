// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_attribute.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_steps.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

bool SameName(std::string_view quoted, std::string_view name, bool any_case) {
  // Every member of every record of a fold comes by here, and hardly any name is written with
  // escapes.
  const std::string_view plain = quoted.substr(1, quoted.size() - 2);
  if (!any_case && plain.find('\\') == std::string_view::npos) return plain == name;
  const std::string text = JsonTextOf(quoted);
  return any_case ? absl::EqualsIgnoreCase(text, Absl(name)) : text == name;
}

std::string_view FindElement(std::string_view list, std::string_view place) {
  if (place.empty() || place.find_first_not_of("0123456789") != std::string_view::npos) return {};
  std::string_view found;
  uint64_t i = 0;
  EachElement(list, [&](std::string_view element) {
    if (std::to_string(i++) != place) return true;
    found = element;
    return false;
  });
  return found;
}

std::string_view FindIn(std::string_view value, std::string_view name, bool any_case) {
  if (!value.empty() && value.front() == '[') return FindElement(value, name);
  std::string_view found;
  EachMember(value, [&](std::string_view key, std::string_view member) {
    if (!SameName(key, name, any_case)) return true;
    found = member;
    return false;
  });
  return found;
}

// AddInRows calls itself once for each step of the path at most: lists in lists are left out.
void AddInRows(std::string_view value, std::string_view path,
               std::vector<std::string_view>* found) {
  const size_t dot = path.find('.');
  const std::string_view step = path.substr(0, dot);
  if (!value.empty() && value.front() == '[' && FindElement(value, step).empty()) {
    EachElement(value, [&](std::string_view element) {
      if (element.front() == '{') AddInRows(element, path, found);
      return true;
    });
    return;
  }
  if (const std::string_view whole = FindIn(value, path, false); !whole.empty()) {
    found->push_back(whole);
  } else if (dot != std::string_view::npos) {
    AddInRows(FindIn(value, step, false), path.substr(dot + 1), found);
  }
}

// UnescapeSimple unescapes text in which only quotes and backslashes are escaped, false for other
// text: these stand in the keys of all records.
bool UnescapeSimple(std::string_view escaped, std::string* text) {
  for (size_t at = 0; at < escaped.size();) {
    const size_t slash = std::min(escaped.find('\\', at), escaped.size());
    text->append(escaped, at, slash - at);
    if (slash == escaped.size()) break;
    const char c = slash + 1 < escaped.size() ? escaped[slash + 1] : 'u';
    if (c != '"' && c != '\\') return false;
    text->push_back(c);
    at = slash + 2;
  }
  return true;
}

}  // namespace

std::vector<std::string_view> FindInRows(std::string_view record, std::string_view path) {
  std::vector<std::string_view> found;
  AddInRows(record, path, &found);
  return found;
}

std::string JsonTextOf(std::string_view value) {
  if (value.empty() || value.front() != '"') return std::string(value);
  if (value.find('\\') == std::string_view::npos)
    return std::string(value.substr(1, value.size() - 2));
  if (std::string text; UnescapeSimple(value.substr(1, value.size() - 2), &text)) return text;
  const nlohmann::json text = nlohmann::json::parse(value, nullptr, false);
  return text.is_string() ? text.get<std::string>() : std::string(value);
}

std::string_view FindAttribute(std::string_view record, std::string_view path, bool any_case) {
  std::string_view value = record;
  while (true) {
    // At every level the whole rest of the path is tried as one name before it is taken apart.
    if (const std::string_view whole = FindIn(value, path, any_case); !whole.empty()) return whole;
    const size_t dot = path.find('.');
    if (dot == std::string_view::npos) return {};
    value = FindIn(value, path.substr(0, dot), any_case);
    if (value.empty()) return {};
    path.remove_prefix(dot + 1);
  }
}

}  // namespace inflow::command

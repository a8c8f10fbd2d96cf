// SPDX-License-Identifier: Apache-2.0
//
// File: json_steps.h
//
// Steps through the members and elements of JSON by their bytes, of which no tree is made.
//
//   EachMember(R"({"a":1})", [](std::string_view key, std::string_view value) { return true; });
#ifndef TOOLS_INFLOW_JSON_JSON_STEPS_H_
#define TOOLS_INFLOW_JSON_JSON_STEPS_H_

#include <string_view>

#include "tools/inflow/json/json_text.h"

namespace inflow::command {

// EachMember hands over every member of an object, key (with its quotes) and value, until take
// returns false.
template <typename Take>
void EachMember(std::string_view object, Take take) {
  size_t at = SkipJsonSpace(object, 0);
  if (at >= object.size() || object[at] != '{') return;
  at = SkipJsonSpace(object, at + 1);
  while (at < object.size() && object[at] == '"') {
    const size_t key_end = SkipJsonValue(object, at);
    if (key_end == std::string_view::npos) return;
    const std::string_view key = object.substr(at, key_end - at);
    at = SkipJsonSpace(object, key_end);
    if (at >= object.size() || object[at] != ':') return;
    at = SkipJsonSpace(object, at + 1);
    const size_t end = SkipJsonValue(object, at);
    if (end == std::string_view::npos || !take(key, object.substr(at, end - at))) return;
    at = SkipJsonSpace(object, end);
    if (at >= object.size() || object[at] != ',') return;
    at = SkipJsonSpace(object, at + 1);
  }
}

// EachElement hands over every element of a list until take returns false.
template <typename Take>
void EachElement(std::string_view list, Take take) {
  size_t at = SkipJsonSpace(list, 1);
  while (at < list.size() && list[at] != ']') {
    const size_t end = SkipJsonValue(list, at);
    if (end == std::string_view::npos || !take(list.substr(at, end - at))) return;
    at = SkipJsonSpace(list, end);
    if (at < list.size() && list[at] == ',') at = SkipJsonSpace(list, at + 1);
  }
}

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_JSON_STEPS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: json_indent.h
//
// JSON with other white space, and everything else as it was written: numbers, escapes, the order
// of members, members of the same name.
#ifndef TOOLS_INFLOW_JSON_JSON_INDENT_H_
#define TOOLS_INFLOW_JSON_JSON_INDENT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace inflow::command {

// IndentJson puts every member and element on a line of its own, indented by two blanks a level,
// without a line end at the end. `level` is that of the value itself; its first line is not
// indented. What is no JSON comes out with its white space changed.
std::string IndentJson(std::string_view json, size_t level = 0);

// CompactJson takes white space and comments out.
std::string CompactJson(std::string_view json);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_JSON_INDENT_H_

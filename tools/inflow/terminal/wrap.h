// SPDX-License-Identifier: Apache-2.0
//
// File: wrap.h
//
// Text in lines that a terminal can show.
//
//   Wrap("inflow: the quota of 60 requests is used up", 20)
//   inflow: the quota of
//     60 requests is
//     used up
#ifndef TOOLS_INFLOW_TERMINAL_WRAP_H_
#define TOOLS_INFLOW_TERMINAL_WRAP_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace inflow::command {

// ColumnsOf is how many columns UTF-8 text takes on a terminal. Colours take none, a tab at most 8,
// a byte that is not UTF-8 one.
size_t ColumnsOf(std::string_view text);

inline constexpr size_t kNarrowest = 20;

// Wrap breaks the lines of a text that are wider than `width` columns, taken as kNarrowest where it
// is less. What follows a break is indented as its line is and by `hanging` columns more; where the
// screen is too narrow for that, by less. Lines break at blanks alone, so that a word which is
// wider than the screen stays whole and can be copied. A line that is a command ("inflow load …")
// keeps its quoted words whole and breaks with a backslash, so that a shell still takes it. Other
// lines stay as they are.
std::string Wrap(std::string_view text, size_t width, size_t hanging = 2);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_WRAP_H_

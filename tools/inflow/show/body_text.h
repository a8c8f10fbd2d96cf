// SPDX-License-Identifier: Apache-2.0
//
// File: body_text.h
//
// The body of a request or an answer on a terminal.
#ifndef TOOLS_INFLOW_SHOW_BODY_TEXT_H_
#define TOOLS_INFLOW_SHOW_BODY_TEXT_H_

#include <string>
#include <string_view>

#include "tools/inflow/terminal/style.h"

namespace inflow::command {

inline constexpr size_t kMostBodyLines = 60;
inline constexpr size_t kMostLineBytes = 2000;

// BodyText is a body with a line end behind it. On a terminal JSON is indented, everything else in
// it as it was; of more than kMostBodyLines lines, and of a line of more than kMostLineBytes, the
// middle is left out, and it says how much that is and that --raw shows it. `raw`, and where no
// terminal is, gives the bytes.
std::string BodyText(std::string_view body, const Style& style, bool raw);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_BODY_TEXT_H_

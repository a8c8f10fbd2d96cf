// SPDX-License-Identifier: Apache-2.0
//
// File: white_space.h
#ifndef TOOLS_INFLOW_WHITE_SPACE_H_
#define TOOLS_INFLOW_WHITE_SPACE_H_

#include <string_view>

namespace inflow::command {

// WithoutOuterSpace returns UTF-8 text without the white space at both ends, in any script's sense
// of it, and without the characters of no width that spreadsheets leave there.
std::string_view WithoutOuterSpace(std::string_view text);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_WHITE_SPACE_H_

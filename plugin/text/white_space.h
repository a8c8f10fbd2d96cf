// SPDX-License-Identifier: Apache-2.0
//
// File: white_space.h
#ifndef PLUGIN_TEXT_WHITE_SPACE_H_
#define PLUGIN_TEXT_WHITE_SPACE_H_

#include <string_view>

namespace inflow {

// WithoutOuterSpace returns UTF-8 text without the white space at both ends: what Unicode calls
// White_Space (a no-break space is), and the two characters of no width that spreadsheets and web
// pages leave behind, U+200B and U+FEFF.
std::string_view WithoutOuterSpace(std::string_view text);

}  // namespace inflow

#endif  // PLUGIN_TEXT_WHITE_SPACE_H_

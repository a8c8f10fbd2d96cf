// SPDX-License-Identifier: Apache-2.0
//
// File: white_space.h
//
// White space of any script, in UTF-8.
#ifndef PLUGIN_TEXT_WHITE_SPACE_H_
#define PLUGIN_TEXT_WHITE_SPACE_H_

#include <cstddef>
#include <string_view>

namespace inflow {

// IsWhiteSpace tells what Unicode calls White_Space (a no-break space is), and the two characters
// of no width that spreadsheets and web pages leave behind, U+200B and U+FEFF.
bool IsWhiteSpace(char32_t c);

// SpaceAt returns how many bytes of white space text begins with, one character at most; 0 where it
// begins with another one, or with none that is valid.
size_t SpaceAt(std::string_view text);

// WithoutOuterSpace returns text without the white space at both ends.
std::string_view WithoutOuterSpace(std::string_view text);

// WithoutOuter is the same for any kind of character.
std::string_view WithoutOuter(std::string_view text, bool (*is)(char32_t));

}  // namespace inflow

#endif  // PLUGIN_TEXT_WHITE_SPACE_H_

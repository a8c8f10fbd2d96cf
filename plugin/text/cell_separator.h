// SPDX-License-Identifier: Apache-2.0
//
// File: cell_separator.h
//
// What stands between the cells of a table, as people write it.
#ifndef PLUGIN_TEXT_CELL_SEPARATOR_H_
#define PLUGIN_TEXT_CELL_SEPARATOR_H_

#include <optional>
#include <string>
#include <string_view>

namespace inflow {

// ParseSeparator reads one character, "tab" or "\t". nullopt for anything else, and for a quote or
// a line end.
std::optional<std::string> ParseSeparator(std::string_view text);

// kSeparatorForm is how one is written, as the end of a sentence.
inline constexpr std::string_view kSeparatorForm =
    "write one character, no quote and no line end; tab for a tab";

}  // namespace inflow

#endif  // PLUGIN_TEXT_CELL_SEPARATOR_H_

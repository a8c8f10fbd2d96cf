// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/cell_separator.h"

#include "plugin/text/utf8.h"

namespace inflow {
namespace {

// IsOneCharacter tells whether text is exactly one character of UTF-8.
bool IsOneCharacter(std::string_view text) {
  return !text.empty() && Utf8Length(text.data(), text.data() + text.size()) == text.size();
}

}  // namespace

std::optional<std::string> ParseSeparator(std::string_view text) {
  if (text == "tab" || text == "\\t") return "\t";
  if (!IsOneCharacter(text) || text == "\"" || text == "\n" || text == "\r" || text[0] == '\0')
    return std::nullopt;
  return std::string(text);
}

}  // namespace inflow

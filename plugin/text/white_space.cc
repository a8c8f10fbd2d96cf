// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/white_space.h"

#include <algorithm>

#include "plugin/text/utf8.h"

namespace inflow {
namespace {

// FirstOf returns the length of the character that text begins with, where it is one of those; else
// 0.
size_t FirstOf(std::string_view text, bool (*is)(char32_t)) {
  if (text.empty()) return 0;
  const size_t length = Utf8Length(text.data(), text.data() + text.size());
  return length > 0 && is(CodePoint(text.substr(0, length))) ? length : 0;
}

// LastOf is the same for the character that text ends with.
size_t LastOf(std::string_view text, bool (*is)(char32_t)) {
  constexpr size_t kLongest = 4;
  for (size_t length = 1; length <= std::min(kLongest, text.size()); ++length) {
    const std::string_view last = text.substr(text.size() - length);
    if ((static_cast<unsigned char>(last.front()) & 0xC0) == 0x80) continue;
    return FirstOf(last, is) == length ? length : 0;
  }
  return 0;
}

}  // namespace

bool IsWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

size_t SpaceAt(std::string_view text) { return FirstOf(text, IsWhiteSpace); }

std::string_view WithoutOuterSpace(std::string_view text) {
  return WithoutOuter(text, IsWhiteSpace);
}

std::string_view WithoutOuter(std::string_view text, bool (*is)(char32_t)) {
  while (const size_t length = FirstOf(text, is)) text.remove_prefix(length);
  while (const size_t length = LastOf(text, is)) text.remove_suffix(length);
  return text;
}

}  // namespace inflow

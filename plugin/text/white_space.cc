// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/white_space.h"

#include <cstdint>

namespace inflow {
namespace {

// All are in the Basic Multilingual Plane, and none below U+0080 but the ASCII ones.
bool IsSpace(uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

bool Continues(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

// IsSpace tells whether one whole character of UTF-8 is white space.
bool IsSpace(std::string_view character) {
  const auto byte = [character](size_t i) {
    return static_cast<uint32_t>(static_cast<uint8_t>(character[i]));
  };
  switch (character.size()) {
    case 1:
      return IsSpace(byte(0));
    case 2:
      return IsSpace((byte(0) & 0x1F) << 6 | (byte(1) & 0x3F));
    case 3:
      return IsSpace((byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
    default:
      return false;
  }
}

std::string_view First(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && Continues(text[size])) ++size;
  return text.substr(0, size);
}

std::string_view Last(std::string_view text) {
  size_t begin = text.size() - 1;
  while (begin > 0 && Continues(text[begin])) --begin;
  return text.substr(begin);
}

}  // namespace

std::string_view WithoutOuterSpace(std::string_view text) {
  while (!text.empty() && IsSpace(First(text))) text.remove_prefix(First(text).size());
  while (!text.empty() && IsSpace(Last(text))) text.remove_suffix(Last(text).size());
  return text;
}

}  // namespace inflow

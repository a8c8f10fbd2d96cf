// SPDX-License-Identifier: Apache-2.0
//
// File: utf8.h
//
// UTF-8 as Unicode's table 3-7 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#ifndef PLUGIN_TEXT_UTF8_H_
#define PLUGIN_TEXT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace inflow {

// Utf8Length returns how many bytes the character at `at` has, 0 where it is not valid or not whole
// before `end`. at != end.
inline size_t Utf8Length(const char* at, const char* end) {
  const auto byte = [at](int i) { return static_cast<uint8_t>(at[i]); };
  const auto follows = [byte](int i, uint8_t low = 0x80, uint8_t high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const uint8_t lead = byte(0);
  const auto left = static_cast<size_t>(end - at);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return left >= 2 && follows(1) ? 2 : 0;
  if (lead < 0xF0) {
    const uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
    const uint8_t high = lead == 0xED ? 0x9F : 0xBF;
    return left >= 3 && follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead > 0xF4) return 0;
  const uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
  const uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
  return left >= 4 && follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
}

// CodePoint is that of one valid character.
inline char32_t CodePoint(std::string_view character) {
  constexpr uint8_t kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code = static_cast<uint8_t>(character[0]) & kLeadBits[character.size()];
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<uint8_t>(c) & 0x3F);
  return code;
}

// BeginsUtf8 tells whether a character could be whole if more bytes came behind `end`. at != end.
inline bool BeginsUtf8(const char* at, const char* end) {
  char longest[4] = {};
  const size_t left = static_cast<size_t>(end - at);
  if (left >= sizeof(longest)) return false;
  for (const char next : {'\x80', '\xBF'}) {
    for (size_t i = 0; i < sizeof(longest); ++i) longest[i] = i < left ? at[i] : next;
    if (Utf8Length(longest, longest + sizeof(longest)) > left) return true;
  }
  return false;
}

// EncodeUtf8 writes a code point that is no surrogate and at most U+10FFFF, and returns how many
// bytes it took.
inline size_t EncodeUtf8(uint32_t code_point, char (&utf8)[4]) {
  const auto tail = [code_point](int shift) {
    return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F));
  };
  if (code_point < 0x80) {
    utf8[0] = static_cast<char>(code_point);
    return 1;
  }
  if (code_point < 0x800) {
    utf8[0] = static_cast<char>(0xC0 | (code_point >> 6));
    utf8[1] = tail(0);
    return 2;
  }
  if (code_point < 0x10000) {
    utf8[0] = static_cast<char>(0xE0 | (code_point >> 12));
    utf8[1] = tail(6);
    utf8[2] = tail(0);
    return 3;
  }
  utf8[0] = static_cast<char>(0xF0 | (code_point >> 18));
  utf8[1] = tail(12);
  utf8[2] = tail(6);
  utf8[3] = tail(0);
  return 4;
}

}  // namespace inflow

#endif  // PLUGIN_TEXT_UTF8_H_

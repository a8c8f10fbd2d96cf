// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/internal/escape.h"

namespace inflow::record_internal {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Escape Failed(Fault fault, const char* at) { return {.fault = fault, .fault_at = at}; }

// ReadHex reads "\uXXXX".
Escape ReadHex(const char* at, const char* end) {
  uint32_t unit = 0;
  for (const char* digit = at + 2; digit != at + kHexEscape; ++digit) {
    const int value = digit == end ? -1 : HexDigit(*digit);
    if (value < 0) return Failed(Fault::kHexDigit, digit);
    unit = unit << 4 | static_cast<uint32_t>(value);
  }
  return {.length = kHexEscape, .code_point = unit};
}

Escape ReadUnicode(const char* at, const char* end) {
  Escape high = ReadHex(at, end);
  if (high.length == 0 || high.code_point < 0xD800 || high.code_point > 0xDFFF) return high;
  if (high.code_point >= 0xDC00) return Failed(Fault::kLowSurrogate, at);
  const char* next = at + kHexEscape;
  if (end - next < 2 || next[0] != '\\' || next[1] != 'u') return Failed(Fault::kHighSurrogate, at);
  const Escape low = ReadHex(next, end);
  if (low.length == 0) return low;
  if (low.code_point < 0xDC00 || low.code_point > 0xDFFF) return Failed(Fault::kHighSurrogate, at);
  return {.length = 2 * kHexEscape,
          .code_point = 0x10000 + ((high.code_point - 0xD800) << 10) + (low.code_point - 0xDC00)};
}

}  // namespace

Escape ReadEscape(const char* at, const char* end) {
  const char* letter = at + 1;
  if (letter == end) return Failed(Fault::kEscape, letter);
  switch (*letter) {
    case '"':
    case '\\':
    case '/':
      return {.length = 2, .code_point = static_cast<uint32_t>(*letter)};
    case 'b':
      return {.length = 2, .code_point = '\b'};
    case 'f':
      return {.length = 2, .code_point = '\f'};
    case 'n':
      return {.length = 2, .code_point = '\n'};
    case 'r':
      return {.length = 2, .code_point = '\r'};
    case 't':
      return {.length = 2, .code_point = '\t'};
    case 'u':
      return ReadUnicode(at, end);
    default:
      return Failed(Fault::kEscape, letter);
  }
}

}  // namespace inflow::record_internal

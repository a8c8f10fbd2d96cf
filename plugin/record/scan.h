// SPDX-License-Identifier: Apache-2.0
//
// File: scan.h
//
// The byte loops that every reader of a record shares. None reads at or behind `end`.
#ifndef PLUGIN_RECORD_SCAN_H_
#define PLUGIN_RECORD_SCAN_H_

#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace inflow::record_internal {

inline bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

inline const char* SkipSpace(const char* at, const char* end) {
  // Mostly there is none, which one comparison tells.
  while (at != end && static_cast<unsigned char>(*at) <= ' ' && IsSpace(*at)) ++at;
  return at;
}

inline bool IsDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

inline const char* SkipDigits(const char* at, const char* end) {
  while (at != end && IsDigit(*at)) ++at;
  return at;
}

// IsPlain tells whether a byte stands for itself in a JSON string and needs no further look: ASCII
// but controls, '"' and '\\'.
inline bool IsPlain(char c) { return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\'; }

// HasUnplain does the same for eight bytes at once. Its borrows can only spill out of a byte that
// is not plain itself, so the answer is exact although the position is not.
inline bool HasUnplain(uint64_t eight) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  constexpr uint64_t kHighs = 0x8080808080808080u;
  const uint64_t quote = eight ^ (kOnes * '"');
  const uint64_t backslash = eight ^ (kOnes * '\\');
  return ((eight | (eight - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes)) & kHighs) != 0;
}

// SkipPlain returns the first byte that is not plain, or `end`.
inline const char* SkipPlain(const char* at, const char* end) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // Signed: the bytes from 0x80 are below 0x20 too.
    const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const int found = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(low, quote), backslash));
    if (found != 0) return at + __builtin_ctz(static_cast<unsigned>(found));
  }
#endif
  for (; end - at >= 8; at += 8) {
    uint64_t eight;
    std::memcpy(&eight, at, 8);
    if (HasUnplain(eight)) break;
  }
  while (at != end && IsPlain(*at)) ++at;
  return at;
}

// ShortText returns the place behind the quote that ends a string of plain bytes, where that is
// among its first sixteen; else null. `at` is behind the opening quote.
inline const char* ShortText([[maybe_unused]] const char* at, [[maybe_unused]] const char* end) {
#ifdef __SSE2__
  if (end - at < 16) return nullptr;
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
  const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const auto quotes = static_cast<unsigned>(_mm_movemask_epi8(quote));
  const auto others = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(low, backslash)));
  const unsigned first = quotes & (0u - quotes);
  // The bytes before the first quote are the bits below it.
  if (first != 0 && (others & (first - 1)) == 0) return at + __builtin_ctz(first) + 1;
#endif
  return nullptr;
}

// SkipToQuote returns the first '"' or '\\', or `end`: for strings that need no further look.
inline const char* SkipToQuote(const char* at, const char* end) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const int found = _mm_movemask_epi8(_mm_or_si128(quote, backslash));
    if (found != 0) return at + __builtin_ctz(static_cast<unsigned>(found));
  }
#endif
  while (at != end && *at != '"' && *at != '\\') ++at;
  return at;
}

}  // namespace inflow::record_internal

#endif  // PLUGIN_RECORD_SCAN_H_

// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/escaped.h"

#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace inflow {
namespace {

// SkipUnescaped returns the first byte that a JSON string cannot hold as it is ('"', '\\' and
// controls), or `end`.
const char* SkipUnescaped(const char* at, const char* end) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const int found = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(control, quote), backslash));
    if (found != 0) return at + __builtin_ctz(static_cast<unsigned>(found));
  }
#endif
  while (at != end && static_cast<uint8_t>(*at) >= 0x20 && *at != '"' && *at != '\\') ++at;
  return at;
}

void AppendEscapedByte(char c, std::string* out) {
  constexpr char kHex[] = "0123456789abcdef";
  out->push_back('\\');
  switch (c) {
    case '\b':
      out->push_back('b');
      break;
    case '\f':
      out->push_back('f');
      break;
    case '\n':
      out->push_back('n');
      break;
    case '\r':
      out->push_back('r');
      break;
    case '\t':
      out->push_back('t');
      break;
    case '"':
    case '\\':
      out->push_back(c);
      break;
    default:
      out->append("u00");
      out->push_back(kHex[c >> 4]);
      out->push_back(kHex[c & 0xF]);
  }
}

}  // namespace

void AppendEscaped(std::string_view text, std::string* out) {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data();; ++at) {
    const char* const run = at;
    at = SkipUnescaped(at, end);
    out->append(run, at);
    if (at == end) return;
    AppendEscapedByte(*at, out);
  }
}

}  // namespace inflow

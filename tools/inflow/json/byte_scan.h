// SPDX-License-Identifier: Apache-2.0
//
// File: byte_scan.h
//
// Bytes looked at many at a time: 64 of them as masks, one bit a byte, the first byte's lowest.
//
//   const ByteBlock block(data);                           // 64 readable bytes
//   uint64_t ends = block.Equal('\n') | block.Equal(',');
//   while (ends != 0) Use(__builtin_ctzll(ends)), ends &= ends - 1;
#ifndef TOOLS_INFLOW_JSON_BYTE_SCAN_H_
#define TOOLS_INFLOW_JSON_BYTE_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace inflow::command {

// PortableByteBlock is what every machine can do. Equal and EqualAny are masks of the bytes that
// are one of these; HasAboveAscii tells whether one is above 0x7f, HasSpecialBut whether one is a
// control or a backslash and none of a, b and c.
class PortableByteBlock {
 public:
  static constexpr size_t kSize = 64;
  explicit PortableByteBlock(const char* bytes) { std::memcpy(bytes_, bytes, kSize); }

  uint64_t Equal(char c) const {
    return Where([c](uint8_t byte) { return byte == static_cast<uint8_t>(c); });
  }
  uint64_t EqualAny(char a, char b, char c, char d) const {
    return Equal(a) | Equal(b) | Equal(c) | Equal(d);
  }
  bool HasAboveAscii() const {
    return Where([](uint8_t byte) { return byte >= 0x80; }) != 0;
  }
  bool HasSpecialBut(char a, char b, char c) const {
    return (Where([](uint8_t byte) { return byte < 0x20 || byte == '\\'; }) &
            ~(Equal(a) | Equal(b) | Equal(c))) != 0;
  }

 private:
  template <typename Test>
  uint64_t Where(Test test) const {
    uint64_t mask = 0;
    for (size_t i = 0; i < kSize; ++i) mask |= static_cast<uint64_t>(test(bytes_[i])) << i;
    return mask;
  }

  uint8_t bytes_[kSize];
};

#ifdef __SSE2__
class SseByteBlock {
 public:
  static constexpr size_t kSize = 64;
  explicit SseByteBlock(const char* bytes) {
    for (ptrdiff_t i = 0; i < 4; ++i)
      parts_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
  }

  uint64_t Equal(char c) const {
    const __m128i wanted = _mm_set1_epi8(c);
    return Mask([&](__m128i part) { return _mm_cmpeq_epi8(part, wanted); });
  }
  uint64_t EqualAny(char a, char b, char c, char d) const {
    const __m128i wanted[4] = {_mm_set1_epi8(a), _mm_set1_epi8(b), _mm_set1_epi8(c),
                               _mm_set1_epi8(d)};
    return Mask([&](__m128i part) {
      return _mm_or_si128(
          _mm_or_si128(_mm_cmpeq_epi8(part, wanted[0]), _mm_cmpeq_epi8(part, wanted[1])),
          _mm_or_si128(_mm_cmpeq_epi8(part, wanted[2]), _mm_cmpeq_epi8(part, wanted[3])));
    });
  }
  bool HasAboveAscii() const {
    return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(parts_[0], parts_[1]),
                                          _mm_or_si128(parts_[2], parts_[3]))) != 0;
  }
  bool HasSpecialBut(char a, char b, char c) const {
    __m128i found = _mm_setzero_si128();
    for (const __m128i& part : parts_) {
      const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(part, _mm_set1_epi8(0x1f)), part);
      const __m128i special = _mm_or_si128(control, _mm_cmpeq_epi8(part, _mm_set1_epi8('\\')));
      const __m128i but = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(part, _mm_set1_epi8(a)),
                                                    _mm_cmpeq_epi8(part, _mm_set1_epi8(b))),
                                       _mm_cmpeq_epi8(part, _mm_set1_epi8(c)));
      found = _mm_or_si128(found, _mm_andnot_si128(but, special));
    }
    return _mm_movemask_epi8(found) != 0;
  }

 private:
  template <typename Look>
  uint64_t Mask(Look look) const {
    uint64_t mask = 0;
    for (int i = 3; i >= 0; --i)
      mask = mask << 16 | static_cast<unsigned>(_mm_movemask_epi8(look(parts_[i])));
    return mask;
  }

  __m128i parts_[4];
};
using ByteBlock = SseByteBlock;
#else
using ByteBlock = PortableByteBlock;
#endif

// SkipAscii returns the first byte above 0x7f, or `end`.
inline const char* SkipAscii(const char* at, const char* end) {
  for (; end - at >= 16; at += 16) {
    uint64_t eights[2];
    std::memcpy(eights, at, sizeof(eights));
    if (((eights[0] | eights[1]) & 0x8080808080808080u) != 0) break;
  }
  while (at != end && static_cast<uint8_t>(*at) < 0x80) ++at;
  return at;
}

// FindAny returns the first byte that is one of kWanted, or `end`.
template <char... kWanted>
const char* FindAny(const char* at, const char* end) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i wanted = _mm_setzero_si128();
    ((wanted = _mm_or_si128(wanted, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(kWanted)))), ...);
    const int found = _mm_movemask_epi8(wanted);
    if (found != 0) return at + __builtin_ctz(static_cast<unsigned>(found));
  }
#endif
  while (at != end && !((*at == kWanted) || ...)) ++at;
  return at;
}

// FindPair returns the first place where `first` is followed by `second`, or `end`.
inline const char* FindPair(const char* at, const char* end, char first, char second) {
#ifdef __SSE2__
  for (; end - at >= 17; at += 16) {
    const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
    const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8(first)),
                                       _mm_cmpeq_epi8(next, _mm_set1_epi8(second)));
    if (const int found = _mm_movemask_epi8(both); found != 0)
      return at + __builtin_ctz(static_cast<unsigned>(found));
  }
#endif
  for (; end - at >= 2; ++at) {
    if (at[0] == first && at[1] == second) return at;
  }
  return end;
}

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_BYTE_SCAN_H_

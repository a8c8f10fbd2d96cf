// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/internal/special.h"

#include <algorithm>
#include <array>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace inflow {
namespace {

constexpr std::array<uint8_t, 256> MakeTable() {
  std::array<uint8_t, 256> table{};
  for (size_t c = 0; c < table.size(); ++c)
    table[c] = c < 0x20 || c >= 0x80 || c == '%' || c == '&' || c == '\\' ? 1 : 0;
  return table;
}
constexpr std::array<uint8_t, 256> kSpecial = MakeTable();

#if defined(__x86_64__)

using Bytes = __m256i;
static_assert(2 * sizeof(Bytes) == kSpecialBlock);

// SpecialBytes returns bytes of which the highest bit is set where a special one stands. With 0x1F
// for all control characters, the special ones of ASCII differ in their lower four bits, by which
// the shuffle picks the one that a byte may be.
__attribute__((target("avx2"))) inline Bytes SpecialBytes(const char* at) {
  const Bytes candidates = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(-1, -1, -1, -1, -1, '%', '&', -1, -1, -1, -1, -1, '\\', -1, -1, 0x1F));
  const Bytes bytes = _mm256_max_epu8(_mm256_loadu_si256(reinterpret_cast<const Bytes*>(at)),
                                      _mm256_set1_epi8(0x1F));
  return _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(candidates, bytes), bytes), bytes);
}

// BlockAt leaves out the first `passed` bytes.
__attribute__((target("avx2"))) inline SpecialBlock BlockAt(std::string_view text, size_t begin,
                                                            size_t passed) {
  const Bytes low = SpecialBytes(text.data() + begin);
  const Bytes high = SpecialBytes(text.data() + begin + sizeof(Bytes));
  if (_mm256_movemask_epi8(_mm256_or_si256(low, high)) == 0) return {};
  const auto low_bits = static_cast<uint32_t>(_mm256_movemask_epi8(low));
  const auto high_bits = static_cast<uint32_t>(_mm256_movemask_epi8(high));
  return {begin, (uint64_t{high_bits} << 32 | low_bits) & ~uint64_t{0} << passed};
}

__attribute__((target("avx2"))) SpecialBlock FindSpecialAvx2(std::string_view text,
                                                             size_t from) noexcept {
  if (text.size() < kSpecialBlock) return FindSpecialAnywhere(text, from);
  const size_t last = text.size() - kSpecialBlock;
  size_t at = from;
  for (; at <= last; at += kSpecialBlock) {
    if (const SpecialBlock block = BlockAt(text, at, 0); block.special != 0) return block;
  }
  return at < text.size() ? BlockAt(text, last, at - last) : SpecialBlock();
}

#endif

}  // namespace

SpecialBlock FindSpecialAnywhere(std::string_view text, size_t from) noexcept {
  const auto is = [text](size_t at) { return kSpecial[static_cast<uint8_t>(text[at])]; };
  for (size_t begin = from; begin < text.size(); begin += kSpecialBlock) {
    const size_t size = std::min(kSpecialBlock, text.size() - begin);
    uint8_t any = 0;
    for (size_t i = 0; i < size; ++i) any |= is(begin + i);
    if (any == 0) continue;
    SpecialBlock block{begin, 0};
    for (size_t i = 0; i < size; ++i) block.special |= static_cast<uint64_t>(is(begin + i)) << i;
    return block;
  }
  return {};
}

FindSpecial FastestFindSpecial() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0) return &FindSpecialAvx2;
#endif
  return &FindSpecialAnywhere;
}

}  // namespace inflow

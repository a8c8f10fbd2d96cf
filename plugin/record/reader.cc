// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace inflow {
namespace record_internal {
namespace {

constexpr ptrdiff_t kBlock = 64;

#ifdef __SSE2__
// Block is 64 bytes as bits: where the quotes, the backslashes and the brackets are.
struct Block {
  uint64_t quotes = 0, backslashes = 0, opening = 0, closing = 0;

  explicit Block(const char* at) {
    Add<0>(at);
    Add<1>(at);
    Add<2>(at);
    Add<3>(at);
  }

 private:
  template <int part>
  void Add(const char* at) {
    const auto bits = [](__m128i found) {
      return uint64_t{static_cast<uint16_t>(_mm_movemask_epi8(found))} << 16 * part;
    };
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at) + part);
    const __m128i either = _mm_or_si128(
        bytes, _mm_set1_epi8('{' ^ '['));  // the brackets of lists become those of objects
    quotes |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    backslashes |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    opening |= bits(_mm_cmpeq_epi8(either, _mm_set1_epi8('{')));
    closing |= bits(_mm_cmpeq_epi8(either, _mm_set1_epi8('}')));
  }
};

// Between sets the bits from every first, third, ... bit that is set up to the one before the next.
uint64_t Between(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ bits << 32;
}
#endif

// ContainerEnd looks for the bracket that closes what is open, block by block.
class ContainerEnd {
 public:
  explicit ContainerEnd(const char* end) : end_(end) {}

  const char* Find(const char* at) {
    const char* found = nullptr;
    while (at < end_ && found == nullptr) {
#ifdef __SSE2__
      if (end_ - at >= kBlock) {
        const Block block(at);
        if (block.backslashes == 0) {
          found = InBlock(at, block);
          at += kBlock;
          continue;
        }
      }
#endif
      found = InBytes(&at);
    }
    return found != nullptr ? found : end_;
  }

 private:
#ifdef __SSE2__
  const char* InBlock(const char* at, const Block& block) {
    const uint64_t strings = Between(block.quotes) ^ (in_string_ ? ~uint64_t{0} : 0);
    const uint64_t opening = block.opening & ~strings;
    for (uint64_t brackets = opening | (block.closing & ~strings); brackets != 0;
         brackets &= brackets - 1) {
      const int place = __builtin_ctzll(brackets);
      depth_ += (opening >> place & 1) != 0 ? 1 : -1;
      if (depth_ == 0) return at + place + 1;
    }
    in_string_ = strings >> 63 != 0;
    return nullptr;
  }
#endif

  // InBytes looks at about as many bytes as a block has, one by one.
  const char* InBytes(const char** at) {
    for (const char* const stop = *at + std::min(kBlock, end_ - *at); *at < stop; ++*at) {
      const char c = **at;
      if (c == '\\' && end_ - *at > 1) ++*at;
      if (c == '"') in_string_ = !in_string_;
      if (in_string_) continue;
      if (c == '{' || c == '[') ++depth_;
      if ((c == '}' || c == ']') && --depth_ == 0) return *at + 1;
    }
    return nullptr;
  }

  const char* const end_;
  int64_t depth_ = 0;
  bool in_string_ = false;
};

}  // namespace

const char* SkipContainer(const char* at, const char* end) { return ContainerEnd(end).Find(at); }

}  // namespace record_internal

const char* SkipValue(const char* at, const char* end) {
  return record_internal::StepOver(at, end);
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/internal/grams.h"

#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "plugin/redact/internal/characters.h"

namespace inflow {
namespace {

constexpr size_t kShort = sizeof(uint32_t);
constexpr size_t kLong = sizeof(uint64_t);
constexpr size_t kStride = kWindow - kShort + 1;
constexpr uint64_t kSmallLetters = 0x2020202020202020u;

template <typename Word>
Word Load(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

uint32_t ShortHash(const char* bytes) {
  return (Load<uint32_t>(bytes) * 0x9E3779B1u) >> (32 - Grams::kShortBits);
}

uint64_t LongHash(const char* bytes) {
  return ((Load<uint64_t>(bytes) | kSmallLetters) * kHashFactor) >> (64 - Grams::kLongBits);
}

// HasAny asks without a branch.
template <typename Has, size_t... kIndexes>
bool HasAny(const Has& has, size_t at, std::index_sequence<kIndexes...> /*indexes*/) {
  return (has(at + kIndexes * kStride) | ...) != 0;
}

}  // namespace

void Grams::Add(const Form& form) {
  const unsigned mixtures = form.any_case ? 1u << kShort : 1;  // of small and capital letters
  for (size_t at = 0; at + kShort <= form.text.size(); ++at) {
    for (unsigned capitals = 0; capitals < mixtures; ++capitals) {
      std::array<char, kShort> gram{};
      form.text.copy(gram.data(), kShort, at);
      for (size_t i = 0; i < kShort && form.any_case; ++i) {
        const auto c = static_cast<unsigned char>(gram[i]);
        gram[i] = (capitals >> i & 1) != 0 ? absl::ascii_toupper(c) : absl::ascii_tolower(c);
      }
      short_[ShortHash(gram.data())] = 1;
    }
  }
  for (size_t at = 0; at + kLong <= form.text.size(); ++at)
    long_.set(LongHash(form.text.data() + at));
}

bool Grams::HasLong(const char* eight) const noexcept { return long_[LongHash(eight)]; }

// IsLikely looks at eight bytes that begin or end with the four: one of both lies within the
// sixteen.
bool Grams::IsLikely(std::string_view text, size_t at) const noexcept {
  if (at + kLong <= text.size() && HasLong(text.data() + at)) return true;
  return at >= kLong - kShort && HasLong(text.data() + at - (kLong - kShort));
}

size_t Grams::Find(std::string_view text, size_t from) const noexcept {
  constexpr size_t kAtOnce = 8;
  const char* const data = text.data();
  const size_t size = text.size();
  const auto has = [this, data](size_t at) { return short_[ShortHash(data + at)]; };
  size_t at = from;
  for (; at + (kAtOnce - 1) * kStride + kShort <= size; at += kAtOnce * kStride) {
    if (!HasAny(has, at, std::make_index_sequence<kAtOnce>())) continue;
    for (size_t i = 0; i < kAtOnce; ++i) {
      if (has(at + i * kStride) != 0 && IsLikely(text, at + i * kStride)) return at + i * kStride;
    }
  }
  for (; at + kShort <= size; at += kStride) {
    if (has(at) != 0 && IsLikely(text, at)) return at;
  }
  return size;
}

}  // namespace inflow

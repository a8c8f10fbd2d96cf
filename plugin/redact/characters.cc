// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/internal/characters.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "plugin/redact/internal/entity.h"
#include "plugin/redact/unseen.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

constexpr uint64_t Power(uint64_t base, size_t exponent) {
  return exponent == 0 ? 1 : base * Power(base, exponent - 1);
}
constexpr uint64_t kWindowFactor = Power(kHashFactor, kWindow);

constexpr uint8_t kUnknown = 0xFF;  // stands for a character beyond ASCII; no byte of UTF-8

bool IsHex(uint8_t c) { return HexDigit(c) >= 0; }

// PendingAfter is how many further characters an escape may have that begins with c, or has begun
// before.
uint8_t PendingAfter(uint8_t c, uint8_t pending) {
  if (c == '\\' || c == '%') return 5;
  if (c == '&') return kLongestEntity + 1;
  if (c >= 0xC2) return 3;
  const bool goes_on = absl::ascii_isalnum(c) || c == '#' || c == ' ' || c >= 0x80;
  return goes_on && pending > 0 ? pending - 1 : 0;
}

}  // namespace

uint8_t Folded(uint8_t c) {
  if (c == '-') return '+';
  if (c == '_') return '/';
  return static_cast<uint8_t>(absl::ascii_tolower(c));
}

uint64_t Characters::WindowHash() const { return last().hash - last(kWindow).hash * kWindowFactor; }

void Characters::Take(uint8_t c, Extent extent, bool anchor) {
  if (const std::optional<Escape> escape = EscapeThatEndsWith(c)) return Mean(*escape, extent.end);
  if (c >= 0x80) return TakeBeyondAscii(c, extent, anchor);
  if (c == ' ' ? last().unseen : IsUnseen(c)) return Skip();
  if (c == ' ' && Before(0) == ' ') return;  // however many there are, one is kept
  Push(c, extent, anchor);
}

// TakeBeyondAscii looks for the end of a character that is not seen.
void Characters::TakeBeyondAscii(uint8_t c, Extent extent, bool anchor) {
  const bool follows = c < 0xC0;
  const auto lead = [this](size_t k, uint8_t low, uint8_t high) {
    return Before(k) >= low && Before(k) <= high;
  };
  size_t before = 0;
  if (follows && lead(0, 0xC2, 0xDF)) before = 1;
  if (follows && lead(0, 0x80, 0xBF) && lead(1, 0xE0, 0xEF)) before = 2;
  if (follows && lead(0, 0x80, 0xBF) && lead(1, 0x80, 0xBF) && lead(2, 0xF0, 0xF4)) before = 3;
  if (before > 0) {
    std::array<char, 4> character{};
    for (size_t k = 0; k < before; ++k) character[k] = static_cast<char>(Before(before - 1 - k));
    character[before] = static_cast<char>(c);
    if (!IsUnseen(CodePoint({character.data(), before + 1}))) return Push(c, extent, anchor);
    count_ -= before;
    return Skip();
  }
  // A byte alone is none of UTF-8; as Latin-1 it may be a soft hyphen or a blank.
  const bool alone = follows && Before(0) < 0x80 && (c == 0xAD || c == 0xA0);
  alone ? Skip() : Push(c, extent, anchor);
}

std::optional<Characters::Escape> Characters::EscapeThatEndsWith(uint8_t c) const {
  if (IsHex(c)) {
    if (const std::optional<Escape> escape = HexEscape(c)) return escape;
  }
  if (c == ';') return EntityEscape();
  if (Before(0) != '\\') return std::nullopt;
  switch (c) {
    case 'n':
    case 'r':
      return Escape{1, '\n', false};
    case 't':
    case 'v':
    case 'b':
    case 'f':
      return Escape{1, '\t', false};
    default:
      break;
  }
  const bool stands_for_itself =
      c < 0x80 && c != ' ' && c != '%' && c != '&' && !absl::ascii_isalnum(c);
  return stands_for_itself ? std::optional(Escape{1, c, false}) : std::nullopt;
}

// HexEscape knows %HH, \xHH, \uHHHH and %uHHHH.
std::optional<Characters::Escape> Characters::HexEscape(uint8_t c) const {
  if (!IsHex(Before(0))) return std::nullopt;
  const auto two = static_cast<char32_t>(HexDigit(Before(0)) << 4 | HexDigit(c));
  if (Before(1) == '%') return Escape{2, two, true};
  if (Folded(Before(1)) == 'x' && Before(2) == '\\') return Escape{3, two, true};
  const bool four = IsHex(Before(1)) && IsHex(Before(2)) && Folded(Before(3)) == 'u' &&
                    (Before(4) == '\\' || Before(4) == '%');
  if (!four) return std::nullopt;
  return Escape{
      5, static_cast<char32_t>(HexDigit(Before(2)) << 12 | HexDigit(Before(1)) << 8) | two, false};
}

std::optional<Characters::Escape> Characters::EntityEscape() const {
  std::array<char, kLongestEntity> name{};
  size_t length = 0;
  while (length < name.size() && (absl::ascii_isalnum(Before(length)) || Before(length) == '#')) {
    ++length;
    name[name.size() - length] = static_cast<char>(Before(length - 1));
  }
  if (Before(length) != '&') return std::nullopt;
  const std::optional<char32_t> code = EntityCode({name.data() + name.size() - length, length});
  return code ? std::optional(Escape{length + 1, *code, false}) : std::nullopt;
}

// Mean puts what an escape stands for in its place; that may end an escape in turn.
void Characters::Mean(const Escape& escape, size_t end) {
  const Extent extent{last(escape.before - 1).begin, end};
  count_ -= escape.before;
  if (escape.code < 0x80 || escape.is_byte)
    return Take(static_cast<uint8_t>(escape.code), extent, true);
  IsUnseen(escape.code) ? Skip() : Push(kUnknown, extent, true);
}

void Characters::Skip() {
  if (Before(0) == ' ') --count_;
  Character& before = kept_[count_ % kKept];
  before.anchored = before.chain > 0;
  before.unseen = true;
}

void Characters::Push(uint8_t c, Extent extent, bool anchor) {
  const Character& before = last();
  const uint8_t folded = alphabet_.fold[c];
  const bool linked = before.chain > 0 && alphabet_.Follow(before.byte, c);
  Character next{};
  next.begin = extent.begin;
  next.end = extent.end;
  next.hash = before.hash * kHashFactor + folded;
  if (folded != 0) next.chain = linked ? before.chain + 1 : 1;
  next.byte = c;
  next.pending = PendingAfter(c, before.pending);
  next.anchored = folded != 0 ? anchor || (linked && before.anchored) : c == ' ' && before.anchored;
  kept_[++count_ % kKept] = next;
  if (count_ >= lost_ + kKept) lost_ = count_ - kKept + 1;
}

}  // namespace inflow

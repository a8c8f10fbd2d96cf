// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/internal/glance.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/ascii.h"
#include "plugin/redact/internal/special.h"
#include "plugin/redact/unseen.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

constexpr uint32_t kNoDigit = 0x80000;  // more than four digits make, wherever it stands among them

constexpr std::array<uint32_t, 256> MakeDigits() {
  std::array<uint32_t, 256> digits{};
  for (size_t c = 0; c < digits.size(); ++c) {
    const int digit = HexDigit(static_cast<uint8_t>(c));
    digits[c] = digit < 0 ? kNoDigit : static_cast<uint32_t>(digit);
  }
  return digits;
}
constexpr std::array<uint32_t, 256> kDigits = MakeDigits();

uint32_t Digit(char c) { return kDigits[static_cast<uint8_t>(c)]; }
uint32_t TwoDigits(const char* at) { return Digit(at[0]) << 4 | Digit(at[1]); }
uint32_t FourDigits(const char* at) { return TwoDigits(at) << 8 | TwoDigits(at + 2); }

// The first bytes of unseen characters beyond ASCII, and those that are unseen in Latin-1.
constexpr uint8_t kUnseenBytes[] = {0xA0, 0xAD, 0xC2, 0xCD, 0xD8, 0xE1,
                                    0xE2, 0xE3, 0xEF, 0xF0, 0xF3};

uint8_t Byte(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

bool IsControl(uint32_t c) { return c < 0x20 || c == 0x7F; }

// IsLineEscape tells whether \n, \r or \t begins at `at`.
bool IsLineEscape(std::string_view text, size_t at) {
  if (at + 1 >= text.size() || text[at] != '\\') return false;
  return text[at + 1] == 'n' || text[at + 1] == 'r' || text[at + 1] == 't';
}

// PastUnseen passes over blanks, control characters and line escapes, not too many.
size_t PastUnseen(std::string_view text, size_t at) {
  const size_t end = std::min(at + 2 * kWindow, text.size());
  while (at < end) {
    if (text[at] == ' ' || IsControl(Byte(text, at))) {
      ++at;
    } else if (IsLineEscape(text, at)) {
      at += 2;
    } else {
      break;
    }
  }
  return at;
}

// A chain may go on behind something special and the blanks beside it.
bool EndsSpecial(std::string_view text) {
  const size_t at = text.find_last_not_of(' ');
  return at != std::string_view::npos && IsSpecial(Byte(text, at));
}

bool BeginsSpecial(std::string_view text) {
  const size_t at = text.find_first_not_of(' ');
  return at != std::string_view::npos && IsSpecial(Byte(text, at));
}

}  // namespace

Glance::Glance(const Alphabet& alphabet) : alphabet_(alphabet) {
  for (size_t i = 0; i < idle_.size(); ++i) {
    const auto c = static_cast<uint8_t>(i);
    const bool unseen =
        std::find(std::begin(kUnseenBytes), std::end(kUnseenBytes), c) != std::end(kUnseenBytes);
    idle_[i] = c >= 0x80 && !unseen && !alphabet_.Has(c);
    idle_escaped_[i] =
        !alphabet_.Has('\\') && !alphabet_.Has(c) && !IsSpecial(c) && !absl::ascii_isalnum(c);
    ends_word_[i] = c != ' ' && !alphabet_.Has(c) && !IsSpecial(c);
  }
}

bool Glance::IsIdleFurther(std::string_view text, size_t at) const noexcept {
  const uint8_t c = Byte(text, at);
  if (alphabet_.Has(c)) return false;
  if (c == '\\') return IsIdleEscape(text, at);
  if (IsControl(c)) return !MayJoin(text, at, at + 1);
  if (c < 0x80) return !MayBeEscape(c, text.substr(at + 1));
  const size_t length = Utf8Length(text.data() + at, text.data() + text.size());
  const bool unseen = length == 0 ? c < 0xC0 : IsUnseen(CodePoint(text.substr(at, length)));
  return !unseen || !MayJoin(text, at, at + std::max<size_t>(length, 1));
}

bool Glance::IsIdleEscape(std::string_view text, size_t at) const noexcept {
  if (at + 1 == text.size()) return true;
  if (text[at + 1] == 'u') return IsIdleCode(text, at);
  return IsLineEscape(text, at) && !MayJoin(text, at, at + 2);
}

// IsIdleCode tells it of \uHHHH.
bool Glance::IsIdleCode(std::string_view text, size_t at) const noexcept {
  constexpr size_t kSize = 6;
  constexpr uint32_t kFirstLetter = 0xC0, kLastLetter = 0x2FF;
  if (at + kSize > text.size()) return false;
  const uint32_t code = FourDigits(text.data() + at + 2);
  if (code >= kFirstLetter && code <= kLastLetter) return true;
  if (code >= kNoDigit) return false;
  if (IsUnseen(code)) return !MayJoin(text, at, at + kSize);
  if (code >= 0x80) return true;
  const auto c = static_cast<uint8_t>(code);
  return !alphabet_.Has(c) && (!IsSpecial(c) || !MayBeEscape(c, text.substr(at + kSize)));
}

// MayBeEscape tells whether an escape that means something may begin with c and go on as `rest`
// does.
bool Glance::MayBeEscape(uint8_t c, std::string_view rest) const noexcept {
  if (rest.empty()) return false;
  const uint8_t next = Byte(rest, 0);
  if (IsSpecial(next)) return true;
  if (c == '&') return absl::ascii_isalnum(next) || next == '#';
  if (c != '%') return true;
  const uint32_t byte = rest.size() > 1 ? TwoDigits(rest.data()) : kNoDigit;
  if (byte < kNoDigit)
    return alphabet_.Has(static_cast<uint8_t>(byte)) || IsSpecial(static_cast<uint8_t>(byte));
  return absl::ascii_isxdigit(next) || next == 'u' || next == 'U';
}

// MayJoin tells whether what stands before and behind something unseen, [begin, end), may be
// kWindow characters of a form.
bool Glance::MayJoin(std::string_view text, size_t begin, size_t end) const noexcept {
  if (begin == 0) return false;
  size_t left = begin;
  while (left > 1 && begin - left < kWindow && text[left - 1] == ' ') --left;
  const uint8_t before = Byte(text, left - 1);
  // What goes on being unseen was judged where it began.
  if (ends_word_[before] || IsControl(before) || (left > 1 && IsLineEscape(text, left - 2)))
    return false;
  const size_t right = PastUnseen(text, end);
  return right < text.size() && MayJoinAt(text, left, right);
}

bool Glance::MayJoinAt(std::string_view text, size_t left, size_t right) const noexcept {
  const auto plain = [text](size_t at) { return !IsSpecial(Byte(text, at)); };
  const auto follow = [this, text](size_t before, size_t behind) {
    return alphabet_.Follow(Byte(text, before), Byte(text, behind));
  };
  if (!plain(left - 1) || !plain(right) || text[right] == ' ') return true;
  if (!follow(left - 1, right)) return false;
  size_t characters = 2;
  for (--left; left > 0 && characters < kWindow && follow(left - 1, left) && plain(left - 1);
       --left)
    ++characters;
  for (++right;
       right < text.size() && characters < kWindow && follow(right - 1, right) && plain(right);
       ++right)
    ++characters;
  return characters >= kWindow || EndsSpecial(text.substr(0, left)) ||
         BeginsSpecial(text.substr(right));
}

}  // namespace inflow

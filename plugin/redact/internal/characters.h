// SPDX-License-Identifier: Apache-2.0
//
// File: characters.h
//
// What the bytes of a text stand for, one after the other: "a\u0062%63&#100;" and "ab" + U+200B +
// "cd" are both abcd. Escapes of escapes are undone too, and blanks beside something unseen do not
// count. Only the last characters are kept, with their places in the text.
//
//   Characters characters(alphabet);
//   for (size_t i = 0; i < text.size(); ++i) characters.Feed(text[i], i, false), use
//   characters.last();
#ifndef PLUGIN_REDACT_INTERNAL_CHARACTERS_H_
#define PLUGIN_REDACT_INTERNAL_CHARACTERS_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace inflow {

inline constexpr size_t kWindow = 16;  // so many characters of a secret in a row are no accident

// Folded makes one of what is not told apart: small and capital letters, and base64's two
// alphabets.
uint8_t Folded(uint8_t c);

// HexDigit is the value of a hexadecimal digit, -1 of anything else.
constexpr int HexDigit(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  const uint8_t lower = c | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

inline constexpr uint64_t kHashFactor =
    0x9E3779B97F4A7C15u;  // of the polynomial over folded characters

// Alphabet is what the forms of the secrets consist of.
struct Alphabet {
  bool Has(uint8_t c) const { return fold[c] != 0; }
  // Follow tells whether some form has `before` and then `behind`.
  bool Follow(uint8_t before, uint8_t behind) const { return follows[fold[before]][fold[behind]]; }

  std::array<uint8_t, 256> fold{};              // 0 where no form has the byte
  std::array<std::bitset<256>, 256> follows{};  // of folded characters
};

class Characters {
 public:
  struct Character {
    size_t begin, end;  // the bytes of the text that stand for it
    uint64_t hash;      // of all characters up to this one
    uint32_t chain;     // how many characters, ending with this one, follow each other in the forms
    uint8_t byte;       // as it is meant, not folded
    uint8_t pending;    // so many further characters may belong to an escape that has begun
    bool anchored;      // the chain, or that before a blank, holds one that was fed with `anchor`
    bool unseen;        // something unseen stands behind it
  };

  // The alphabet is borrowed.
  explicit Characters(const Alphabet& alphabet) : alphabet_(alphabet) { kept_[0] = {}; }

  // Feed takes the text's byte at `at`.
  void Feed(uint8_t byte, size_t at, bool anchor) { Take(byte, {at, at + 1}, anchor); }

  // Anchor does for the last character what Feed does with `anchor`.
  void Anchor() { kept_[count_ % kKept].anchored = true; }

  const Character& last() const { return kept_[count_ % kKept]; }
  // last(k) is the k-th before the last; k below 40.
  const Character& last(size_t k) const { return kept_[(count_ - k) % kKept]; }
  size_t count() const { return count_; }

  // WindowHash is that of the last kWindow characters.
  uint64_t WindowHash() const;

 private:
  static constexpr size_t kKept = 64;  // the longest escape, and a window before it

  struct Extent {
    size_t begin, end;
  };
  struct Escape {
    size_t before;  // how many characters it has before the one that ends it
    char32_t code;
    bool is_byte;  // of UTF-8, not a code point
  };
  // Before returns the k-th character before the next one, 0 where there is none or it is no longer
  // kept.
  uint8_t Before(size_t k) const { return k + lost_ < count_ ? last(k).byte : 0; }
  void Take(uint8_t c, Extent extent, bool anchor);
  void TakeBeyondAscii(uint8_t c, Extent extent, bool anchor);
  std::optional<Escape> EscapeThatEndsWith(uint8_t c) const;
  std::optional<Escape> HexEscape(uint8_t c) const;
  std::optional<Escape> EntityEscape() const;
  void Mean(const Escape& escape, size_t end);
  void Skip();
  void Push(uint8_t c, Extent extent, bool anchor);

  const Alphabet& alphabet_;
  size_t count_ = 0;
  size_t lost_ = 0;  // so many of the first are not kept; escapes may take back the others
  std::array<Character, kKept>
      kept_;  // written as it is needed; the one at 0 stands before the text
};

}  // namespace inflow

#endif  // PLUGIN_REDACT_INTERNAL_CHARACTERS_H_

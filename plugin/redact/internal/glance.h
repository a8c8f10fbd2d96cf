// SPDX-License-Identifier: Apache-2.0
//
// File: glance.h
//
// What can be told of a special byte without reading the text character by character.
#ifndef PLUGIN_REDACT_INTERNAL_GLANCE_H_
#define PLUGIN_REDACT_INTERNAL_GLANCE_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plugin/redact/internal/characters.h"

namespace inflow {

class Glance {
 public:
  // The alphabet is borrowed, and complete.
  explicit Glance(const Alphabet& alphabet);

  // IsIdle tells that the special byte at `at` is neither part of a form nor between the characters
  // of one. false: perhaps.
  bool IsIdle(std::string_view text, size_t at) const noexcept {
    const auto byte = [text](size_t place) { return static_cast<uint8_t>(text[place]); };
    // Nearly all that there is: quotes in JSON's strings, its line ends, letters of other
    // languages.
    const uint8_t c = byte(at);
    if (c == '\\' && at + 1 < text.size() && idle_escaped_[byte(at + 1)]) return true;
    if (c < 0x20 && at > 0 && ends_word_[byte(at - 1)]) return true;
    return idle_[c] || IsIdleFurther(text, at);
  }

 private:
  bool IsIdleFurther(std::string_view text, size_t at) const noexcept;
  bool IsIdleEscape(std::string_view text, size_t at) const noexcept;
  bool IsIdleCode(std::string_view text, size_t at) const noexcept;
  bool MayBeEscape(uint8_t c, std::string_view rest) const noexcept;
  bool MayJoin(std::string_view text, size_t begin, size_t end) const noexcept;
  bool MayJoinAt(std::string_view text, size_t left, size_t right) const noexcept;

  const Alphabet& alphabet_;
  std::bitset<256> idle_;          // by the special byte
  std::bitset<256> idle_escaped_;  // by what follows a backslash
  std::bitset<256> ends_word_;     // what no form has, nor anything that may stand within one
};

}  // namespace inflow

#endif  // PLUGIN_REDACT_INTERNAL_GLANCE_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: grams.h
//
// Finds where kWindow bytes of a form may stand in a text as they are, by looking at four bytes of
// every thirteen: whatever is sixteen bytes long holds four such.
#ifndef PLUGIN_REDACT_INTERNAL_GRAMS_H_
#define PLUGIN_REDACT_INTERNAL_GRAMS_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

#include "plugin/redact/internal/forms.h"

namespace inflow {

class Grams {
 public:
  static constexpr int kShortBits = 15;
  static constexpr int kLongBits = 16;

  void Add(const Form& form);

  // Find returns a place at or after `from` where a form may stand, not before another such place
  // has been passed over; the text's size where there is none. The form may have begun up to 12
  // bytes before.
  size_t Find(std::string_view text, size_t from) const noexcept;

 private:
  bool IsLikely(std::string_view text, size_t at) const noexcept;
  bool HasLong(const char* eight) const noexcept;

  std::array<uint8_t, 1u << kShortBits>
      short_{};  // by the hash of four bytes; bytes, since they are asked most
  std::bitset<1u << kLongBits> long_;  // by the hash of eight bytes in small letters
};

}  // namespace inflow

#endif  // PLUGIN_REDACT_INTERNAL_GRAMS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: special.h
//
// Bytes that may stand for something else than themselves, or for nothing.
#ifndef PLUGIN_REDACT_INTERNAL_SPECIAL_H_
#define PLUGIN_REDACT_INTERNAL_SPECIAL_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace inflow {

// IsSpecial tells whether a byte begins an escape, is a control character, or is not ASCII.
inline bool IsSpecial(uint8_t c) {
  return c < 0x20 || c >= 0x80 || c == '%' || c == '&' || c == '\\';
}

inline constexpr size_t kSpecialBlock = 64;

// SpecialBlock is a block of bytes with special ones among them.
struct SpecialBlock {
  size_t begin = 0;
  uint64_t special = 0;  // bit i: the byte at begin + i; 0 where there is no such block
};

// FindSpecial returns the first special bytes at or after `from`.
using FindSpecial = SpecialBlock (*)(std::string_view text, size_t from) noexcept;

SpecialBlock FindSpecialAnywhere(std::string_view text, size_t from) noexcept;  // on any processor

// FastestFindSpecial is the one for this processor.
FindSpecial FastestFindSpecial();

// SpecialPlaces goes from one special byte to the next.
class SpecialPlaces {
 public:
  SpecialPlaces(FindSpecial find, std::string_view text) : find_(find), text_(text) {
    block_ = find_(text_, 0);
  }

  // place is that of the present one, the text's size behind the last.
  size_t place() const {
    return block_.special == 0
               ? text_.size()
               : block_.begin + static_cast<size_t>(__builtin_ctzll(block_.special));
  }
  void Next() {
    block_.special &= block_.special - 1;
    if (block_.special == 0) block_ = find_(text_, block_.begin + kSpecialBlock);
  }
  // GoTo leaves out what lies before `at`.
  void GoTo(size_t at) {
    if (place() < at) block_ = find_(text_, at);
  }

 private:
  FindSpecial find_;
  std::string_view text_;
  SpecialBlock block_;
};

}  // namespace inflow

#endif  // PLUGIN_REDACT_INTERNAL_SPECIAL_H_

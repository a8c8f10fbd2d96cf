// SPDX-License-Identifier: Apache-2.0
//
// File: decimal.h
//
// Decimal numbers of any length, digit by digit as they are written: nothing is rounded, since
// nothing is ever a float. "2.5" is "2.5000", 1e2 is 100.
#ifndef PLUGIN_ENTITY_DECIMAL_H_
#define PLUGIN_ENTITY_DECIMAL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace inflow {

// Decimal is a number's text in its parts. Views point into the text.
struct Decimal {
  bool negative = false;
  std::string_view whole, fraction;
  int64_t exponent = 0;  // a huge one is cut to a huge one
  size_t first = 0,
         significant = 0;  // the digits from the first to the last that is not 0; none of zero
  int64_t magnitude =
      0;  // how many of them stand before the point; negative: zeros between it and them

  // Digit returns the i-th significant digit, and 0 behind the last.
  char Digit(size_t i) const {
    if (i >= significant) return '0';
    i += first;
    return i < whole.size() ? whole[i] : fraction[i - whole.size()];
  }

  // places is how many digits stand behind the point, once the exponent is written out.
  int64_t places() const {
    const int64_t places = static_cast<int64_t>(fraction.size()) - exponent;
    return places > 0 ? places : 0;
  }
};

// ParseDecimal reads -12.50e3 and the like, also with a plus sign or blanks around it.
std::optional<Decimal> ParseDecimal(std::string_view text);

}  // namespace inflow

#endif  // PLUGIN_ENTITY_DECIMAL_H_

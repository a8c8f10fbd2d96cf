// SPDX-License-Identifier: Apache-2.0
//
// File: date_scanner.h
//
// Takes a date's text apart from its front. What is not there leaves the text as it is.
#ifndef PLUGIN_CLOCK_INTERNAL_DATE_SCANNER_H_
#define PLUGIN_CLOCK_INTERNAL_DATE_SCANNER_H_

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"

namespace inflow {

class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : text_(text) {}

  std::string_view rest() const { return text_; }
  void Skip(size_t size) { text_.remove_prefix(size); }

  // Digits is how many digits come next.
  size_t Digits() const {
    const auto* const end = std::find_if_not(
        text_.begin(), text_.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
    return static_cast<size_t>(end - text_.begin());
  }

  // Take takes one character of those given; '\0' where another comes.
  char Take(std::string_view of) {
    if (text_.empty() || of.find(text_.front()) == std::string_view::npos) return '\0';
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

  // Number takes as many digits as there are, up to `most`, where the value is in the range.
  bool Number(size_t fewest, size_t most, int least, int greatest, int* number) {
    const size_t size = std::min(Digits(), most);
    int value = 0;
    for (const char c : text_.substr(0, size)) value = value * 10 + (c - '0');
    if (size < fewest || value < least || value > greatest) return false;
    text_.remove_prefix(size);
    *number = value;
    return true;
  }

  // Offset takes Z, +02:00, +0200 or +02.
  bool Offset(int* seconds) {
    *seconds = 0;
    if (Take("Zz") != '\0') return true;
    const char sign = Take("+-");
    int hours = 0, minutes = 0;
    if (sign == '\0' || !Number(2, 2, 0, 14, &hours)) return false;
    const bool more = Take(":") != '\0' || Digits() > 0;
    if (more && !Number(2, 2, 0, 59, &minutes)) return false;
    *seconds = (sign == '-' ? -60 : 60) * (60 * hours + minutes);
    return true;
  }

 private:
  std::string_view text_;
};

}  // namespace inflow

#endif  // PLUGIN_CLOCK_INTERNAL_DATE_SCANNER_H_

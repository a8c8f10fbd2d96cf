// SPDX-License-Identifier: Apache-2.0
//
// Numbers, digit by digit: nothing is rounded, since nothing is ever a float.
#include <algorithm>
#include <charconv>

#include "absl/strings/ascii.h"
#include "plugin/entity/internal/value.h"

namespace inflow::entity {
namespace {

constexpr int kMostExponent = 40;  // more than any decimal of the service has digits

// Number is a number's text in its parts: -12.50e3 is "-", "12", "50", 3.
struct Number {
  bool negative = false;
  std::string_view whole, fraction;
  int exponent = 0;
};

std::string_view TakeDigits(std::string_view* text) {
  const auto* const end = std::find_if_not(text->begin(), text->end(),
                                           [](unsigned char c) { return absl::ascii_isdigit(c); });
  const std::string_view digits = text->substr(0, static_cast<size_t>(end - text->begin()));
  text->remove_prefix(digits.size());
  return digits;
}

bool Take(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

bool Split(std::string_view text, Number* number) {
  number->negative = Take(&text, '-');
  if (!number->negative) Take(&text, '+');
  number->whole = TakeDigits(&text);
  if (number->whole.empty()) return false;
  if (Take(&text, '.')) {
    number->fraction = TakeDigits(&text);
    if (number->fraction.empty()) return false;
  }
  if (text.empty()) return true;
  if (!Take(&text, 'e') && !Take(&text, 'E')) return false;
  Take(&text, '+');
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number->exponent);
  return error == std::errc() && end == text.data() + text.size() &&
         number->exponent >= -kMostExponent && number->exponent <= kMostExponent;
}

// Shift moves the point by the exponent: 1.25e1 is 12.5.
void Shift(const Number& number, std::string* whole, std::string* fraction) {
  const std::string digits = std::string(number.whole).append(number.fraction);
  const int point = static_cast<int>(number.whole.size()) + number.exponent;
  if (point <= 0) {
    *whole = "0";
    *fraction = std::string(static_cast<size_t>(-point), '0') + digits;
  } else if (static_cast<size_t>(point) >= digits.size()) {
    *whole = digits + std::string(static_cast<size_t>(point) - digits.size(), '0');
  } else {
    *whole = digits.substr(0, static_cast<size_t>(point));
    *fraction = digits.substr(static_cast<size_t>(point));
  }
  whole->erase(0, std::min(whole->find_first_not_of('0'), whole->size() - 1));
}

}  // namespace

bool AppendDecimal(std::string_view text, std::string* out) {
  Number number;
  if (!Split(text, &number)) return false;
  if (number.negative) out->push_back('-');
  if (number.exponent == 0) {
    out->append(number.whole);
    if (!number.fraction.empty()) out->append(".").append(number.fraction);
    return true;
  }
  std::string whole;
  std::string fraction;
  Shift(number, &whole, &fraction);
  out->append(whole);
  if (!fraction.empty()) out->append(".").append(fraction);
  return true;
}

bool AppendInteger(std::string_view text, std::string* out) {
  Number number;
  if (!Split(text, &number)) return false;
  std::string whole;
  std::string fraction;
  Shift(number, &whole, &fraction);
  if (fraction.find_first_not_of('0') != std::string::npos) return false;
  int32_t value = 0;
  if (number.negative) whole.insert(0, 1, '-');
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc() || end != whole.data() + whole.size()) return false;
  out->append(std::to_string(value));
  return true;
}

}  // namespace inflow::entity

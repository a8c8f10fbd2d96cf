// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/decimal.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "absl/strings/ascii.h"
#include "plugin/entity/internal/value.h"
#include "plugin/record/scan.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

constexpr int64_t kHugeExponent = 1'000'000'000'000'000;
constexpr int64_t kMostExponent = 40;  // more than any decimal of the service has digits

std::string_view TakeDigits(std::string_view* text) {
  const char* const end = record_internal::SkipDigits(text->data(), text->data() + text->size());
  const auto length = static_cast<size_t>(end - text->data());
  const std::string_view digits = text->substr(0, length);
  text->remove_prefix(length);
  return digits;
}

bool Take(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

bool TakeSign(std::string_view* text) {
  const bool negative = Take(text, '-');
  if (!negative) Take(text, '+');
  return negative;
}

bool TakeExponent(std::string_view* text, int64_t* exponent) {
  const bool negative = TakeSign(text);
  const std::string_view digits = TakeDigits(text);
  for (const char digit : digits)
    *exponent = std::min(*exponent * 10 + (digit - '0'), kHugeExponent);
  if (negative) *exponent = -*exponent;
  return !digits.empty();
}

void FindSignificant(Decimal* number) {
  const size_t size = number->whole.size() + number->fraction.size();
  number->significant = size;  // so that Digit reaches all
  while (number->first < size && number->Digit(0) == '0') ++number->first, --number->significant;
  while (number->significant > 0 && number->Digit(number->significant - 1) == '0')
    --number->significant;
  number->magnitude = static_cast<int64_t>(number->whole.size()) -
                      static_cast<int64_t>(number->first) + number->exponent;
}

// AppendWritten appends the digits without the exponent: 1.25e1 is 12.5.
void AppendWritten(const Decimal& number, std::string* out) {
  const auto digit = [&](int64_t i) { return i < 0 ? '0' : number.Digit(static_cast<size_t>(i)); };
  if (number.magnitude <= 0) out->push_back('0');
  for (int64_t i = 0; i < number.magnitude; ++i) out->push_back(digit(i));
  if (number.places() > 0) out->push_back('.');
  for (int64_t i = 0; i < number.places(); ++i) out->push_back(digit(number.magnitude + i));
}

}  // namespace

std::optional<Decimal> ParseDecimal(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(Absl(text));
  text = {trimmed.data(), trimmed.size()};
  Decimal number;
  number.negative = TakeSign(&text);
  number.whole = TakeDigits(&text);
  if (number.whole.empty()) return std::nullopt;
  if (Take(&text, '.')) {
    number.fraction = TakeDigits(&text);
    if (number.fraction.empty()) return std::nullopt;
  }
  if ((Take(&text, 'e') || Take(&text, 'E')) && !TakeExponent(&text, &number.exponent))
    return std::nullopt;
  if (!text.empty()) return std::nullopt;
  FindSignificant(&number);
  return number;
}

namespace entity {

bool AppendDecimal(std::string_view text, std::string* out) {
  const std::optional<Decimal> number = ParseDecimal(text);
  if (!number || std::abs(number->exponent) > kMostExponent) return false;
  if (number->negative) out->push_back('-');
  if (number->exponent != 0) {
    AppendWritten(*number, out);
    return true;
  }
  out->append(number->whole);
  if (!number->fraction.empty()) out->append(".").append(number->fraction);
  return true;
}

bool AppendInteger(std::string_view text, std::string* out) {
  constexpr int64_t kMostDigits = 10;
  const std::optional<Decimal> number = ParseDecimal(text);
  if (!number) return false;
  const int64_t whole = number->significant == 0 ? 0 : number->magnitude;
  if (whole > kMostDigits || whole < static_cast<int64_t>(number->significant)) return false;
  std::string digits(number->negative ? "-0" : "0");
  for (int64_t i = 0; i < whole; ++i) digits.push_back(number->Digit(static_cast<size_t>(i)));
  int32_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
    return false;
  out->append(std::to_string(value));
  return true;
}

}  // namespace entity
}  // namespace inflow

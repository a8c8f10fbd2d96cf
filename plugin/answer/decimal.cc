// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/decimal.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "plugin/record/scan.h"
#include "plugin/text/absl_view.h"

namespace inflow::answer {
namespace {

constexpr int64_t kHugeExponent = 1'000'000'000'000'000;
// Beyond so many digits nothing is rounded by a service, and nothing written out here.
constexpr int64_t kMostDigits = 400;

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

bool IsEqual(const Decimal& a, const Decimal& b) {
  if (a.significant != b.significant) return false;
  if (a.significant == 0) return true;
  if (a.negative != b.negative || a.magnitude != b.magnitude) return false;
  for (size_t i = 0; i < a.significant; ++i) {
    if (a.Digit(i) != b.Digit(i)) return false;
  }
  return true;
}

// Units is the number, without its sign and cut off, in units of 10^-scale: 12.345 in units of 0.01
// is 1234.
std::string Units(const Decimal& number, int64_t scale) {
  std::string units;
  if (number.significant == 0) return units;
  for (int64_t i = 0; i < number.magnitude + scale; ++i)
    units.push_back(number.Digit(static_cast<size_t>(i)));
  return units;
}

// AddOne adds one unit.
void AddOne(std::string* units) {
  size_t at = units->size();
  while (at > 0 && (*units)[at - 1] == '9') (*units)[--at] = '0';
  if (at == 0) {
    units->insert(0, 1, '1');
  } else {
    ++(*units)[at - 1];
  }
}

bool IsRounded(const Decimal& sent, const Decimal& answered) {
  const int64_t scale =
      std::max<int64_t>(0, static_cast<int64_t>(answered.fraction.size()) - answered.exponent);
  for (const Decimal* number : {&sent, &answered}) {
    const bool short_enough = number->significant <= static_cast<size_t>(kMostDigits) &&
                              number->magnitude <= kMostDigits && number->magnitude >= -kMostDigits;
    if (!short_enough || scale > kMostDigits) return false;
  }
  if (sent.negative != answered.negative && answered.significant > 0) return false;
  std::string units = Units(sent, scale);
  const std::string kept = Units(answered, scale);
  if (units == kept) return true;
  const int64_t dropped = sent.magnitude + scale;
  if (dropped < 0 || sent.Digit(static_cast<size_t>(dropped)) < '5') return false;
  AddOne(&units);
  return units == kept;
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

Likeness CompareDecimals(const Decimal& sent, const Decimal& answered) {
  if (IsEqual(sent, answered)) return Likeness::kSame;
  return IsRounded(sent, answered) ? Likeness::kRounded : Likeness::kOther;
}

}  // namespace inflow::answer

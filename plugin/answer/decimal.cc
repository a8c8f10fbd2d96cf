// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/decimal.h"

#include <string>

namespace inflow::answer {
namespace {

// Beyond so many digits nothing is rounded by a service, and nothing written out here.
constexpr int64_t kMostDigits = 400;

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
  const int64_t scale = answered.places();
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

Likeness CompareDecimals(const Decimal& sent, const Decimal& answered) {
  if (IsEqual(sent, answered)) return Likeness::kSame;
  return IsRounded(sent, answered) ? Likeness::kRounded : Likeness::kOther;
}

}  // namespace inflow::answer

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/decimal.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace inflow::sim {
namespace {

// As many as the decimals of the service's language hold.
constexpr size_t kMostDigits = 28;

bool AreDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

// Adds one to a number of digits alone.
void Increment(std::string* digits) {
  for (auto digit = digits->rbegin(); digit != digits->rend(); ++digit) {
    if (*digit != '9') {
      ++*digit;
      return;
    }
    *digit = '0';
  }
  digits->insert(digits->begin(), '1');
}

}  // namespace

std::optional<std::string> PadDecimal(std::string_view written, int places) {
  const bool negative = written.starts_with('-');
  if (negative) written.remove_prefix(1);
  const size_t point = std::min(written.find('.'), written.size());
  const std::string_view whole = written.substr(0, point);
  const std::string_view fraction = written.substr(std::min(point + 1, written.size()));
  const bool bare_point = point < written.size() && fraction.empty();
  if (whole.empty() || bare_point || !AreDigits(whole) || !AreDigits(fraction)) return std::nullopt;
  const size_t keep = static_cast<size_t>(places);
  std::string digits(whole.substr(std::min(whole.find_first_not_of('0'), whole.size())));
  if (digits.size() + std::min(fraction.size(), keep) > kMostDigits) return std::nullopt;
  digits.append(fraction.substr(0, keep));
  digits.append(keep - std::min(fraction.size(), keep), '0');
  if (fraction.size() > keep && fraction[keep] >= '5') Increment(&digits);
  if (digits.size() < keep + 1) digits.insert(0, keep + 1 - digits.size(), '0');
  const bool zero = digits.find_first_not_of('0') == std::string::npos;
  digits.insert(digits.size() - keep, ".");
  if (negative && !zero) digits.insert(0, "-");
  return digits;
}

}  // namespace inflow::sim

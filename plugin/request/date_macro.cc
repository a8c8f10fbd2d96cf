// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/date_macro.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace inflow {
namespace {

constexpr std::string_view kConversions = "YymdeHIMSjpaAbBFTDs%";
constexpr int64_t kMaxShift = 100LL * 366 * 86400;  // a century: anything larger is a mistake

int64_t UnitSeconds(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    case 'w':
      return int64_t{7} * 86400;
    default:
      return 0;
  }
}

absl::Status Wrong(std::string_view text, std::string_view rule) {
  return absl::InvalidArgumentError("the date macro {" + std::string(text) + "} " +
                                    std::string(rule));
}

absl::Status CheckFormat(std::string_view text, std::string_view format) {
  if (format.empty()) return Wrong(text, "has an empty format; write for example {now:%Y-%m-%d}");
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    ++i;
    if (i == format.size() || kConversions.find(format[i]) == std::string_view::npos) {
      return Wrong(
          text, "has an unknown conversion; use % followed by one of " + std::string(kConversions));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DateMacro> DateMacro::Parse(std::string_view text) {
  DateMacro macro;
  std::string_view rest = text.substr(3);  // "now"
  if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
    const size_t end = std::min(rest.find(':'), rest.size());
    const std::string_view shift = rest.substr(0, end);
    const int64_t unit = UnitSeconds(shift.back());
    int64_t amount = 0;
    if (unit == 0 || shift.size() < 3 ||
        shift.find_first_not_of("0123456789", 1) != shift.size() - 1 ||
        !absl::SimpleAtoi(absl::string_view(shift.data() + 1, shift.size() - 2), &amount) ||
        amount > kMaxShift / unit) {
      return Wrong(
          text,
          "has a shift that is none; write a number and one of s, m, h, d, w, for example {now-5d}");
    }
    macro.shift_seconds_ = (shift[0] == '-' ? -1 : 1) * amount * unit;
    rest.remove_prefix(end);
  }
  if (rest.empty()) return macro;
  if (rest[0] != ':') return Wrong(text, "is none; write {now}, {now-5d} or {now:%Y-%m-%d}");
  if (absl::Status s = CheckFormat(text, rest.substr(1)); !s.ok()) return s;
  macro.format_ = rest.substr(1);
  return macro;
}

void DateMacro::Append(WallMillis accepted_at, std::string* out) const {
  const absl::Time time = absl::FromUnixMillis(accepted_at) + absl::Seconds(shift_seconds_);
  out->append(absl::FormatTime(format_, time, absl::UTCTimeZone()));
}

}  // namespace inflow

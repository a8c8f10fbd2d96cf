// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/date_format.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "plugin/clock/internal/date_scanner.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr size_t kShortName = 3;
constexpr size_t kMostFraction = 9;
constexpr std::string_view kDirectives =
    "%Y, %y, %m, %d, %e, %b, %B, %h, %a, %A, %H, %I, %M, %S, %f, %p, %z, %F, %T, %R, %D and %%";

bool StartsWith(std::string_view text, std::string_view start) {
  return absl::StartsWithIgnoreCase({text.data(), text.size()}, {start.data(), start.size()});
}

unsigned WeekdayOf(const CivilTime& time) {
  return std::chrono::weekday(std::chrono::sys_days(DayOf(time))).c_encoding();
}

int Hour12(int hour) { return hour % 12 == 0 ? 12 : hour % 12; }

void AppendOffset(int seconds, std::string* out) {
  const int minutes = std::abs(seconds) / 60;
  absl::StrAppendFormat(out, "%c%02d:%02d", seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

// Reader takes a text apart from its front.
class DateFormat::Reader {
 public:
  explicit Reader(std::string_view text) : scanner_(text) {}

  bool Take(const Token& token) {
    switch (token.part) {
      case Part::kLiteral:
        return scanner_.Take({&token.literal, 1}) != '\0';
      case Part::kSpace:
        return TakeSpace();
      case Part::kYear:
        return scanner_.Number(4, 4, 1, 9999, &time_.year);
      case Part::kShortYear:
        return TakeShortYear();
      case Part::kMonth:
        return scanner_.Number(1, 2, 1, 12, &time_.month);
      case Part::kMonthName:
        return Name(kMonths, &time_.month) && (++time_.month, true);
      case Part::kDay:
        return scanner_.Number(1, 2, 1, 31, &time_.day);
      case Part::kWeekday:
        return Name(kWeekdays, &weekday_);
      case Part::kHour:
        return scanner_.Number(1, 2, 0, 23, &time_.hour);
      case Part::kHour12:
        return scanner_.Number(1, 2, 1, 12, &time_.hour);
      case Part::kMinute:
        return scanner_.Number(1, 2, 0, 59, &time_.minute);
      case Part::kSecond:
        return scanner_.Number(1, 2, 0, 59, &time_.second);
      case Part::kFraction:
        return TakeFraction();
      case Part::kHalf:
        return TakeHalf();
      case Part::kOffset:
        return scanner_.Offset(&time_.offset_seconds.emplace());
    }
    return false;
  }

  // Finish returns what was read, if that is all of the text, and such a day.
  std::optional<CivilTime> Finish(bool has_time) {
    if (!scanner_.rest().empty() || !DayOf(time_).ok()) return std::nullopt;
    if (weekday_ >= 0 && WeekdayOf(time_) != static_cast<unsigned>(weekday_)) return std::nullopt;
    if (half_ >= 0) time_.hour = time_.hour % 12 + 12 * half_;
    time_.has_time = has_time;
    return time_;
  }

 private:
  bool TakeSpace() {
    while (const size_t size = SpaceAt(scanner_.rest())) scanner_.Skip(size);
    return true;
  }

  bool TakeShortYear() {
    if (!scanner_.Number(2, 2, 0, 99, &time_.year)) return false;
    time_.year += time_.year < 69 ? 2000 : 1900;
    return true;
  }

  // Name takes a whole name, or its first three letters, and says which it is.
  template <size_t kCount>
  bool Name(const std::array<std::string_view, kCount>& names, int* index) {
    for (size_t i = 0; i < kCount; ++i) {
      for (const std::string_view name : {names[i], names[i].substr(0, kShortName)}) {
        if (!StartsWith(scanner_.rest(), name)) continue;
        scanner_.Skip(name.size());
        *index = static_cast<int>(i);
        return true;
      }
    }
    return false;
  }

  bool TakeFraction() {
    time_.fraction =
        std::string(scanner_.rest().substr(0, std::min(scanner_.Digits(), kMostFraction)));
    scanner_.Skip(time_.fraction.size());
    return !time_.fraction.empty();
  }

  bool TakeHalf() {
    constexpr std::string_view kHalves[] = {"AM", "A.M.", "PM", "P.M."};
    for (size_t i = 0; i < std::size(kHalves); ++i) {
      if (!StartsWith(scanner_.rest(), kHalves[i])) continue;
      scanner_.Skip(kHalves[i].size());
      half_ = i < 2 ? 0 : 1;
      return true;
    }
    return false;
  }

  DateScanner scanner_;
  CivilTime time_;
  int weekday_ = -1;
  int half_ = -1;
};

// Add appends the tokens of a format; false, and a problem, at a directive that is none.
bool DateFormat::Add(std::string_view format, std::string* problem) {
  constexpr std::pair<char, Part> kParts[] = {
      {'Y', Part::kYear},      {'y', Part::kShortYear}, {'m', Part::kMonth},
      {'b', Part::kMonthName}, {'B', Part::kMonthName}, {'h', Part::kMonthName},
      {'d', Part::kDay},       {'e', Part::kDay},       {'a', Part::kWeekday},
      {'A', Part::kWeekday},   {'H', Part::kHour},      {'I', Part::kHour12},
      {'M', Part::kMinute},    {'S', Part::kSecond},    {'f', Part::kFraction},
      {'p', Part::kHalf},      {'z', Part::kOffset},
  };
  constexpr std::pair<char, std::string_view> kShort[] = {
      {'F', "%Y-%m-%d"}, {'T', "%H:%M:%S"}, {'R', "%H:%M"}, {'D', "%m/%d/%y"}};
  while (!format.empty()) {
    if (const size_t space = SpaceAt(format)) {
      format.remove_prefix(space);
      if (tokens_.empty() || tokens_.back().part != Part::kSpace) tokens_.push_back({Part::kSpace});
      continue;
    }
    if (format.front() != '%' || format.substr(0, 2) == "%%") {
      tokens_.push_back({Part::kLiteral, format.front()});
      format.remove_prefix(format.front() == '%' ? 2 : 1);
      continue;
    }
    const char directive = format.size() > 1 ? format[1] : '\0';
    const auto* const part = std::find_if(std::begin(kParts), std::end(kParts),
                                          [&](const auto& one) { return one.first == directive; });
    const auto* const whole = std::find_if(std::begin(kShort), std::end(kShort),
                                           [&](const auto& one) { return one.first == directive; });
    if (part != std::end(kParts)) {
      tokens_.push_back({part->second});
    } else if (whole == std::end(kShort) || !Add(whole->second, problem)) {
      *problem = "holds \"" + std::string(format.substr(0, 2)) + "\", which is none of " +
                 std::string(kDirectives);
      return false;
    }
    format.remove_prefix(2);
  }
  return true;
}

size_t DateFormat::Count(Part part) const {
  return static_cast<size_t>(std::count_if(
      tokens_.begin(), tokens_.end(), [part](const Token& token) { return token.part == part; }));
}

// Problem says what of a day or time is missing or told twice; "" where nothing is.
std::string DateFormat::Problem() const {
  if (Count(Part::kYear) + Count(Part::kShortYear) != 1)
    return "must tell the year once, as %Y or %y";
  if (Count(Part::kMonth) + Count(Part::kMonthName) != 1)
    return "must tell the month once, as %m or %b";
  if (Count(Part::kDay) != 1) return "must tell the day once, as %d";
  if (Count(Part::kHour) + Count(Part::kHour12) > 1) return "tells the hour more than once";
  for (const Part part : {Part::kMinute, Part::kSecond, Part::kFraction, Part::kHalf, Part::kOffset,
                          Part::kWeekday}) {
    if (Count(part) > 1) return "tells something more than once";
  }
  if (Has(Part::kHour12) != Has(Part::kHalf))
    return "must tell %I and %p together, or the hour as %H";
  if (has_time() != Has(Part::kMinute)) return "must tell hour and minute together, or neither";
  if (Has(Part::kSecond) && !has_time()) return "tells the second without hour and minute";
  if (Has(Part::kFraction) && !Has(Part::kSecond)) return "tells a fraction without the second";
  if (Has(Part::kOffset) && !has_time()) return "tells an offset without a time";
  return "";
}

absl::StatusOr<DateFormat> DateFormat::Compile(std::string_view format) {
  DateFormat result;
  std::string problem;
  if (result.Add(format, &problem)) problem = result.Problem();
  if (!problem.empty()) return absl::InvalidArgumentError(problem);
  return result;
}

std::optional<CivilTime> DateFormat::Parse(std::string_view text) const {
  Reader reader(text);
  for (const Token& token : tokens_) {
    if (!reader.Take(token)) return std::nullopt;
  }
  return reader.Finish(has_time());
}

void DateFormat::Append(const CivilTime& time, std::string* out) const {
  for (const Token& token : tokens_) {
    switch (token.part) {
      case Part::kLiteral:
        out->push_back(token.literal);
        break;
      case Part::kSpace:
        out->push_back(' ');
        break;
      case Part::kYear:
        absl::StrAppendFormat(out, "%04d", time.year);
        break;
      case Part::kShortYear:
        absl::StrAppendFormat(out, "%02d", time.year % 100);
        break;
      case Part::kMonth:
        absl::StrAppendFormat(out, "%02d", time.month);
        break;
      case Part::kMonthName:
        out->append(kMonths[static_cast<size_t>(time.month - 1)].substr(0, kShortName));
        break;
      case Part::kDay:
        absl::StrAppendFormat(out, "%02d", time.day);
        break;
      case Part::kWeekday:
        out->append(kWeekdays[WeekdayOf(time)].substr(0, kShortName));
        break;
      case Part::kHour:
        absl::StrAppendFormat(out, "%02d", time.hour);
        break;
      case Part::kHour12:
        absl::StrAppendFormat(out, "%d", Hour12(time.hour));
        break;
      case Part::kMinute:
        absl::StrAppendFormat(out, "%02d", time.minute);
        break;
      case Part::kSecond:
        absl::StrAppendFormat(out, "%02d", time.second);
        break;
      case Part::kFraction:
        out->append(time.fraction.empty() ? "0" : time.fraction);
        break;
      case Part::kHalf:
        out->append(time.hour < 12 ? "AM" : "PM");
        break;
      case Part::kOffset:
        AppendOffset(time.offset_seconds.value_or(0), out);
        break;
    }
  }
}

}  // namespace inflow

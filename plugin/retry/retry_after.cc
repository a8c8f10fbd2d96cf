// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "plugin/retry/classify.h"

namespace inflow {
namespace {

// A longer wait means "never"; the bound keeps sums of times from overflowing.
constexpr Duration kLongest = std::chrono::hours(24 * 365 * 100);
constexpr int64_t kLongestMillis =
    std::chrono::duration_cast<std::chrono::milliseconds>(kLongest).count();

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> kLongDays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

// Scanner eats a text from the left. What does not match leaves it failed for good. By hand,
// because strptime and std::get_time follow the locale of the host's process.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool Skip(std::string_view literal) {
    const bool matches = text_.substr(0, literal.size()) == literal;
    if (matches) text_.remove_prefix(literal.size());
    return matches;
  }
  void Expect(std::string_view literal) { ok_ = Skip(literal) && ok_; }

  int Number(size_t digits) {
    int value = 0;
    const std::string_view part = text_.substr(0, digits);
    for (const char c : part) {
      ok_ = ok_ && c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    ok_ = ok_ && part.size() == digits;
    text_.remove_prefix(part.size());
    return value;
  }

  // Returns the place of the name that comes next, counted from 1.
  template <size_t kCount>
  unsigned Name(const std::array<std::string_view, kCount>& names) {
    for (size_t i = 0; i < kCount; ++i) {
      if (Skip(names[i])) return static_cast<unsigned>(i + 1);
    }
    ok_ = false;
    return 0;
  }

  bool AtEnd() const { return ok_ && text_.empty(); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

struct Date {
  int year = 0;
  unsigned month = 0;
  int day = 0;
  int hour = 0, minute = 0, second = 0;
};

void ScanTime(Scanner* scanner, Date* date) {
  date->hour = scanner->Number(2);
  scanner->Expect(":");
  date->minute = scanner->Number(2);
  scanner->Expect(":");
  date->second = scanner->Number(2);
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Date> ScanFixdate(std::string_view text) {
  Scanner scanner(text);
  Date date;
  scanner.Name(kDays);
  scanner.Expect(", ");
  date.day = scanner.Number(2);
  scanner.Expect(" ");
  date.month = scanner.Name(kMonths);
  scanner.Expect(" ");
  date.year = scanner.Number(4);
  scanner.Expect(" ");
  ScanTime(&scanner, &date);
  scanner.Expect(" GMT");
  if (!scanner.AtEnd()) return std::nullopt;
  return date;
}

// "Sunday, 06-Nov-94 08:49:37 GMT". The year is the one with these digits that is nearest; 50 years
// ahead is not yet the past (RFC 9110, 5.6.7).
std::optional<Date> ScanRfc850(std::string_view text, int this_year) {
  Scanner scanner(text);
  Date date;
  scanner.Name(kLongDays);
  scanner.Expect(", ");
  date.day = scanner.Number(2);
  scanner.Expect("-");
  date.month = scanner.Name(kMonths);
  scanner.Expect("-");
  date.year = this_year - this_year % 100 + scanner.Number(2);
  scanner.Expect(" ");
  ScanTime(&scanner, &date);
  scanner.Expect(" GMT");
  if (!scanner.AtEnd()) return std::nullopt;
  if (date.year > this_year + 50) {
    date.year -= 100;
  } else if (date.year < this_year - 49) {
    date.year += 100;
  }
  return date;
}

// "Sun Nov  6 08:49:37 1994"
std::optional<Date> ScanAsctime(std::string_view text) {
  Scanner scanner(text);
  Date date;
  scanner.Name(kDays);
  scanner.Expect(" ");
  date.month = scanner.Name(kMonths);
  scanner.Expect(" ");
  date.day = scanner.Skip(" ") ? scanner.Number(1) : scanner.Number(2);
  scanner.Expect(" ");
  ScanTime(&scanner, &date);
  scanner.Expect(" ");
  date.year = scanner.Number(4);
  if (!scanner.AtEnd()) return std::nullopt;
  return date;
}

std::optional<WallMillis> ToWall(const Date& date) {
  const std::chrono::year_month_day day{std::chrono::year(date.year),
                                        std::chrono::month(date.month),
                                        std::chrono::day(static_cast<unsigned>(date.day))};
  // 60 is a leap second.
  if (!day.ok() || date.hour > 23 || date.minute > 59 || date.second > 60) return std::nullopt;
  const int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return (((days * 24 + date.hour) * 60 + date.minute) * 60 + date.second) * 1000;
}

// A clock outside the years 1970 to 2370 or so is wrong; the bound keeps differences from
// overflowing.
WallMillis Believable(WallMillis wall) {
  return std::clamp<WallMillis>(wall, 0, 4 * kLongestMillis);
}

int YearOf(WallMillis wall) {
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(wall)));
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<Duration> ParseSeconds(std::string_view text) {
  uint64_t seconds = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc::invalid_argument || rest != text.data() + text.size())
    return std::nullopt;
  if (error != std::errc{} || seconds > static_cast<uint64_t>(kLongestMillis / 1000))
    return kLongest;
  return std::chrono::seconds(seconds);
}

}  // namespace

std::optional<WallMillis> ParseHttpDate(std::string_view value, WallMillis wall) {
  const std::string_view text = Trim(value);
  std::optional<Date> date = ScanFixdate(text);
  if (!date) date = ScanRfc850(text, YearOf(Believable(wall)));
  if (!date) date = ScanAsctime(text);
  return date ? ToWall(*date) : std::nullopt;
}

std::optional<Duration> ParseRetryAfter(std::string_view value, WallMillis wall) {
  if (const std::optional<Duration> seconds = ParseSeconds(Trim(value))) return seconds;
  const std::optional<WallMillis> then = ParseHttpDate(value, wall);
  if (!then) return std::nullopt;
  return std::chrono::milliseconds(
      std::clamp<int64_t>(*then - Believable(wall), 0, kLongestMillis));
}

}  // namespace inflow

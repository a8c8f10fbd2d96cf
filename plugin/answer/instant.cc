// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/instant.h"

#include <chrono>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "plugin/text/absl_view.h"

namespace inflow::answer {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
// The clocks of the world are from 12 hours behind UTC to 14 before it, and a quarter of an hour
// apart.
constexpr int64_t kMostWest = 12 * 3600;
constexpr int64_t kMostEast = 14 * 3600;
constexpr int64_t kZoneStep = 900;
constexpr int kNanoDigits = 9;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Scanner takes a text apart from its front. Once something is missing, failed() stays true.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool failed() const { return failed_; }
  bool AtEnd() const { return text_.empty(); }

  // Number takes as many digits as there are, `least` to `most`, and the value must be in a range.
  int Number(size_t least, size_t most, int low, int high) {
    int number = 0;
    size_t digits = 0;
    while (digits < most && digits < text_.size() && IsDigit(text_[digits]))
      number = number * 10 + (text_[digits++] - '0');
    if (digits < least || number < low || number > high) failed_ = true;
    text_.remove_prefix(digits);
    return number;
  }

  // Take takes one character of those given; '\0' where another comes.
  char Take(std::string_view of) {
    if (text_.empty() || of.find(text_.front()) == std::string_view::npos) return '\0';
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  void Expect(std::string_view of) {
    if (Take(of) == '\0') failed_ = true;
  }

  bool HasDigits(size_t count) const {
    if (text_.size() < count) return false;
    for (size_t i = 0; i < count; ++i) {
      if (!IsDigit(text_[i])) return false;
    }
    return true;
  }

 private:
  std::string_view text_;
  bool failed_ = false;
};

int64_t DaySeconds(int year, int month, int day, bool* ok) {
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  *ok = *ok && date.ok();
  return std::chrono::sys_days(date).time_since_epoch().count() * kSecondsPerDay;
}

// 2026-01-31, 2026/01/31, 20260131, 01/31/2026 or 1/31/2026.
bool Day(Scanner* scanner, Instant* instant) {
  const bool year_first = scanner->HasDigits(4);
  int year = year_first ? scanner->Number(4, 4, 1, 9999) : 0;
  const char separator = year_first ? scanner->Take("-/") : '/';
  const size_t least = year_first ? 2 : 1;
  const int month = scanner->Number(least, 2, 1, 12);
  if (separator != '\0') scanner->Expect({&separator, 1});
  const int day = scanner->Number(least, 2, 1, 31);
  if (!year_first) {
    scanner->Expect("/");
    year = scanner->Number(4, 4, 1, 9999);
  }
  bool ok = !scanner->failed();
  if (ok) instant->wall_seconds = DaySeconds(year, month, day, &ok);
  return ok;
}

// 14:05, 14:05:30, 14:05:30.123 or 2:05:30 PM.
void Time(Scanner* scanner, Instant* instant) {
  int hour = scanner->Number(1, 2, 0, 23);
  scanner->Expect(":");
  const int minute = scanner->Number(2, 2, 0, 59);
  const int second = scanner->Take(":") != '\0' ? scanner->Number(2, 2, 0, 59) : 0;
  if (scanner->Take(".,") != '\0') {
    do {
      const int digit = scanner->Number(1, 1, 0, 9);
      if (instant->fraction_digits == kNanoDigits) continue;
      instant->nanos = instant->nanos * 10 + digit;
      ++instant->fraction_digits;
    } while (scanner->HasDigits(1));
    for (int digits = instant->fraction_digits; digits < kNanoDigits; ++digits)
      instant->nanos *= 10;
  }
  scanner->Take(" ");
  if (const char half = scanner->Take("AaPp"); half != '\0') {
    scanner->Expect("Mm");
    hour = hour % 12 + (half == 'P' || half == 'p' ? 12 : 0);
  }
  instant->wall_seconds += hour * 3600 + minute * 60 + second;
}

// Z, +02:00, +0200 or +02, or nothing.
void Zone(Scanner* scanner, Instant* instant) {
  if (scanner->AtEnd()) return;
  if (scanner->Take("Zz") != '\0') {
    instant->offset = 0;
    return;
  }
  const char sign = scanner->Take("+-");
  if (sign == '\0') return;
  const int hour = scanner->Number(2, 2, 0, 14);
  const bool colon = scanner->Take(":") != '\0';
  const int minute = scanner->AtEnd() && !colon ? 0 : scanner->Number(2, 2, 0, 59);
  instant->offset = (sign == '-' ? -1 : 1) * (hour * 3600 + minute * 60);
}

// IsAnyZones tells whether a clock somewhere shows `wall` at the moment `utc`.
bool IsAnyZones(int64_t utc, int64_t wall) {
  const int64_t offset = wall - utc;
  return offset >= -kMostWest && offset <= kMostEast && offset % kZoneStep == 0;
}

// CompareFractions compares what lies `seconds` apart, up to the fractions that the answer has.
Likeness CompareFractions(int64_t seconds, const Instant& sent, const Instant& answered) {
  if (std::abs(seconds) > 1) return Likeness::kOther;
  const int64_t apart = std::abs(seconds * 1'000'000'000 + answered.nanos - sent.nanos);
  if (apart == 0) return Likeness::kSame;
  int64_t unit = 1;
  for (int digits = answered.fraction_digits; digits < kNanoDigits; ++digits) unit *= 10;
  const bool fewer =
      answered.fraction_digits > 0 && answered.fraction_digits < sent.fraction_digits;
  return fewer && apart < unit ? Likeness::kRounded : Likeness::kOther;
}

}  // namespace

std::optional<Instant> ParseInstant(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(Absl(text));
  Scanner scanner({trimmed.data(), trimmed.size()});
  Instant instant;
  if (!Day(&scanner, &instant)) return std::nullopt;
  if (scanner.AtEnd()) return instant;
  scanner.Expect("Tt ");
  Time(&scanner, &instant);
  Zone(&scanner, &instant);
  if (scanner.failed() || !scanner.AtEnd()) return std::nullopt;
  return instant;
}

Likeness CompareInstants(const Instant& sent, const Instant& answered) {
  const int64_t wall_apart = answered.wall_seconds - sent.wall_seconds;
  if (sent.offset && answered.offset) {
    return CompareFractions(wall_apart - *answered.offset + *sent.offset, sent, answered);
  }
  if (!sent.offset && !answered.offset) return CompareFractions(wall_apart, sent, answered);
  const Instant& zoned = sent.offset ? sent : answered;
  const Instant& local = sent.offset ? answered : sent;
  const bool same = zoned.wall_seconds == local.wall_seconds ||
                    IsAnyZones(zoned.wall_seconds - *zoned.offset, local.wall_seconds);
  return same ? CompareFractions(0, sent, answered) : Likeness::kOther;
}

}  // namespace inflow::answer

// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/instant.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "plugin/clock/civil_time.h"
#include "plugin/text/absl_view.h"

namespace inflow::answer {
namespace {

// The clocks of the world are from 12 hours behind UTC to 14 before it, and a quarter of an hour
// apart.
constexpr int64_t kMostWest = int64_t{12} * 3600;
constexpr int64_t kMostEast = int64_t{14} * 3600;
constexpr int64_t kZoneStep = 900;
constexpr size_t kNanoDigits = 9;

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
  for (auto digits = static_cast<size_t>(answered.fraction_digits); digits < kNanoDigits; ++digits)
    unit *= 10;
  const bool fewer =
      answered.fraction_digits > 0 && answered.fraction_digits < sent.fraction_digits;
  return fewer && apart < unit ? Likeness::kRounded : Likeness::kOther;
}

}  // namespace

std::optional<Instant> ParseInstant(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(Absl(text));
  const std::optional<CivilTime> time =
      ParseDate({trimmed.data(), trimmed.size()}, DateForms::kAny);
  if (!time) return std::nullopt;
  Instant instant;
  const int64_t days = std::chrono::sys_days(DayOf(*time)).time_since_epoch().count();
  instant.wall_seconds = ((days * 24 + time->hour) * 60 + time->minute) * 60 + time->second;
  instant.fraction_digits = static_cast<int>(std::min(time->fraction.size(), kNanoDigits));
  for (size_t i = 0; i < kNanoDigits; ++i)
    instant.nanos = instant.nanos * 10 + (i < time->fraction.size() ? time->fraction[i] - '0' : 0);
  instant.offset = time->offset_seconds;
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

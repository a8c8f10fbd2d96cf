// SPDX-License-Identifier: Apache-2.0
//
// File: instant.h
//
// Dates in the spellings that the service takes and answers: 2026-01-31,
// 2026-01-31T14:05:00.5+02:00, 01/31/2026 00:00:00.
#ifndef PLUGIN_ANSWER_INTERNAL_INSTANT_H_
#define PLUGIN_ANSWER_INTERNAL_INSTANT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "plugin/answer/internal/likeness.h"

namespace inflow::answer {

struct Instant {
  int64_t wall_seconds = 0;  // what a clock shows there, since 1970-01-01T00:00:00
  int32_t nanos = 0;         // what lies beyond is cut off
  int fraction_digits = 0;   // of the seconds, as written; at most 9
  std::optional<int32_t>
      offset;  // of that clock, in seconds east of UTC; a date without a zone has none
};

// ParseInstant reads a date with the year first, or the month where it is written with slashes.
std::optional<Instant> ParseInstant(std::string_view text);

// CompareInstants: what has no zone may be meant in any that there is, so 2026-01-31 is midnight
// there in all of them.
Likeness CompareInstants(const Instant& sent, const Instant& answered);

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_INSTANT_H_

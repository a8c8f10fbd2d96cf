// SPDX-License-Identifier: Apache-2.0
//
// File: clock.h
//
// Time as the core sees it. Pure parts (engine, governor, retry) take a TimePoint as a parameter;
// only the runner holds a Clock.
#ifndef PLUGIN_CLOCK_CLOCK_H_
#define PLUGIN_CLOCK_CLOCK_H_

#include <chrono>
#include <cstdint>

namespace inflow {

// TimePoint is monotonic time; it says nothing about the calendar.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

// WallMillis is milliseconds since 1970-01-01 UTC, for date macros and Retry-After dates.
using WallMillis = int64_t;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint Now() const = 0;
  virtual WallMillis Wall() const = 0;
  // SinceBoot counts on while the machine sleeps, and is the same for all processes of a boot and a
  // time namespace.
  virtual Duration SinceBoot() const = 0;
};

// SystemClock reads the machine's clocks.
class SystemClock final : public Clock {
 public:
  TimePoint Now() const override;
  WallMillis Wall() const override;
  Duration SinceBoot() const override;
};

// ToMillis rounds up, so that a wait of the returned length is never too short.
int64_t ToMillis(Duration d);

}  // namespace inflow

#endif  // PLUGIN_CLOCK_CLOCK_H_

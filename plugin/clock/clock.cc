// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/clock.h"

#include <time.h>

namespace inflow {

TimePoint SystemClock::Now() const { return std::chrono::steady_clock::now(); }

WallMillis SystemClock::Wall() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Duration SystemClock::SinceBoot() const {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

int64_t ToMillis(Duration d) { return std::chrono::ceil<std::chrono::milliseconds>(d).count(); }

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/clock.h"

namespace inflow {

TimePoint SystemClock::Now() const { return std::chrono::steady_clock::now(); }

WallMillis SystemClock::Wall() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int64_t ToMillis(Duration d) { return std::chrono::ceil<std::chrono::milliseconds>(d).count(); }

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// The gate against a plain list of the moments at which it was closed, second by second.
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "plugin/retry/gate.h"
#include "rapidcheck/gtest.h"

namespace inflow {
namespace {

RC_GTEST_PROP(GateProperty, ClosedTimeIsTheTimeInWhichItWasClosed, ()) {
  Gate gate;
  int64_t closed_seconds = 0;
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(-2, 100)));
  int64_t now = 1000;
  for (const auto& [what, seconds] : steps) {
    const TimePoint time{std::chrono::seconds(now)};
    const TimePoint started = time - std::chrono::seconds(what);
    if (what == 0) gate.Paused(std::chrono::seconds(seconds), time);
    if (what == 1) gate.Throttled(std::nullopt, started, time);
    if (what == 2) gate.Throttled(std::chrono::seconds(seconds), started, time);
    if (what == 3) gate.Succeeded();
    // The gate moves only when it is told to, so it stays as it is through each following second.
    for (int i = 0; i < seconds; ++i, ++now) {
      const TimePoint second{std::chrono::seconds(now)};
      RC_ASSERT(gate.ClosedTime(second) == Duration(std::chrono::seconds(closed_seconds)));
      if (gate.ClosedUntil(second)) ++closed_seconds;
    }
  }
}

}  // namespace
}  // namespace inflow

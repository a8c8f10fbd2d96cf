// SPDX-License-Identifier: Apache-2.0
//
// File: fake_clock.h
//
// A clock that moves when it is told to.
#ifndef TESTS_SUPPORT_FAKE_CLOCK_H_
#define TESTS_SUPPORT_FAKE_CLOCK_H_

#include "plugin/clock/clock.h"

namespace inflow::testing {

class FakeClock final : public Clock {
 public:
  TimePoint Now() const override { return now_; }
  WallMillis Wall() const override { return 1'795'576'680'000 + ToMillis(now_.time_since_epoch()); }
  void Advance(Duration by) { now_ += by; }

 private:
  TimePoint now_{std::chrono::hours(1)};
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_FAKE_CLOCK_H_

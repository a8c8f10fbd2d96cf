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
  Duration SinceBoot() const override { return now_.time_since_epoch() + asleep_; }
  void Advance(Duration by) { now_ += by; }
  // Sleep is what a machine does whose lid was closed.
  void Sleep(Duration by) { asleep_ += by; }

 private:
  TimePoint now_{std::chrono::hours(1)};
  Duration asleep_{};
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_FAKE_CLOCK_H_

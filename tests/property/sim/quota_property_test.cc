// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "tools/inflow-sim/quota.h"

namespace inflow::sim {
namespace {

// Arrivals as steps between them, small beside the window, so that windows fill and empty.
std::vector<int64_t> Arrivals() {
  auto steps = *rc::gen::container<std::vector<int64_t>>(rc::gen::inRange<int64_t>(0, 40));
  std::partial_sum(steps.begin(), steps.end(), steps.begin());
  return steps;
}

// Counts by looking at every earlier arrival: shares nothing with the windows' own book-keeping.
int64_t CountBetween(const std::vector<int64_t>& arrivals, size_t before, int64_t first,
                     int64_t last) {
  return std::count_if(arrivals.begin(), arrivals.begin() + static_cast<ptrdiff_t>(before),
                       [&](int64_t t) { return t >= first && t <= last; });
}

RC_GTEST_PROP(QuotaPropertyTest, AWindowRefusesExactlyWhatItsSpanForbids, ()) {
  const bool sliding = *rc::gen::arbitrary<bool>();
  const int64_t requests = *rc::gen::inRange<int64_t>(1, 6);
  const int64_t per = *rc::gen::inRange<int64_t>(1, 100);
  const std::vector<int64_t> arrivals = Arrivals();
  Window window({.requests = requests, .per = Millis(per)}, sliding);
  for (size_t i = 0; i < arrivals.size(); ++i) {
    const int64_t now = arrivals[i];
    const int64_t first = sliding ? now - per + 1 : now / per * per;
    const int64_t held = CountBetween(arrivals, i, first, now);
    RC_ASSERT(window.Used(Millis(now)) == std::min(held, requests));
    RC_ASSERT((window.FreeAt(Millis(now)) == Millis(now)) == (held < requests));
    RC_ASSERT(window.Count(Millis(now)) == (held < requests));
  }
}

RC_GTEST_PROP(QuotaPropertyTest, FreeAtIsTheFirstTimeAtWhichARequestIsLetThrough, ()) {
  const bool sliding = *rc::gen::arbitrary<bool>();
  Window window({.requests = *rc::gen::inRange<int64_t>(1, 6),
                 .per = Millis(*rc::gen::inRange<int64_t>(1, 100))},
                sliding);
  const std::vector<int64_t> arrivals = Arrivals();
  for (const int64_t now : arrivals) window.Count(Millis(now));
  const Instant now = Millis(arrivals.empty() ? 0 : arrivals.back());
  const Instant free = window.FreeAt(now);
  RC_ASSERT(window.Used(free) < window.limit().requests);
  if (free > now) RC_ASSERT(window.Used(free - Instant(1)) == window.limit().requests);
}

}  // namespace
}  // namespace inflow::sim

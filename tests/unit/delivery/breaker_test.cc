// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/breaker.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TimePoint At(int64_t ms) { return TimePoint(std::chrono::milliseconds(ms)); }

class BreakerTest : public ::testing::Test {
 protected:
  void Fail(int64_t started, int64_t now, Breaker::Kind kind = Breaker::Kind::kUnreachable) {
    breaker_.Failed(At(started), At(now), kind, "why", &backoff_);
  }
  Breaker breaker_;
  Backoff backoff_{std::chrono::milliseconds(500), std::chrono::milliseconds(60'000), 1};
};

TEST_F(BreakerTest, FiveFailuresInARowMeanUnavailable) {
  for (int i = 0; i < 4; ++i) Fail(10 * i + 1, 10 * i + 5);
  EXPECT_FALSE(breaker_.unavailable());
  Fail(100, 105);
  EXPECT_TRUE(breaker_.unavailable());
  EXPECT_EQ(breaker_.why(), "why");
  EXPECT_GT(breaker_.trial_at(), At(105));
  breaker_.Reset();
  EXPECT_TRUE(breaker_.closed());
}

TEST_F(BreakerTest, RequestsThatFailTogetherCountOnce) {
  for (int i = 0; i < 9; ++i) Fail(1, 5 + i);
  EXPECT_FALSE(breaker_.closed());
  EXPECT_FALSE(breaker_.unavailable());
}

TEST_F(BreakerTest, TrialsThatCostARecordBecomeRareQuickly) {
  int64_t now = 0;
  std::vector<int64_t> waits;
  for (int i = 0; i < 6; ++i) {
    Fail(now, now, Breaker::Kind::kDoubt);
    waits.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(breaker_.trial_at() - At(now))
            .count());
    now += waits.back();
  }
  for (size_t i = 0; i < waits.size(); ++i) {
    const int64_t whole = 500 << (3 * i);
    EXPECT_GE(waits[i], whole / 2) << i;
    EXPECT_LE(waits[i], whole) << i;
  }
}

TEST_F(BreakerTest, ARefusedCertificateIsHopelessAtOnce) {
  Fail(1, 5, Breaker::Kind::kUntrusted);
  EXPECT_TRUE(breaker_.unavailable());
}

}  // namespace
}  // namespace inflow

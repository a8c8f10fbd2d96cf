// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/backoff.h"

#include <chrono>
#include <climits>
#include <cstdint>
#include <vector>

#include "gtest/gtest.h"

namespace inflow {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

TEST(BackoffTest, TheSequenceOfASeedIsFixed) {
  Backoff backoff(milliseconds(500), milliseconds(60'000), 42);
  std::vector<int64_t> waits;
  for (int failures = 1; failures <= 9; ++failures) waits.push_back(backoff.Next(failures).count());
  EXPECT_EQ(waits,
            (std::vector<int64_t>{287'445'501, 727'240'119, 1'323'480'115, 3'083'656'736,
                                  5'966'580'054, 11'660'991'422, 24'525'820'881, 56'495'474'198,
                                  57'403'461'310}));  // computed apart, in Python
}

TEST(BackoffTest, AnotherSeedGivesAnotherSequence) {
  Backoff one(milliseconds(500), milliseconds(60'000), 1);
  Backoff two(milliseconds(500), milliseconds(60'000), 2);
  EXPECT_NE(one.Next(1), two.Next(1));
}

TEST(BackoffTest, LiesBetweenHalfAndWholeOfTheCappedDoubling) {
  Backoff backoff(milliseconds(500), milliseconds(60'000), 7);
  int64_t whole = 500'000'000;
  for (int failures = 1; failures <= 20; ++failures) {
    for (int i = 0; i < 100; ++i) {
      const int64_t wait = backoff.Next(failures).count();
      ASSERT_GE(wait, whole / 2) << failures;
      ASSERT_LE(wait, whole) << failures;
    }
    whole = std::min<int64_t>(whole * 2, 60'000'000'000);
  }
}

TEST(BackoffTest, BothEndsOccur) {
  Backoff backoff(nanoseconds(4), nanoseconds(4), 3);
  std::vector<int> seen(5);
  for (int i = 0; i < 1000; ++i) ++seen.at(static_cast<size_t>(backoff.Next(1).count()));
  EXPECT_EQ(seen[0] + seen[1], 0);
  for (size_t wait = 2; wait <= 4; ++wait) EXPECT_GT(seen[wait], 200) << wait;
}

TEST(BackoffTest, AnyCountOfFailuresIsSafe) {
  Backoff backoff(milliseconds(1), Duration::max(), 7);
  EXPECT_GE(backoff.Next(INT_MAX), Duration::max() / 2);
  EXPECT_LE(backoff.Next(0), milliseconds(1));
  EXPECT_LE(backoff.Next(INT_MIN), milliseconds(1));
  EXPECT_GE(backoff.Next(-1), milliseconds(1) / 2);
}

TEST(BackoffTest, TheCapHoldsFromTheFirstWait) {
  Backoff backoff(milliseconds(500), milliseconds(100), 7);
  const Duration wait = backoff.Next(1);
  EXPECT_GE(wait, milliseconds(50));
  EXPECT_LE(wait, milliseconds(100));
}

TEST(BackoffTest, SteepWaitsHeedNoCapButADay) {
  Backoff backoff(milliseconds(1), milliseconds(2), 7);
  EXPECT_LE(backoff.NextSteep(1), milliseconds(1));
  EXPECT_GE(backoff.NextSteep(4), milliseconds(256));
  EXPECT_LE(backoff.NextSteep(4), milliseconds(512));
  EXPECT_LE(backoff.NextSteep(INT_MAX), std::chrono::hours(24));
  EXPECT_GE(backoff.NextSteep(INT_MAX), std::chrono::hours(12));
  EXPECT_EQ(Backoff(Duration::zero(), milliseconds(1), 7).NextSteep(9), Duration::zero());
}

TEST(BackoffTest, ZeroAndNegativeSettingsWaitNothing) {
  EXPECT_EQ(Backoff(Duration::zero(), milliseconds(100), 7).Next(INT_MAX), Duration::zero());
  EXPECT_EQ(Backoff(milliseconds(100), Duration::zero(), 7).Next(3), Duration::zero());
  EXPECT_EQ(Backoff(Duration::min(), Duration::min(), 7).Next(3), Duration::zero());
}

}  // namespace
}  // namespace inflow

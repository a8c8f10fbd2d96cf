// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/sliding_log.h"

#include <chrono>
#include <optional>

#include "gtest/gtest.h"

namespace inflow {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TimePoint AtMillis(int64_t ms) { return TimePoint(milliseconds(ms)); }

void Add(SlidingLog* log, TimePoint end) {
  log->Reserve(1);
  log->Add(end);
}

TEST(SlidingLogTest, AnEmptyLogHasNoEnds) {
  const SlidingLog log;
  EXPECT_EQ(log.NthNewest(1), std::nullopt);
  EXPECT_EQ(log.CountAfter(TimePoint::min()), 0u);
}

TEST(SlidingLogTest, CountsFromTheNewest) {
  SlidingLog log;
  log.Keep(10, hours(1));
  for (const int64_t ms : {10, 20, 20, 40}) Add(&log, AtMillis(ms));
  EXPECT_EQ(log.NthNewest(1), AtMillis(40));
  EXPECT_EQ(log.NthNewest(2), AtMillis(20));
  EXPECT_EQ(log.NthNewest(3), AtMillis(20));
  EXPECT_EQ(log.NthNewest(4), AtMillis(10));
  EXPECT_EQ(log.NthNewest(5), std::nullopt);
}

TEST(SlidingLogTest, CountAfterExcludesTheTimeItself) {
  SlidingLog log;
  log.Keep(10, hours(1));
  for (const int64_t ms : {10, 20, 20, 40}) Add(&log, AtMillis(ms));
  EXPECT_EQ(log.CountAfter(AtMillis(9)), 4u);
  EXPECT_EQ(log.CountAfter(AtMillis(10)), 3u);
  EXPECT_EQ(log.CountAfter(AtMillis(19)), 3u);
  EXPECT_EQ(log.CountAfter(AtMillis(20)), 1u);
  EXPECT_EQ(log.CountAfter(AtMillis(40)), 0u);
}

TEST(SlidingLogTest, AnEndBeforeTheNewestCountsAsTheNewest) {
  SlidingLog log;
  log.Keep(10, hours(1));
  Add(&log, AtMillis(50));
  Add(&log, AtMillis(30));
  EXPECT_EQ(log.NthNewest(1), AtMillis(50));
  EXPECT_EQ(log.NthNewest(2), AtMillis(50));
}

TEST(SlidingLogTest, HoldsTheNewestAndRemembersWhenItDroppedTheRest) {
  SlidingLog log;
  log.Keep(3, hours(1));
  for (const int64_t ms : {10, 20, 30, 40, 50}) Add(&log, AtMillis(ms));
  EXPECT_EQ(log.NthNewest(3), AtMillis(30));
  EXPECT_EQ(log.NthNewest(4), AtMillis(20));    // exact: the newest one dropped
  EXPECT_EQ(log.NthNewest(400), AtMillis(20));  // later than the truth
  EXPECT_EQ(log.CountAfter(TimePoint::min()), 3u);
}

TEST(SlidingLogTest, DropsWhatIsOlderThanTheAge) {
  SlidingLog log;
  log.Keep(1000, milliseconds(100));
  for (const int64_t ms : {0, 50, 100}) Add(&log, AtMillis(ms));
  EXPECT_EQ(log.CountAfter(TimePoint::min()), 3u);  // 100 ms is not older than 100 ms
  Add(&log, AtMillis(101));
  EXPECT_EQ(log.CountAfter(TimePoint::min()), 3u);
  EXPECT_EQ(log.NthNewest(3), AtMillis(50));
  EXPECT_EQ(log.NthNewest(4), AtMillis(0));
}

TEST(SlidingLogTest, KeepNeverTakesBack) {
  SlidingLog log;
  log.Keep(5, hours(1));
  log.Keep(2, milliseconds(1));
  for (const int64_t ms : {10, 20, 30, 40, 50}) Add(&log, AtMillis(ms));
  EXPECT_EQ(log.CountAfter(TimePoint::min()), 5u);
}

TEST(SlidingLogTest, GrowsWithoutLosingOrderWhenTheRingHasWrapped) {
  SlidingLog log;
  log.Keep(64, hours(1));
  for (int64_t ms = 0; ms < 100; ++ms) Add(&log, AtMillis(ms));  // wrapped: holds 36 to 99
  log.Keep(1000, hours(1));
  for (int64_t ms = 100; ms < 400; ++ms) Add(&log, AtMillis(ms));
  EXPECT_EQ(log.CountAfter(TimePoint::min()), 364u);
  for (size_t n = 1; n <= 364; ++n)
    ASSERT_EQ(log.NthNewest(n), AtMillis(400 - static_cast<int64_t>(n)));
  EXPECT_EQ(log.NthNewest(365), AtMillis(35));
}

TEST(SlidingLogTest, AddWithoutRoomDropsTheOldestInsteadOfAllocating) {
  SlidingLog log;
  log.Keep(1000, hours(1));
  for (int64_t ms = 0; ms < 100; ++ms) log.Add(AtMillis(ms));  // not reserved
  EXPECT_EQ(log.CountAfter(TimePoint::min()), 64u);
  EXPECT_EQ(log.NthNewest(65), AtMillis(35));
}

}  // namespace
}  // namespace inflow

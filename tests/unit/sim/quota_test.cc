// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/quota.h"

#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

constexpr Limit kThree{.requests = 3, .per = Millis(1000)};

Instant Ms(int64_t ms) { return Millis(ms); }

std::vector<bool> CountAll(Quota* quota, const std::vector<int64_t>& times) {
  std::vector<bool> within;
  for (const int64_t ms : times) within.push_back(quota->Count(Ms(ms)));
  return within;
}

TEST(QuotaTest, ASlidingWindowLooksBackOneLength) {
  Quota quota({kThree}, Cut::kSliding);
  EXPECT_EQ(CountAll(&quota, {0, 900, 950, 999, 1950}),
            (std::vector<bool>{true, true, true, false, true}));
}

TEST(QuotaTest, AnArrivalExactlyOneLengthAgoIsOut) {
  Quota quota({kThree}, Cut::kSliding);
  EXPECT_EQ(CountAll(&quota, {0, 0, 0, 1000}), (std::vector<bool>{true, true, true, true}));
}

TEST(QuotaTest, RefusedRequestsCountToo) {
  Quota quota({kThree}, Cut::kSliding);
  EXPECT_EQ(CountAll(&quota, {0, 1, 2, 500, 600, 700, 1100, 1599}),
            (std::vector<bool>{true, true, true, false, false, false, false, false}));
  EXPECT_EQ(quota.FreeAt(Ms(1599)), Ms(1700));
  EXPECT_EQ(CountAll(&quota, {2100}), (std::vector<bool>{true}));
}

TEST(QuotaTest, AFixedWindowStartsAtMultiplesOfItsLength) {
  Quota quota({kThree}, Cut::kFixed);
  EXPECT_EQ(CountAll(&quota, {900, 950, 999, 999, 1000, 1001, 1002, 1003}),
            (std::vector<bool>{true, true, true, false, true, true, true, false}));
  EXPECT_EQ(quota.FreeAt(Ms(1003)), Ms(2000));
}

TEST(QuotaTest, EveryWindowCountsARequestThatAnotherRefuses) {
  Quota quota({{.requests = 1, .per = Millis(10)}, kThree}, Cut::kSliding);
  EXPECT_EQ(CountAll(&quota, {0, 1, 100, 200}), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(quota.windows()[1].Used(Ms(200)), 3);
  EXPECT_EQ(quota.windows()[0].Used(Ms(220)), 0);
  EXPECT_EQ(quota.FreeAt(Ms(200)), Ms(1001));
}

TEST(QuotaTest, AlternatingWindowsAreSlidingThenFixed) {
  Quota quota({{.requests = 1, .per = Millis(10)}, {.requests = 1, .per = Millis(1000)}},
              Cut::kAlternate);
  EXPECT_TRUE(quota.Count(Ms(995)));
  EXPECT_FALSE(quota.Count(Ms(1000)));  // the second window begins anew, the first one does not
  EXPECT_EQ(quota.windows()[0].Used(Ms(1005)), 1);
  EXPECT_EQ(quota.windows()[1].Used(Ms(1999)), 1);
}

TEST(QuotaTest, WithoutWindowsNothingIsRefused) {
  Quota quota({}, Cut::kSliding);
  EXPECT_EQ(CountAll(&quota, {0, 0, 0, 0}), (std::vector<bool>{true, true, true, true}));
  EXPECT_EQ(quota.FreeAt(Ms(5)), Ms(5));
}

}  // namespace
}  // namespace inflow::sim

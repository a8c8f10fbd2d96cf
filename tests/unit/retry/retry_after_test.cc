// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "plugin/retry/classify.h"

namespace inflow {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kCentury = hours(24 * 365 * 100);
constexpr WallMillis kWallNow = 1'795'602'400'000;  // Wed, 25 Nov 2026 10:26:40 GMT

TEST(ParseRetryAfterTest, Seconds) {
  EXPECT_EQ(ParseRetryAfter("0", kWallNow), Duration::zero());
  EXPECT_EQ(ParseRetryAfter("120", kWallNow), Duration(seconds(120)));
  EXPECT_EQ(ParseRetryAfter(" 7\t", kWallNow), Duration(seconds(7)));
  EXPECT_EQ(ParseRetryAfter("0030", kWallNow), Duration(seconds(30)));
}

TEST(ParseRetryAfterTest, HugeSecondsSaturate) {
  EXPECT_EQ(ParseRetryAfter("3153600000", kWallNow), kCentury);
  EXPECT_EQ(ParseRetryAfter("3153600001", kWallNow), kCentury);
  EXPECT_EQ(ParseRetryAfter("18446744073709551615", kWallNow), kCentury);
  EXPECT_EQ(ParseRetryAfter(std::string(100'000, '9'), kWallNow), kCentury);
}

TEST(ParseRetryAfterTest, AllThreeFormsOfADate) {
  EXPECT_EQ(ParseRetryAfter("Wed, 25 Nov 2026 10:27:40 GMT", kWallNow), Duration(seconds(60)));
  EXPECT_EQ(ParseRetryAfter("Wednesday, 25-Nov-26 10:27:40 GMT", kWallNow), Duration(seconds(60)));
  EXPECT_EQ(ParseRetryAfter("Wed Nov 25 10:27:40 2026", kWallNow), Duration(seconds(60)));
  EXPECT_EQ(ParseRetryAfter("Sun Nov  1 00:00:00 2026", 1'793'491'199'500),
            Duration(milliseconds(500)));
}

TEST(ParseRetryAfterTest, LeapDaysAndLeapSeconds) {
  EXPECT_EQ(ParseRetryAfter("Tue, 29 Feb 2028 00:00:01 GMT", 1'835'395'200'000),
            Duration(seconds(1)));
  EXPECT_EQ(ParseRetryAfter("Thu, 31 Dec 2026 23:59:60 GMT", 1'798'761'599'000),
            Duration(seconds(1)));
}

TEST(ParseRetryAfterTest, APastDateIsZero) {
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", kWallNow), Duration::zero());
  EXPECT_EQ(ParseRetryAfter("Sun Nov  6 08:49:37 1994", kWallNow), Duration::zero());
  EXPECT_EQ(ParseRetryAfter("Sunday, 06-Nov-94 08:49:37 GMT", kWallNow), Duration::zero());
  EXPECT_EQ(ParseRetryAfter("Sat, 01 Jan 0000 00:00:00 GMT", kWallNow), Duration::zero());
}

TEST(ParseRetryAfterTest, AFarDateSaturates) {
  EXPECT_EQ(ParseRetryAfter("Fri, 31 Dec 9999 23:59:59 GMT", kWallNow), kCentury);
  EXPECT_EQ(ParseRetryAfter("Fri, 31 Dec 2147483647 23:59:59 GMT", kWallNow), kCentury);
}

TEST(ParseRetryAfterTest, TwoDigitsOfAYearAreOf1971To2070) {
  EXPECT_EQ(ParseRetryAfter("Thursday, 25-Nov-71 10:26:40 GMT", kWallNow), Duration::zero());
  EXPECT_GT(ParseRetryAfter("Tuesday, 25-Nov-70 10:26:40 GMT", kWallNow),
            Duration(hours(24 * 365)));
}

TEST(ParseRetryAfterTest, TakesWhatIsAsGoodAsADate) {
  for (const char* value :
       {"Wed, 25 Nov 2026 10:27:40", "25 Nov 2026 10:27:40 GMT", "Wed, 25 Nov 2026 11:27:40 CET",
        "wed, 25 nov 2026 10:27:40 gmt", "Wed, 25 Nov 26 10:27:40 GMT",
        "Wednesday, 25-Nov-2026 10:27:40 GMT", " Wed Nov 25 10:27:40 26\t"}) {
    EXPECT_EQ(ParseRetryAfter(value, kWallNow), Duration(seconds(60))) << value;
  }
  EXPECT_EQ(ParseRetryAfter("Sun, 1 Nov 2026 00:00:00 GMT", 1'793'491'199'500),
            Duration(milliseconds(500)));
  EXPECT_EQ(ParseRetryAfter("Wed, 31 Nov 2026 10:27:40 GMT", kWallNow),
            ParseRetryAfter("Tue, 01 Dec 2026 10:27:40 GMT", kWallNow));
}

TEST(ParseRetryAfterTest, RefusesAllElse) {
  for (const std::string value : {"",
                                  " ",
                                  "-1",
                                  "+1",
                                  "1.5",
                                  "5 s",
                                  "5, 6",
                                  "0x10",
                                  "soon",
                                  "in 5 minutes",
                                  "Wed",
                                  "Nov 2026",
                                  "10:27:40",
                                  "Wed, 00 Nov 2026 10:27:40 GMT",
                                  "Wed, 25 Nov 2026 24:00:00 GMT",
                                  "Wed, 25 Nov 2026 10:60:00 GMT",
                                  "Wed, 25 Nov 2026 10:27:61 GMT",
                                  "Wed, 25 Foo 2026 10:27:40 GMT",
                                  "Wed Nov 2510:27:40 2026",
                                  "2026-11-25T10:27:40Z"}) {
    EXPECT_EQ(ParseRetryAfter(value, kWallNow), std::nullopt) << value;
  }
  EXPECT_EQ(ParseRetryAfter(std::string("5\0", 2), kWallNow), std::nullopt);
  EXPECT_EQ(ParseRetryAfter("Wed, 25 Nov 2026 10:27:40 " + std::string(100'000, 'x'), kWallNow),
            std::nullopt);
}

TEST(ParseRetryAfterTest, AClockThatIsWrongIsSafe) {
  EXPECT_EQ(
      ParseRetryAfter("Wed, 25 Nov 2026 10:27:40 GMT", std::numeric_limits<WallMillis>::min()),
      Duration(seconds(kWallNow / 1000 + 60)));
  EXPECT_EQ(
      ParseRetryAfter("Wed, 25 Nov 2026 10:27:40 GMT", std::numeric_limits<WallMillis>::max()),
      Duration::zero());
  EXPECT_TRUE(
      ParseRetryAfter("Wednesday, 25-Nov-26 10:27:40 GMT", std::numeric_limits<WallMillis>::max())
          .has_value());
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/gate.h"

#include <chrono>
#include <optional>

#include "gtest/gtest.h"

namespace inflow {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TimePoint At(int64_t s) { return TimePoint(seconds(s)); }

TEST(GateTest, IsOpenAtFirst) {
  const Gate gate;
  EXPECT_EQ(gate.ClosedUntil(At(0)), std::nullopt);
  EXPECT_EQ(gate.ClosedTime(At(1000)), Duration::zero());
}

TEST(GateTest, A429ClosesForAsLongAsItSays) {
  Gate gate;
  gate.Throttled(seconds(5), At(99), At(100));
  EXPECT_EQ(gate.ClosedUntil(At(100)), At(105));
  EXPECT_EQ(gate.ClosedUntil(At(105) - Duration(1)), At(105));
  EXPECT_EQ(gate.ClosedUntil(At(105)), std::nullopt);
}

TEST(GateTest, A429ThatDoesNotSayClosesFor60SecondsThenTwiceAsLongUpTo15Minutes) {
  Gate gate;
  int64_t now = 0;
  for (const int64_t wait : {60, 120, 240, 480, 900, 900, 900}) {
    gate.Throttled(std::nullopt, At(now), At(now + 1));
    ++now;
    ASSERT_EQ(gate.ClosedUntil(At(now)), At(now + wait));
    now += wait + 1;
  }
}

TEST(GateTest, ASuccessBeginsTheRunAnew) {
  Gate gate;
  gate.Throttled(std::nullopt, At(0), At(1));
  gate.Throttled(std::nullopt, At(61), At(62));
  gate.Succeeded();
  gate.Throttled(std::nullopt, At(200), At(201));
  EXPECT_EQ(gate.ClosedUntil(At(201)), At(261));
}

TEST(GateTest, OnlyWaitsThatWereNotSaidAreDoubled) {
  Gate gate;
  gate.Throttled(seconds(5), At(0), At(1));
  gate.Throttled(std::nullopt, At(6), At(7));
  EXPECT_EQ(gate.ClosedUntil(At(7)), At(67));
}

TEST(GateTest, SeveralThatAreRefusedTogetherCloseOnce) {
  Gate gate;
  for (int i = 0; i < 4; ++i) gate.Throttled(std::nullopt, At(100), At(101 + i));
  EXPECT_EQ(gate.ClosedUntil(At(104)), At(161));
  gate.Throttled(std::nullopt, At(161), At(162));
  EXPECT_EQ(gate.ClosedUntil(At(162)), At(162 + 120));
}

TEST(GateTest, ARequestThatStartedAsTheGateClosedWasRefusedTogether) {
  Gate gate;
  gate.Throttled(std::nullopt, At(100), At(101));
  gate.Throttled(std::nullopt, At(101), At(102));
  EXPECT_EQ(gate.ClosedUntil(At(102)), At(161));
}

TEST(GateTest, ALateAnswerDoesNotMakeTheNextFlightOneOfThoseRefusedTogether) {
  Gate gate;
  gate.Throttled(seconds(1), At(0), At(1));  // one of two that started at 0
  gate.Throttled(seconds(0), At(0), At(3));  // the other; a third has started at 2
  gate.Throttled(std::nullopt, At(2), At(4));
  EXPECT_EQ(gate.ClosedUntil(At(4)), At(64));
}

TEST(GateTest, OfThoseRefusedTogetherTheLatestRetryAfterWins) {
  Gate gate;
  gate.Throttled(seconds(10), At(100), At(101));
  gate.Throttled(seconds(30), At(100), At(102));
  gate.Throttled(seconds(1), At(100), At(103));
  EXPECT_EQ(gate.ClosedUntil(At(103)), At(132));
}

TEST(GateTest, PausedClosesButIsNoThrottle) {
  Gate gate;
  gate.Paused(seconds(10), At(100));
  EXPECT_EQ(gate.ClosedUntil(At(100)), At(110));
  gate.Paused(seconds(2), At(101));
  EXPECT_EQ(gate.ClosedUntil(At(101)), At(110));
  gate.Throttled(std::nullopt, At(99), At(102));  // in flight since before the pause: a first 429
  EXPECT_EQ(gate.ClosedUntil(At(102)), At(162));
}

TEST(GateTest, ARetryAfterOfZeroIsBelievedOnceInARow) {
  Gate gate;
  gate.Throttled(Duration::zero(), At(0), At(1));
  EXPECT_EQ(gate.ClosedUntil(At(1)), std::nullopt);
  gate.Throttled(Duration::zero(), At(2), At(3));
  EXPECT_EQ(gate.ClosedUntil(At(3)), At(63));
  gate.Throttled(Duration::zero(), At(63), At(64));
  EXPECT_EQ(gate.ClosedUntil(At(64)), At(184));
  gate.Succeeded();
  gate.Throttled(Duration::zero(), At(200), At(201));
  EXPECT_EQ(gate.ClosedUntil(At(201)), std::nullopt);
}

TEST(GateTest, ZerosThatAreRefusedTogetherAreOne) {
  Gate gate;
  for (int i = 0; i < 4; ++i) gate.Throttled(Duration::zero(), At(0), At(1 + i));
  EXPECT_EQ(gate.ClosedUntil(At(5)), std::nullopt);
}

TEST(GateTest, ExtremeWaitsAreSafe) {
  Gate gate;
  gate.Paused(Duration::min(), At(0));
  EXPECT_EQ(gate.ClosedUntil(At(0)), std::nullopt);
  gate.Throttled(Duration::max(), At(0), At(1));
  ASSERT_TRUE(gate.ClosedUntil(At(1)).has_value());
  EXPECT_GT(*gate.ClosedUntil(At(1)), At(3'000'000'000));  // 95 years
}

TEST(GateTest, ClosedTimeSumsUp) {
  Gate gate;
  gate.Throttled(seconds(10), At(99), At(100));
  EXPECT_EQ(gate.ClosedTime(At(100)), Duration::zero());
  EXPECT_EQ(gate.ClosedTime(At(104)), Duration(seconds(4)));
  EXPECT_EQ(gate.ClosedTime(At(110)), Duration(seconds(10)));
  EXPECT_EQ(gate.ClosedTime(At(500)), Duration(seconds(10)));
  gate.Paused(seconds(20), At(500));
  gate.Paused(seconds(30), At(510));  // extended to 540
  EXPECT_EQ(gate.ClosedTime(At(510)), Duration(seconds(20)));
  EXPECT_EQ(gate.ClosedTime(At(540)), Duration(seconds(50)));
  EXPECT_EQ(gate.ClosedTime(At(1000)), Duration(seconds(50)));
  gate.Throttled(seconds(1), At(999), At(1000));
  EXPECT_EQ(gate.ClosedTime(At(1001)), Duration(seconds(51)));
}

TEST(GateTest, OpenedBeforeItsTimeItCountsOnlyTheTimeThatItWasClosed) {
  Gate gate;
  gate.Throttled(std::chrono::hours(24 * 365), At(99), At(100));
  gate.Open(At(130));
  EXPECT_EQ(gate.ClosedUntil(At(130)), std::nullopt);
  EXPECT_EQ(gate.ClosedTime(At(500)), Duration(seconds(30)));
  gate.Paused(seconds(5), At(500));
  EXPECT_EQ(gate.ClosedTime(At(600)), Duration(seconds(35)));
  gate.Open(At(600));
  EXPECT_EQ(gate.ClosedTime(At(600)), Duration(seconds(35)));
}

TEST(GateTest, ClosedTimeCountsOverlapsOnce) {
  Gate gate;
  for (int i = 0; i < 4; ++i) gate.Throttled(std::nullopt, At(100), At(101 + i));
  EXPECT_EQ(gate.ClosedTime(At(10'000)), Duration(minutes(1)));
}

}  // namespace
}  // namespace inflow

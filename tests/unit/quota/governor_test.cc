// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/governor.h"

#include <chrono>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace inflow {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr char kMinuteHeader[] = "x-inflow-api-rate-limit";
constexpr char kHourHeader[] = "x-ratelimit-limit";

TimePoint At(int64_t ms) { return TimePoint(milliseconds(ms)); }

RateLimitConfig Limit(std::vector<WindowConfig> windows, double share = 1.0,
                      size_t max_in_flight = 1000) {
  RateLimitConfig config;
  config.windows = std::move(windows);
  config.share = share;
  config.max_in_flight = max_in_flight;
  return config;
}

// One request that starts and ends at `now`.
bool Send(Governor* governor, TimePoint now, bool spent = true) {
  if (!governor->Ask(now).granted) return false;
  governor->Ended(now, spent);
  return true;
}

int SendAll(Governor* governor, TimePoint now) {
  int sent = 0;
  while (Send(governor, now)) ++sent;
  return sent;
}

TEST(GovernorTest, GrantsWhatTheWindowAllowsAndSaysWhenTheNextIsFree) {
  Governor governor(Limit({{3, seconds(60)}}));
  EXPECT_EQ(SendAll(&governor, At(1000)), 3);
  const Permit permit = governor.Ask(At(1000));
  EXPECT_FALSE(permit.granted);
  EXPECT_EQ(permit.until, At(1000 + 60'000 + 60 + 5));  // plus 0.1 % and 5 ms
  EXPECT_FALSE(governor.Ask(*permit.until - Duration(1)).granted);
  EXPECT_TRUE(governor.Ask(*permit.until).granted);
}

TEST(GovernorTest, CountsFromTheEndOfARequest) {
  Governor governor(Limit({{1, seconds(2)}}));
  ASSERT_TRUE(governor.Ask(At(0)).granted);
  EXPECT_EQ(governor.Ask(At(1000)).until, std::nullopt);
  governor.Ended(At(1500), true);
  EXPECT_EQ(governor.Ask(At(1500)).until, At(1500 + 2000 + 2 + 5));
}

TEST(GovernorTest, WaitsForAnEndWhileAllOfAWindowIsInFlight) {
  Governor governor(Limit({{2, seconds(60)}}));
  ASSERT_TRUE(governor.Ask(At(0)).granted);
  ASSERT_TRUE(governor.Ask(At(0)).granted);
  const Permit permit = governor.Ask(At(1'000'000));
  EXPECT_FALSE(permit.granted);
  EXPECT_EQ(permit.until, std::nullopt);
  EXPECT_EQ(governor.in_flight(), 2u);
}

TEST(GovernorTest, AnUnspentAttemptCostsNothing) {
  Governor governor(Limit({{1, seconds(60)}}));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Send(&governor, At(0), /*spent=*/false));
  EXPECT_TRUE(Send(&governor, At(0)));
  EXPECT_FALSE(Send(&governor, At(0)));
}

TEST(GovernorTest, KeepsMaxInFlight) {
  Governor governor(Limit({{60, seconds(60)}}, 1.0, 2));
  EXPECT_TRUE(governor.Ask(At(0)).granted);
  EXPECT_TRUE(governor.Ask(At(0)).granted);
  EXPECT_FALSE(governor.Ask(At(0)).granted);
  EXPECT_EQ(governor.Ask(At(0)).until, std::nullopt);
  governor.Ended(At(0), true);
  EXPECT_TRUE(governor.Ask(At(0)).granted);
}

TEST(GovernorTest, EveryWindowHasASay) {
  Governor governor(Limit({{2, seconds(1)}, {3, seconds(10)}}));
  EXPECT_EQ(SendAll(&governor, At(0)), 2);
  EXPECT_EQ(governor.Ask(At(0)).until, At(1006));
  EXPECT_EQ(SendAll(&governor, At(1006)), 1);
  EXPECT_EQ(governor.Ask(At(1006)).until, At(10'015));  // the slower window's word
}

TEST(GovernorTest, ShareIsRoundedDownButNeverToNothing) {
  const auto allowed = [](size_t requests, double share) {
    Governor governor(Limit({{requests, seconds(60)}}, share));
    return governor.Windows(At(0)).at(0).requests;
  };
  EXPECT_EQ(allowed(60, 0.5), 30u);
  EXPECT_EQ(allowed(5, 0.5), 2u);
  EXPECT_EQ(allowed(100, 0.29), 29u);  // 0.29 × 100 is 28.999… in binary
  EXPECT_EQ(allowed(60, 0.001), 1u);
  EXPECT_EQ(allowed(60, 1.0), 60u);
}

TEST(GovernorTest, ReconfigureKeepsWhatWasSpent) {
  Governor governor(Limit({{60, seconds(60)}}));
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(Send(&governor, At(i)));
  governor.Reconfigure(Limit({{12, seconds(120)}}));
  EXPECT_EQ(SendAll(&governor, At(100)), 2);
  EXPECT_EQ(governor.Ask(At(100)).until, At(0 + 120'000 + 120 + 5));
  governor.Reconfigure(Limit({{5, seconds(120)}}));
  EXPECT_EQ(governor.Ask(At(100)).until, At(7 + 120'000 + 120 + 5));  // 12 spent: 8 must go
}

TEST(GovernorTest, ReconfigureKeepsWhatIsInFlight) {
  Governor governor(Limit({{60, seconds(60)}}));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(governor.Ask(At(0)).granted);
  governor.Reconfigure(Limit({{2, seconds(60)}}));
  EXPECT_EQ(governor.Ask(At(0)).until, std::nullopt);
  for (int i = 0; i < 3; ++i) governor.Ended(At(10), true);
  EXPECT_EQ(governor.Ask(At(10)).until, At(10 + 60'065));
}

TEST(GovernorTest, AWindowThatIsConfiguredLateFindsTheLastHour) {
  Governor governor(Limit({{60, seconds(60)}}));
  for (int minute = 0; minute < 10; ++minute)
    EXPECT_EQ(SendAll(&governor, At(int64_t{61'000} * minute)), 60);
  governor.Reconfigure(Limit({{1000, hours(1)}}));
  EXPECT_EQ(SendAll(&governor, At(610'000)), 400);
}

TEST(GovernorTest, ReconfigureFindsRoomForWhatIsInFlight) {
  Governor governor(Limit({{4096, seconds(1)}}, 1.0, 10'000));
  ASSERT_EQ(SendAll(&governor, At(0)), 4096);
  ASSERT_TRUE(governor.Ask(At(2000)).granted);
  governor.Reconfigure(Limit({{5000, hours(1)}}, 1.0, 10'000));
  governor.Ended(At(2000), true);
  EXPECT_EQ(SendAll(&governor, At(2000)), 5000 - 4097);
}

TEST(GovernorTest, EndedWithoutAPermitIsIgnored) {
  Governor governor(Limit({{1, seconds(60)}}));
  governor.Ended(At(0), true);
  EXPECT_EQ(governor.in_flight(), 0u);
  EXPECT_TRUE(Send(&governor, At(0)));
}

TEST(GovernorTest, ExtremeConfigurationsNeitherOverflowNorBlockForGood) {
  Governor governor(
      Limit({{std::numeric_limits<size_t>::max(), Duration::max()}, {0, Duration::min()}}, 1.0, 0));
  EXPECT_TRUE(Send(&governor, At(0)));
  EXPECT_EQ(governor.Ask(At(0)).until, At(5));
  EXPECT_TRUE(Send(&governor, At(5)));
  governor.Windows(At(5));
}

TEST(GovernorTest, WindowsTellWhatIsUsedAndWhenTheNextIsFree) {
  Governor governor(Limit({{2, seconds(60)}, {10, hours(1)}}));
  ASSERT_TRUE(Send(&governor, At(1000)));
  std::vector<WindowState> windows = governor.Windows(At(2000));
  ASSERT_EQ(windows.size(), 2u);
  EXPECT_EQ(windows[0].requests, 2u);
  EXPECT_EQ(windows[0].per, Duration(seconds(60)));
  EXPECT_EQ(windows[0].used, 1u);
  EXPECT_EQ(windows[0].next_free, Duration::zero());
  EXPECT_EQ(windows[1].requests, 10u);
  EXPECT_EQ(windows[1].used, 1u);

  ASSERT_TRUE(governor.Ask(At(2000)).granted);
  windows = governor.Windows(At(2000));
  EXPECT_EQ(windows[0].used, 2u);
  EXPECT_EQ(windows[0].next_free, Duration(milliseconds(59'065)));
  ASSERT_EQ(governor.Windows(At(61'065))[0].used, 1u);  // the first has left, one is in flight
  ASSERT_TRUE(governor.Ask(At(61'065)).granted);
  EXPECT_EQ(governor.Windows(At(61'065))[0].next_free, std::nullopt);
}

TEST(GovernorTest, TheFigureOfTheIssue) {
  // 300 requests under 60 per 2 s, 20 ms latency, 4 in flight. The strictest reading of the quota
  // lets the last request start at 8.28 s (the 60th starts at 0.28 s because only 4 are in flight,
  // plus 4 windows); counting from the end with the margin adds 27 ms a window.
  Governor governor(Limit({{60, seconds(2)}}, 1.0, 4));
  TimePoint now = At(0);
  std::deque<TimePoint> ends;
  for (int started = 0; started < 300;) {
    const Permit permit = governor.Ask(now);
    if (permit.granted) {
      ends.push_back(now + milliseconds(20));
      ++started;
    } else if (permit.until && (ends.empty() || *permit.until < ends.front())) {
      now = *permit.until;
    } else {
      now = ends.front();
      ends.pop_front();
      governor.Ended(now, true);
    }
  }
  EXPECT_EQ(ends.back(), At(8408));
}

// --- what the service says of its quota

// Sends one request and lets the service answer with these values.
std::string SendAndLearn(Governor* governor, TimePoint now, const Headers& headers) {
  EXPECT_TRUE(Send(governor, now));
  return governor->Learn(headers, now);
}

TEST(GovernorLearnTest, AdoptsTheWindowsThatAnAnswerNames) {
  Governor governor(Limit({{600, seconds(60)}}));
  EXPECT_EQ(governor.Learn({{kMinuteHeader, "1/60"}, {kHourHeader, "1/1000"}}, At(0)),
            "the service names a quota of 60 requests per 60000 ms, which is kept from now on; "
            "the service names a quota of 1000 requests per 3600000 ms, which is kept from now on");
  const std::vector<WindowState> windows = governor.Windows(At(0));
  ASSERT_EQ(windows.size(), 2u);
  EXPECT_EQ(windows[0].requests, 60u);
  EXPECT_EQ(windows[0].per, Duration(minutes(1)));
  EXPECT_EQ(windows[1].requests, 1000u);
  EXPECT_EQ(windows[1].per, Duration(hours(1)));
  EXPECT_EQ(governor.Learn({{kMinuteHeader, "1/60"}, {kHourHeader, "1/1000"}}, At(1)), "");
}

TEST(GovernorLearnTest, WhatIsConfiguredAlreadyIsNoNews) {
  Governor governor(Limit({{60, seconds(60)}}));
  EXPECT_EQ(governor.Learn({{kMinuteHeader, "1/60"}}, At(0)), "");
  EXPECT_EQ(governor.Windows(At(0)).size(), 1u);
}

TEST(GovernorLearnTest, NeverLooserThanConfigured) {
  Governor governor(Limit({{10, seconds(60)}}));
  EXPECT_EQ(governor.Learn({{kMinuteHeader, "1/300"}}, At(0)), "");
  EXPECT_EQ(SendAll(&governor, At(0)), 10);
}

TEST(GovernorLearnTest, AnotherTotalReplacesTheOneBefore) {
  Governor governor(Limit({{600, seconds(60)}}));
  governor.Learn({{kMinuteHeader, "1/60"}}, At(0));
  EXPECT_EQ(governor.Learn({{kMinuteHeader, "1/300"}}, At(0)),
            "the service names a quota of 300 requests per 60000 ms, which is kept from now on");
  EXPECT_EQ(governor.Windows(At(0)).at(0).requests, 300u);
  governor.Learn({{kMinuteHeader, "1/30"}}, At(0));
  EXPECT_EQ(governor.Windows(At(0)).at(0).requests, 30u);
}

TEST(GovernorLearnTest, ShareAppliesToWhatIsAdopted) {
  Governor governor(Limit({{600, seconds(60)}}, 0.5));
  governor.Learn({{kHourHeader, "1/1000"}}, At(0));
  EXPECT_EQ(governor.Windows(At(0)).at(1).requests, 500u);
}

TEST(GovernorLearnTest, AConfiguredWindowOfTheSameCountIsTheOneThatIsNamed) {
  // A quota scaled down, as a simulator has it. The header does not say how long its window is.
  Governor governor(Limit({{60, seconds(2)}}));
  EXPECT_EQ(governor.Learn({{kMinuteHeader, "1/60"}}, At(0)), "");
  ASSERT_EQ(governor.Windows(At(0)).size(), 1u);
  governor.Learn({{kMinuteHeader, "1/20"}}, At(0));
  ASSERT_EQ(governor.Windows(At(0)).size(), 1u);
  EXPECT_EQ(governor.Windows(At(0))[0].requests, 20u);
  EXPECT_EQ(governor.Windows(At(0))[0].per, Duration(seconds(2)));
  governor.Reconfigure(Limit({{60, seconds(2)}}, 0.5));
  EXPECT_EQ(governor.Windows(At(0))[0].requests, 10u);
  EXPECT_EQ(governor.Windows(At(0))[0].per, Duration(seconds(2)));
}

TEST(GovernorLearnTest, TheUsualLengthComesFirst) {
  Governor governor(Limit({{60, seconds(2)}, {50, seconds(60)}}));
  governor.Learn({{kMinuteHeader, "1/60"}}, At(0));
  governor.Learn({{kMinuteHeader, "1/20"}}, At(0));
  const std::vector<WindowState> windows = governor.Windows(At(0));
  ASSERT_EQ(windows.size(), 2u);
  EXPECT_EQ(windows[0].requests, 60u);
  EXPECT_EQ(windows[1].requests, 20u);
}

TEST(GovernorLearnTest, WhatAnAnswerNamedIsReadAnewUnderAnotherConfiguration) {
  Governor governor(Limit({{60, seconds(2)}}));
  governor.Learn({{kMinuteHeader, "1/60"}}, At(0));
  governor.Reconfigure(Limit({{100, seconds(60)}}));
  ASSERT_EQ(governor.Windows(At(0)).size(), 1u);
  EXPECT_EQ(governor.Windows(At(0))[0].requests, 60u);
}

TEST(GovernorLearnTest, WhatLeavesTheWindowWhileAnAnswerIsUnderWayShowsNoDirection) {
  Governor governor(Limit({{60, seconds(60)}}));
  ASSERT_TRUE(Send(&governor, At(1000)));  // arrived at 0, like the next
  ASSERT_TRUE(Send(&governor, At(1000)));
  EXPECT_EQ(SendAndLearn(&governor, At(59'000), {{kMinuteHeader, "3/60"}}), "");
  EXPECT_EQ(SendAndLearn(&governor, At(60'500), {{kMinuteHeader, "2/60"}}), "");
}

TEST(GovernorLearnTest, ReconfigureKeepsWhatWasAdopted) {
  Governor governor(Limit({{600, seconds(60)}}));
  governor.Learn({{kHourHeader, "1/1000"}}, At(0));
  governor.Reconfigure(Limit({{30, seconds(60)}}));
  const std::vector<WindowState> windows = governor.Windows(At(0));
  ASSERT_EQ(windows.size(), 2u);
  EXPECT_EQ(windows[0].requests, 30u);
  EXPECT_EQ(windows[1].requests, 1000u);
}

TEST(GovernorLearnTest, HostileHeadersChangeNothing) {
  Governor governor(Limit({{600, seconds(60)}}));
  for (const std::string value : {"-1/60", "1/-60", "0/0", "99999999999999999999/60",
                                  "1/99999999999999999999", "one/sixty", "", "/", "61/60"}) {
    EXPECT_EQ(governor.Learn({{kMinuteHeader, value}, {kHourHeader, value}}, At(0)), "") << value;
  }
  EXPECT_EQ(governor.Learn(Headers(100'000, {"x-other", "1/60"}), At(0)), "");
  EXPECT_EQ(governor.Windows(At(0)).size(), 1u);
  EXPECT_EQ(SendAll(&governor, At(0)), 600);
}

TEST(GovernorLearnTest, OthersRequestsCountOnceTheDirectionIsKnownToBeUsed) {
  Governor governor(Limit({{60, seconds(60)}}));
  EXPECT_EQ(SendAndLearn(&governor, At(0), {{kMinuteHeader, "41/60"}}), "");
  EXPECT_EQ(governor.Windows(At(0))[0].used, 1u);
  EXPECT_EQ(
      SendAndLearn(&governor, At(10), {{kMinuteHeader, "42/60"}}),
      "x-inflow-api-rate-limit counts the requests used, so that others' use of the quota is taken into account");
  EXPECT_EQ(governor.Windows(At(10))[0].used, 42u);
  EXPECT_EQ(SendAll(&governor, At(20)), 18);
}

TEST(GovernorLearnTest, OthersRequestsCountOnceTheDirectionIsKnownToBeLeft) {
  Governor governor(Limit({{60, seconds(60)}}));
  SendAndLearn(&governor, At(0), {{kMinuteHeader, "19/60"}});
  EXPECT_EQ(
      SendAndLearn(&governor, At(10), {{kMinuteHeader, "18/60"}}),
      "x-inflow-api-rate-limit counts the requests left, so that others' use of the quota is taken into account");
  EXPECT_EQ(SendAll(&governor, At(20)), 18);
}

TEST(GovernorLearnTest, OthersRequestsAreForgottenAWindowAfterTheLastAnswer) {
  Governor governor(Limit({{60, seconds(60)}}));
  SendAndLearn(&governor, At(0), {{kMinuteHeader, "59/60"}});
  SendAndLearn(&governor, At(10), {{kMinuteHeader, "60/60"}});
  const Permit permit = governor.Ask(At(10));
  EXPECT_EQ(permit.until, At(60'065));  // our own first request leaves the window before others' do
  EXPECT_TRUE(Send(&governor, At(60'065)));
  EXPECT_EQ(governor.Ask(At(60'065)).until, At(60'075));
  EXPECT_EQ(governor.Windows(At(60'075))[0].used, 1u);
  EXPECT_EQ(SendAll(&governor, At(60'075)), 59);  // all but the one at 60'065
}

TEST(GovernorLearnTest, OthersThatUseAllOfTheQuotaBlockUntilTheyAreForgotten) {
  Governor governor(Limit({{60, seconds(60)}}));
  SendAndLearn(&governor, At(0), {{kHourHeader, "3/100"}});
  SendAndLearn(&governor, At(40'000), {{kHourHeader, "4/100"}});
  governor.Learn({{kHourHeader, "100/100"}}, At(3'900'000));  // our own have left the window
  EXPECT_EQ(governor.Ask(At(3'900'000)).until, At(3'900'000 + 3'603'605));
  const WindowState hour = governor.Windows(At(3'900'000)).at(1);
  EXPECT_EQ(hour.requests, 100u);
  EXPECT_EQ(hour.used, 100u);
  EXPECT_EQ(hour.next_free, Duration(milliseconds(3'603'605)));
}

TEST(GovernorLearnTest, AHeaderThatNamesTheConfiguredCountMeansTheConfiguredWindow) {
  Governor governor(Limit({{60, seconds(60)}}));
  EXPECT_EQ(governor.Learn({{kHourHeader, "1/60"}}, At(0)), "");
  EXPECT_EQ(governor.Windows(At(0)).size(), 1u);
}

TEST(GovernorLearnTest, OthersMayUseWhatShareLeavesThem) {
  Governor governor(Limit({{60, seconds(60)}}, 0.5));
  SendAndLearn(&governor, At(0), {{kMinuteHeader, "21/60"}});
  SendAndLearn(&governor, At(10), {{kMinuteHeader, "22/60"}});  // 20 are others'
  EXPECT_EQ(governor.Windows(At(10))[0].used, 2u);
  EXPECT_EQ(SendAll(&governor, At(20)), 28);
}

TEST(GovernorLearnTest, OthersBeyondWhatShareLeavesThemCount) {
  Governor governor(Limit({{60, seconds(60)}}, 0.5));
  SendAndLearn(&governor, At(0), {{kMinuteHeader, "51/60"}});
  SendAndLearn(&governor, At(10), {{kMinuteHeader, "52/60"}});  // 50 are others'
  EXPECT_EQ(SendAll(&governor, At(20)), 8);
  EXPECT_EQ(governor.Windows(At(20))[0].used, 30u);
}

TEST(GovernorLearnTest, WhatIsInFlightIsNotTakenForOthers) {
  Governor governor(Limit({{60, seconds(60)}}));
  SendAndLearn(&governor, At(0), {{kMinuteHeader, "1/60"}});
  SendAndLearn(&governor, At(1), {{kMinuteHeader, "2/60"}});
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(governor.Ask(At(2)).granted);
  governor.Ended(At(30), true);
  governor.Learn({{kMinuteHeader, "6/60"}}, At(30));
  EXPECT_EQ(governor.Windows(At(30))[0].used, 6u);
}

TEST(GovernorLearnTest, AnotherTotalForgetsTheDirection) {
  Governor governor(Limit({{60, seconds(60)}}));
  SendAndLearn(&governor, At(0), {{kMinuteHeader, "1/60"}});
  SendAndLearn(&governor, At(1), {{kMinuteHeader, "2/60"}});
  SendAndLearn(&governor, At(2), {{kMinuteHeader, "40/50"}});
  EXPECT_EQ(governor.Windows(At(2))[0].used, 3u);
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// The governor in simulated time, held against ways to count that share no code with it
// (service_quota.h).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "plugin/quota/governor.h"
#include "rapidcheck/gtest.h"
#include "tests/property/quota/service_quota.h"

namespace inflow {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using testing::MostInFixedWindow;
using testing::MostInSlidingWindow;
using testing::MostPossible;
using testing::Sent;

using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr int64_t kMs = 1'000'000;

TimePoint ToTime(int64_t ns) { return TimePoint(nanoseconds(ns)); }
int64_t ToNs(TimePoint time) { return time.time_since_epoch().count(); }

// Random numbers for a simulation; rapidcheck gives the seed.
class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(engine_() % static_cast<uint64_t>(high - low + 1));
  }
  bool OneIn(int64_t n) { return Between(1, n) == 1; }

 private:
  std::mt19937_64 engine_;
};

rc::Gen<WindowConfig> AnyWindow() {
  return rc::gen::apply(
      [](size_t requests, int64_t per_ms, int64_t scale) {
        return WindowConfig{requests, milliseconds(per_ms * scale)};
      },
      rc::gen::inRange<size_t>(1, 40), rc::gen::inRange<int64_t>(1, 3000),
      rc::gen::element<int64_t>(1, 1, 1, 3600));
}

std::vector<WindowConfig> Windows() {
  return *rc::gen::resize(
      3, rc::gen::nonEmpty(rc::gen::container<std::vector<WindowConfig>>(AnyWindow())));
}

int64_t Shortest(const std::vector<WindowConfig>& windows) {
  int64_t per = INT64_MAX;
  for (const WindowConfig& window : windows) per = std::min(per, window.per.count());
  return per;
}

// A host that always wants to send: it asks at once, and again when it was told to or when a
// request ends.
class Client {
 public:
  Client(std::vector<WindowConfig> service, uint64_t seed)
      : service_(std::move(service)), dice_(seed) {
    config_.windows = service_;
    config_.max_in_flight = static_cast<size_t>(dice_.Between(1, 8));
  }

  // Run checks every start against the limits that were in force, then all of them against the
  // service's own.
  void Run(int starts) {
    Governor governor(config_);
    while (starts > 0) {
      if (dice_.OneIn(40)) Reconfigure(&governor);
      if (dice_.OneIn(30)) Rest(&governor);
      const Permit permit = governor.Ask(ToTime(now_));
      if (permit.granted) {
        --starts;
        Start();
      } else {
        RC_ASSERT(permit.until || !flying_.empty());
        if (permit.until) RC_ASSERT(ToNs(*permit.until) > now_);
        WaitFor(permit.until ? ToNs(*permit.until) : INT64_MAX, &governor);
      }
    }
    while (!flying_.empty()) WaitFor(INT64_MAX, &governor);
    CheckService();
  }

 private:
  struct Flight {
    Sent sent;
    bool spent = true;
  };

  void Start() {
    Flight flight;
    const int64_t scale = Shortest(service_);
    const int64_t latency =
        dice_.OneIn(10) ? dice_.Between(0, 3 * scale) : dice_.Between(0, scale / 10);
    flight.spent = !dice_.OneIn(20);
    flight.sent.start = now_;
    flight.sent.end = now_ + latency;
    const int64_t where = dice_.Between(0, 3);
    flight.sent.arrival = where == 0   ? now_
                          : where == 1 ? now_ + latency
                                       : now_ + dice_.Between(0, latency);
    CheckStart();
    flying_.push_back(flight);
  }

  // At this moment, with the one that starts now: in flight, or ended within a window's length.
  void CheckStart() const {
    for (const WindowConfig& window : config_.windows) {
      const auto counts = [this, &window](const Sent& sent) {
        return sent.end > now_ - window.per.count();
      };
      const auto in_flight = std::count_if(flying_.begin(), flying_.end(),
                                           [](const Flight& flight) { return flight.spent; });
      const auto used =
          static_cast<size_t>(std::count_if(sent_.begin(), sent_.end(), counts) + in_flight + 1);
      RC_ASSERT(used <= std::max<size_t>(1, window.requests * share_percent_ / 100));
    }
    RC_ASSERT(flying_.size() < config_.max_in_flight);
  }

  // Goes on to `time`, or to the next end where it is earlier.
  void WaitFor(int64_t time, Governor* governor) {
    const auto first =
        std::min_element(flying_.begin(), flying_.end(),
                         [](const Flight& a, const Flight& b) { return a.sent.end < b.sent.end; });
    if (first == flying_.end() || first->sent.end > time) {
      now_ = time;
      return;
    }
    now_ = std::max(now_, first->sent.end);
    governor->Ended(ToTime(now_), first->spent);
    // The host may have looked late; what counts as the end is when it did.
    first->sent.end = now_;
    if (first->spent) sent_.push_back(first->sent);
    flying_.erase(first);
  }

  // The host looks away for a while: nothing moves, then time has jumped.
  void Rest(Governor* governor) {
    const int64_t wake = now_ + dice_.Between(0, 2 * Shortest(service_));
    if (dice_.OneIn(2)) {
      now_ = wake;
      return;
    }
    while (now_ < wake) WaitFor(wake, governor);
  }

  // The service's windows stay among the configured ones; what else there is, the share and the
  // number in flight change.
  void Reconfigure(Governor* governor) {
    config_.windows = service_;
    for (int64_t more = dice_.Between(0, 2); more > 0; --more) {
      config_.windows.push_back({static_cast<size_t>(dice_.Between(1, 60)),
                                 nanoseconds(dice_.Between(1, 2 * Shortest(service_)))});
    }
    share_percent_ = static_cast<size_t>(dice_.OneIn(2) ? 100 : dice_.Between(1, 100));
    config_.share = static_cast<double>(share_percent_) / 100;
    config_.max_in_flight = static_cast<size_t>(dice_.Between(1, 8));
    governor->Reconfigure(config_);
  }

  void CheckService() {
    for (const WindowConfig& window : service_) {
      const int64_t per = window.per.count();
      RC_ASSERT(MostInSlidingWindow(sent_, per) <= window.requests);
      for (int i = 0; i < 10; ++i)
        RC_ASSERT(MostInFixedWindow(sent_, per, dice_.Between(0, per - 1)) <= window.requests);
      RC_ASSERT(MostPossible(sent_, per) <= window.requests);
    }
  }

  std::vector<WindowConfig> service_;
  RateLimitConfig config_;
  size_t share_percent_ = 100;
  Dice dice_;
  int64_t now_ = 0;
  std::vector<Flight> flying_;
  std::vector<Sent> sent_;
};

RC_GTEST_PROP(GovernorProperty, NoWindowEverHoldsMoreThanItAllows, (uint64_t seed)) {
  Client client(Windows(), seed);
  client.Run(*rc::gen::inRange(1, 200));
}

// --- the checkers can fail

// What many clients do: so many in each second of the clock.
class FixedWindow {
 public:
  FixedWindow(size_t requests, int64_t per) : requests_(requests), per_(per) {}
  bool Ask(int64_t now) {
    if (now / per_ != window_) used_ = 0;
    window_ = now / per_;
    return used_ < requests_ && ++used_ > 0;
  }

 private:
  size_t requests_;
  int64_t per_;
  int64_t window_ = -1;
  size_t used_ = 0;
};

TEST(ServiceQuotaTest, AFixedWindowIsCaught) {
  FixedWindow naive(10, 1000 * kMs);
  std::vector<Sent> sent;
  for (int64_t now = 900 * kMs; now < 1100 * kMs; now += 10 * kMs) {
    if (naive.Ask(now)) sent.push_back({now, now, now});
  }
  ASSERT_EQ(sent.size(), 20u);
  EXPECT_EQ(MostInFixedWindow(sent, 1000 * kMs, 0), 10u);
  EXPECT_EQ(MostInFixedWindow(sent, 1000 * kMs, 500 * kMs), 20u);
  EXPECT_EQ(MostInSlidingWindow(sent, 1000 * kMs), 20u);
  EXPECT_EQ(MostPossible(sent, 1000 * kMs), 20u);
}

TEST(ServiceQuotaTest, ASlidingWindowThatCountsFromTheStartIsCaught) {
  // Ten start at 0 and take 600 ms, ten start at 1 s and arrive at once.
  std::vector<Sent> sent;
  for (int i = 0; i < 10; ++i) sent.push_back({0, 600 * kMs, 600 * kMs});
  for (int i = 0; i < 10; ++i) sent.push_back({1000 * kMs, 1000 * kMs, 1000 * kMs});
  EXPECT_EQ(MostInSlidingWindow(sent, 1000 * kMs), 20u);
  EXPECT_EQ(MostInFixedWindow(sent, 1000 * kMs, 500 * kMs), 20u);
  EXPECT_EQ(MostPossible(sent, 1000 * kMs), 20u);
}

TEST(ServiceQuotaTest, WhatKeepsTheQuotaPasses) {
  std::vector<Sent> sent;
  for (int64_t i = 0; i < 30; ++i) sent.push_back({i * 100 * kMs, i * 100 * kMs, i * 100 * kMs});
  EXPECT_EQ(MostInSlidingWindow(sent, 1000 * kMs), 10u);
  EXPECT_EQ(MostInFixedWindow(sent, 1000 * kMs, 250 * kMs), 10u);
  EXPECT_EQ(MostPossible(sent, 1000 * kMs), 10u);
  EXPECT_EQ(MostPossible(sent, 1001 * kMs), 11u);
}

// --- it does not wait longer than it must

// When requests start that all take `latency`, are always wanted, and are counted for `span` after
// their end.
std::vector<int64_t> EarliestStarts(size_t count, const std::vector<WindowConfig>& windows,
                                    size_t max_in_flight, int64_t latency, bool ideal) {
  std::vector<int64_t> starts;
  const auto before = [&starts](size_t n) { return starts[starts.size() - n]; };
  while (starts.size() < count) {
    int64_t start = starts.empty() ? 0 : starts.back();
    if (starts.size() >= max_in_flight) start = std::max(start, before(max_in_flight) + latency);
    for (const WindowConfig& window : windows) {
      const int64_t per = window.per.count();
      const int64_t wait = ideal ? per : latency + per + per / 1000 + 5 * kMs;
      if (starts.size() >= window.requests) start = std::max(start, before(window.requests) + wait);
    }
    starts.push_back(start);
  }
  return starts;
}

// Learns from each answer where `answer` gives headers for it.
template <typename Latency, typename Answer>
std::vector<int64_t> Starts(size_t count, const RateLimitConfig& config, Latency latency,
                            Answer answer) {
  Governor governor(config);
  std::vector<int64_t> starts;
  std::vector<std::pair<int64_t, size_t>> flying;  // end, request
  int64_t now = 0;
  while (starts.size() < count) {
    const auto first = std::min_element(flying.begin(), flying.end());
    const Permit permit = governor.Ask(ToTime(now));
    if (permit.granted) {
      flying.emplace_back(now + latency(starts.size()), starts.size());
      starts.push_back(now);
    } else if (first != flying.end() && (!permit.until || first->first <= ToNs(*permit.until))) {
      now = first->first;
      governor.Ended(ToTime(now), true);
      governor.Learn(answer(first->second, starts), ToTime(now));
      flying.erase(first);
    } else {
      now = ToNs(*permit.until);
    }
  }
  return starts;
}

RC_GTEST_PROP(GovernorProperty, StartsEveryRequestAtTheEarliestMoment, ()) {
  RateLimitConfig config;
  config.windows = Windows();
  config.max_in_flight = *rc::gen::inRange<size_t>(1, 9);
  const int64_t latency = *rc::gen::inRange<int64_t>(0, 2000) * kMs;
  const size_t count = *rc::gen::inRange<size_t>(1, 200);
  const std::vector<int64_t> starts = Starts(
      count, config, [latency](size_t) { return latency; },
      [](size_t, const auto&) { return Headers(); });
  RC_ASSERT(starts ==
            EarliestStarts(count, config.windows, config.max_in_flight, latency, /*ideal=*/false));
}

RC_GTEST_PROP(GovernorProperty, StaysCloseToTheIdeal, ()) {
  RateLimitConfig config;
  config.windows = {*AnyWindow()};
  config.max_in_flight = *rc::gen::inRange<size_t>(1, 9);
  const int64_t latency = *rc::gen::inRange<int64_t>(0, 100) * kMs;
  const size_t count = *rc::gen::inRange<size_t>(1, 300);
  const std::vector<int64_t> starts = Starts(
      count, config, [latency](size_t) { return latency; },
      [](size_t, const auto&) { return Headers(); });
  const std::vector<int64_t> ideal =
      EarliestStarts(count, config.windows, config.max_in_flight, latency, /*ideal=*/true);
  const auto windows_waited = static_cast<int64_t>((count - 1) / config.windows[0].requests);
  const int64_t per = config.windows[0].per.count();
  RC_ASSERT(starts.back() <= ideal.back() + windows_waited * (latency + per / 1000 + 5 * kMs));
}

// --- what answers say

rc::Gen<std::string> AnyQuotaValue() {
  return rc::gen::oneOf(
      rc::gen::arbitrary<std::string>(),
      rc::gen::map(rc::gen::pair(rc::gen::inRange(-3, 130), rc::gen::inRange(-3, 130)),
                   [](std::pair<int, int> value) {
                     return std::to_string(value.first) + "/" + std::to_string(value.second);
                   }));
}

RC_GTEST_PROP(GovernorProperty, NoAnswerMakesItLooserOrBlocksItForGood, ()) {
  RateLimitConfig config;
  config.windows = Windows();
  config.max_in_flight = 1000;
  Governor governor(config);
  Governor deaf(config);  // starts and ends the same requests
  int64_t now = 0;
  const auto values = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
      rc::gen::pair(AnyQuotaValue(), AnyQuotaValue()));
  for (const auto& [minute, hour] : values) {
    Permit permit = governor.Ask(ToTime(now));
    if (!permit.granted) {
      RC_ASSERT(permit.until.has_value());
      now = ToNs(*permit.until);
      permit = governor.Ask(ToTime(now));
    }
    RC_ASSERT(permit.granted);
    RC_ASSERT(deaf.Ask(ToTime(now)).granted);
    governor.Ended(ToTime(now), true);
    deaf.Ended(ToTime(now), true);
    governor.Learn({{"x-inflow-api-rate-limit", minute}, {"x-ratelimit-limit", hour}}, ToTime(now));
  }
}

// A service that counts truly, in a sliding window or in a fixed one, and tells; nobody else uses
// it.
RC_GTEST_PROP(GovernorProperty, AnHonestHeaderCostsNothing, (uint64_t seed, bool left)) {
  const int64_t per = *rc::gen::inRange<int64_t>(100, 100'000) * kMs;
  const size_t requests = *rc::gen::inRange<size_t>(2, 60);
  RateLimitConfig config;
  config.windows = {{requests, nanoseconds(per)}};
  config.max_in_flight = *rc::gen::inRange<size_t>(1, 9);
  const size_t count = *rc::gen::inRange<size_t>(1, 300);
  Dice dice(seed);
  std::vector<int64_t> latencies;
  std::vector<int64_t> arrivals;  // after the start
  for (size_t i = 0; i < count; ++i) {
    latencies.push_back(dice.Between(0, per / 20));
    arrivals.push_back(dice.Between(0, latencies.back()));
  }
  const auto latency = [&latencies](size_t i) { return latencies[i]; };
  const auto answer = [&](size_t i, const std::vector<int64_t>& starts) {
    const int64_t here = starts[i] + arrivals[i];
    size_t used = 0;
    for (size_t j = 0; j < starts.size(); ++j) {
      const int64_t arrival = starts[j] + arrivals[j];
      if (arrival <= here && arrival > here - per) ++used;
    }
    return Headers{{"x-inflow-api-rate-limit", std::to_string(left ? requests - used : used) + "/" +
                                                   std::to_string(requests)}};
  };
  const std::vector<int64_t> deaf =
      Starts(count, config, latency, [](size_t, const auto&) { return Headers(); });
  RC_ASSERT(Starts(count, config, latency, answer) == deaf);
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/host_permits.h"

#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr TimePoint kThen = TimePoint(std::chrono::hours(1));

class HostPermitsTest : public ::testing::Test {
 protected:
  HostPermitsTest() {
    RateLimitConfig config;
    config.windows = {{10, std::chrono::minutes(1)}};
    config.share = 0.5;
    permits_->Reconfigure(config, "acme", std::chrono::minutes(60));
  }

  int32_t says_ = 1;
  int64_t wait_ms_ = 0;
  uint64_t number_ = 70;
  std::vector<std::pair<std::string, std::vector<WindowConfig>>> asked_;
  std::vector<std::pair<uint64_t, bool>> ended_;
  size_t seen_windows_ = 0;
  std::unique_ptr<HostPermits> permits_ = std::make_unique<HostPermits>(
      QuotaHost{[this](std::string_view company, const std::vector<WindowConfig>& windows,
                       uint64_t* permit, int64_t* wait_ms) {
                  asked_.emplace_back(company, windows);
                  seen_windows_ = permits_->Windows(kThen).size();
                  *permit = ++number_;
                  *wait_ms = wait_ms_;
                  return says_;
                },
                [this](uint64_t permit, bool spent) { ended_.emplace_back(permit, spent); }});
};

TEST_F(HostPermitsTest, TheHostIsToldTheCompanyAndTheWindowsInForce) {
  const Permit permit = permits_->Ask(kThen);
  EXPECT_TRUE(permit.granted);
  const std::vector<WindowConfig> windows = {{5, std::chrono::minutes(1)}};
  EXPECT_THAT(asked_, ElementsAre(Pair("acme", windows)));
  EXPECT_EQ(seen_windows_, 1u) << "it may look at the windows meanwhile";
  permits_->Learn({{"x-ratelimit-limit", "1/1000"}}, kThen);
  permits_->Ask(kThen);
  EXPECT_EQ(asked_.back().second.size(), 2u);
}

TEST_F(HostPermitsTest, EachGrantEndsOnce) {
  const Permit first = permits_->Ask(kThen);
  const Permit second = permits_->Ask(kThen);
  permits_->Ask(kThen);
  EXPECT_TRUE(permits_->Renew(first.id, kThen));
  permits_->Ended(second.id, kThen, /*spent=*/false);
  permits_->Ended(first.id, kThen, /*spent=*/true);
  permits_->Ended(first.id, kThen, /*spent=*/true);
  EXPECT_THAT(ended_, ElementsAre(Pair(72, false), Pair(71, true)));
  permits_.reset();
  EXPECT_THAT(ended_, ElementsAre(Pair(72, false), Pair(71, true), Pair(73, true)));
}

TEST_F(HostPermitsTest, WhatTheGovernorRefusesTheHostIsNotAsked) {
  for (int i = 0; i < 5; ++i) {
    const Permit permit = permits_->Ask(kThen);
    permits_->Ended(permit.id, kThen, /*spent=*/true);
  }
  EXPECT_FALSE(permits_->Ask(kThen).granted);
  EXPECT_EQ(asked_.size(), 5u);
}

TEST_F(HostPermitsTest, AWaitIsTakenWithinBounds) {
  says_ = 0;
  const std::pair<int64_t, int64_t> waits[] = {
      {1500, 1500}, {0, 1}, {-7, 1}, {std::numeric_limits<int64_t>::max(), 3'600'000}};
  for (const auto& [said, taken] : waits) {
    wait_ms_ = said;
    const Permit permit = permits_->Ask(kThen);
    EXPECT_FALSE(permit.granted);
    EXPECT_EQ(permit.until, kThen + std::chrono::milliseconds(taken)) << said;
    EXPECT_EQ(permits_->Windows(kThen)[0].next_free, std::chrono::milliseconds(taken)) << said;
  }
  EXPECT_THAT(ended_, IsEmpty());
  says_ = 1;
  EXPECT_TRUE(permits_->Ask(kThen).granted) << "what was refused is not in flight";
  EXPECT_EQ(permits_->Windows(kThen + std::chrono::hours(2))[0].next_free, Duration::zero());
}

TEST_F(HostPermitsTest, AnythingElseIsUnavailable) {
  for (const int32_t said : {-1, 2, 99}) {
    says_ = said;
    const Permit permit = permits_->Ask(kThen);
    EXPECT_FALSE(permit.granted);
    EXPECT_TRUE(permit.unavailable);
  }
  EXPECT_THAT(ended_, IsEmpty());
}

}  // namespace
}  // namespace inflow

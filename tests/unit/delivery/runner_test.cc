// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/runner.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace inflow {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using testing::FakeClock;
using testing::FakeTransport;
using testing::Hanging;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::Reply;

// Grants everything, at times only later, and takes back what it is told to.
class ScriptedPermits final : public Permits {
 public:
  Permit Ask(TimePoint now) override {
    if (unavailable) return {.unavailable = true};
    if (now < closed_until) return {false, closed_until};
    return {true, std::nullopt, ++last_};
  }
  bool Renew(uint64_t id, TimePoint) noexcept override {
    renewed.push_back(id);
    const bool renews = taken_back == 0;
    if (!renews) --taken_back;
    if (!renews) closed_until = clock_->Now() + wait_after;
    return renews;
  }
  void Ended(uint64_t id, TimePoint, bool spent) noexcept override {
    ended.emplace_back(id, spent);
  }
  std::string Learn(const std::vector<std::pair<std::string, std::string>>&, TimePoint) override {
    return "";
  }

  explicit ScriptedPermits(const FakeClock* clock) : clock_(clock) {}

  bool unavailable = false;
  int taken_back = 0;  // how many renewals fail from now on
  Duration wait_after{};
  TimePoint closed_until{};
  std::vector<uint64_t> renewed;
  std::vector<std::pair<uint64_t, bool>> ended;

 private:
  const FakeClock* clock_;
  uint64_t last_ = 0;
};

// Sends so many calls, one after the other.
class Caller final : public Sender {
 public:
  explicit Caller(uint64_t calls, bool asks = true) : left_(calls), permit_(!asks) {
    call_.url = std::make_shared<const std::string>("https://service/");
  }

  Action Next(TimePoint) override {
    if (left_ == 0 || flying_) return {};
    if (!permit_) return {.kind = Action::kNeedPermit};
    permit_ = false;
    flying_ = true;
    --left_;
    return {.kind = Action::kSend, .id = ++last_, .call = &call_};
  }
  void OnPermit() override { permit_ = true; }
  std::string OnExchange(Exchange&& exchange, TimePoint, WallMillis) override {
    flying_ = false;
    ended.push_back(std::move(exchange));
    return "";
  }
  void OnAbort(const Exchange& exchange, TimePoint, WallMillis) noexcept override {
    flying_ = false;
    ended.push_back(exchange);
  }
  bool done() const { return left_ == 0 && !flying_; }

  std::vector<Exchange> ended;

 private:
  HttpCall call_;
  uint64_t left_;
  uint64_t last_ = 0;
  bool permit_ = false;
  bool flying_ = false;
};

class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest() {
    runner_.Add(&caller_, /*metered=*/true,
                {.timeout = seconds(30), .connect_timeout = seconds(10)});
  }
  RunEnd Run(Duration at_most = seconds(1000)) {
    return runner_.Run([&] { return caller_.done(); }, clock_.Now() + at_most);
  }

  FakeClock clock_;
  Log log_;
  Reply reply_ = testing::Answered(200);
  FakeTransport transport_{&clock_, [this](const FakeTransport::Sent&) { return reply_; }};
  ScriptedPermits permits_{&clock_};
  Caller caller_{1};
  Runner runner_{{&transport_, &clock_, &log_, &permits_}};
};

TEST_F(RunnerTest, APermitIsRenewedBeforeTheFirstByteAndEndsOnce) {
  EXPECT_EQ(Run(), RunEnd::kDone);
  EXPECT_THAT(permits_.renewed, ElementsAre(1));
  EXPECT_THAT(permits_.ended, ElementsAre(Pair(1, true)));
}

TEST_F(RunnerTest, WhereNobodyKnowsOfTheQuotaTheRunEndsAndGoesOnLater) {
  permits_.unavailable = true;
  EXPECT_EQ(Run(), RunEnd::kNoQuota);
  EXPECT_EQ(transport_.sent.size(), 0u);
  permits_.unavailable = false;
  EXPECT_EQ(Run(), RunEnd::kDone);
}

TEST_F(RunnerTest, WhatIsWithheldStartsOnceMoreWithAnotherPermit) {
  permits_.taken_back = 2;
  permits_.wait_after = seconds(60);
  EXPECT_EQ(Run(), RunEnd::kDone);
  EXPECT_EQ(transport_.sent.size(), 3u);
  EXPECT_EQ(transport_.sent[2].at - transport_.sent[0].at, Duration(seconds(120)));
  EXPECT_THAT(permits_.renewed, ElementsAre(1, 2, 3));
  EXPECT_THAT(permits_.ended, ElementsAre(Pair(3, true))) << "the others were taken back";
  ASSERT_EQ(caller_.ended.size(), 1u) << "the sender sees one call";
  EXPECT_EQ(caller_.ended[0].status, 200);
}

TEST_F(RunnerTest, WhatIsWithheldHasNoTimeOut) {
  permits_.taken_back = 1;
  permits_.wait_after = seconds(300);
  EXPECT_EQ(Run(seconds(200)), RunEnd::kTimeout);
  EXPECT_THAT(caller_.ended, IsEmpty());
  EXPECT_EQ(Run(), RunEnd::kDone);
  EXPECT_EQ(caller_.ended.at(0).status, 200);
}

TEST_F(RunnerTest, WhatStartsOnceMoreHasItsWholeTime) {
  permits_.taken_back = 1;
  permits_.wait_after = seconds(25);
  reply_ = testing::Answered(200, "", seconds(20));
  EXPECT_EQ(Run(), RunEnd::kDone);
  EXPECT_EQ(caller_.ended.at(0).status, 200);
}

TEST_F(RunnerTest, WhatIsWithheldComesBackUnwrittenWhenAllIsAborted) {
  permits_.taken_back = 1;
  permits_.wait_after = seconds(300);
  EXPECT_EQ(Run(seconds(1)), RunEnd::kTimeout);
  runner_.AbortAll(&caller_);
  ASSERT_EQ(caller_.ended.size(), 1u);
  EXPECT_EQ(caller_.ended[0].failure, Failure::kUnreachable);
  EXPECT_FALSE(caller_.ended[0].wrote);
  EXPECT_THAT(permits_.ended, IsEmpty()) << "its permit was taken back";
}

TEST_F(RunnerTest, OneCallThatIsWithheldCanBeAborted) {
  permits_.taken_back = 1;
  permits_.wait_after = seconds(300);
  EXPECT_EQ(Run(seconds(1)), RunEnd::kTimeout);
  runner_.Abort(1);
  ASSERT_EQ(caller_.ended.size(), 1u);
  EXPECT_FALSE(caller_.ended[0].wrote);
  EXPECT_THAT(permits_.ended, IsEmpty());
}

TEST_F(RunnerTest, WhatIsAbortedInFlightEndsItsPermit) {
  reply_ = Hanging();
  EXPECT_EQ(Run(seconds(1)), RunEnd::kTimeout);
  runner_.AbortAll(&caller_);
  EXPECT_THAT(permits_.ended, ElementsAre(Pair(1, true)));
}

TEST_F(RunnerTest, WhatIsNotMeteredNeedsNoPermit) {
  Caller poster(1, /*asks=*/false);
  permits_.taken_back = 1;
  Runner runner({&transport_, &clock_, &log_, &permits_});
  runner.Add(&poster, /*metered=*/false, {.timeout = seconds(30), .connect_timeout = seconds(10)});
  EXPECT_EQ(runner.Run([&] { return poster.done(); }, clock_.Now() + seconds(1)), RunEnd::kDone);
  EXPECT_THAT(permits_.renewed, IsEmpty());
  EXPECT_THAT(permits_.ended, IsEmpty());
}

}  // namespace
}  // namespace inflow

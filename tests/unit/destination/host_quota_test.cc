// SPDX-License-Identifier: Apache-2.0
//
// What a host's waits do to a handle, in simulated time.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using std::chrono::milliseconds;
using testing::Answered;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HostQuotaTest : public DestinationTest {
 protected:
  struct Said {
    int32_t answer;
    int64_t wait_ms;
  };

  HostQuotaTest() {
    auto clock = std::make_unique<testing::FakeClock>();
    clock_ = clock.get();
    auto transport = std::make_unique<testing::FakeTransport>(
        clock_, [this](const testing::FakeTransport::Sent& sent) { return script_(sent); });
    transport_ = transport.get();
    Destination::Parts parts;
    parts.transport = std::move(transport);
    parts.clock = std::move(clock);
    parts.quota.acquire = [this](std::string_view, const std::vector<WindowConfig>&,
                                 uint64_t* permit, int64_t* wait_ms) {
      asked_.push_back(clock_->Now() - begin_);
      const Said said = says_.empty() ? Said{1, 0} : says_.front();
      if (!says_.empty()) says_.erase(says_.begin());
      *permit = asked_.size();
      *wait_ms = said.wait_ms;
      return said.answer;
    };
    parts.quota.ended = [this](uint64_t permit, bool spent) { ended_.emplace_back(permit, spent); };
    destination_ = std::make_unique<Destination>(std::move(parts));
    begin_ = clock_->Now();
    Configure(R"("endpoint":"create_product","retry":{"max_retry_after_ms":2000})");
    begin_ = clock_->Now();
  }
  // A handle that goes tells of what it holds, so it goes before these.
  ~HostQuotaTest() override { destination_.reset(); }

  std::vector<Said> says_;  // one after the other; then all is granted
  std::vector<Duration> asked_;
  std::vector<std::pair<uint64_t, bool>> ended_;
  TimePoint begin_;
};

TEST_F(HostQuotaTest, ItWaitsAsLongAsTheHostSaysAndNoLongerThanItMay) {
  says_ = {{0, 1500}, {0, 3'600'000}};
  EXPECT_TRUE(Write({R"({"name":"a"})"}).ok());
  EXPECT_THAT(asked_, ElementsAre(milliseconds(0), milliseconds(1500), milliseconds(3500)));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
  EXPECT_THAT(ended_, ElementsAre(std::pair(uint64_t{3}, true)));
}

TEST_F(HostQuotaTest, AHostThatPollsIsToldWhenToComeBack) {
  says_ = {{0, 1500}};
  EXPECT_TRUE(Write({R"({"name":"a"})"}, 0).ok());
  EXPECT_EQ(destination_->GetStats().next_due_ms, 1500);
  clock_->Advance(milliseconds(1500));
  EXPECT_EQ(destination_->GetStats().next_due_ms, 0);
  destination_->Poll(0);
  EXPECT_EQ(transport_->sent.size(), 1u);
}

TEST_F(HostQuotaTest, WhatIsOnTheWireIsWaitedForBeforeTheCallIsUnavailable) {
  script_ = [](const testing::FakeTransport::Sent&) {
    return Answered(200, "", milliseconds(300));
  };
  // Before an endpoint has answered one request goes at a time.
  EXPECT_TRUE(Write({R"({"name":"first"})"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
  says_ = {{1, 0}, {-1, 0}, {-1, 0}};
  EXPECT_TRUE(Write({R"({"name":"a"})", R"({"name":"b"})"}).ok());
  EXPECT_EQ(destination_->stopped().code, CallCode::kUnavailable);
  EXPECT_THAT(Settled(), ElementsAre("1 DELIVERED"));
  EXPECT_EQ(destination_->pending(), 1u);
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_THAT(Settled(), ElementsAre("2 DELIVERED"));
}

TEST_F(HostQuotaTest, ARequestThatCouldNotConnectHasSpentNothing) {
  script_ = [](const testing::FakeTransport::Sent&) { return testing::Refused(); };
  Write({R"({"name":"a"})"}, 0);
  destination_->Poll(0);
  EXPECT_THAT(ended_, ElementsAre(std::pair(uint64_t{1}, false)));
}

TEST_F(HostQuotaTest, EachGrantEndsOnceAlsoByDiscardAndFinish) {
  Write({R"({"name":"first"})"});
  asked_.clear();
  ended_.clear();
  script_ = [](const testing::FakeTransport::Sent&) { return testing::Hanging(); };
  Write({R"({"name":"a"})", R"({"name":"b"})"}, 0);
  ASSERT_EQ(asked_.size(), 2u);
  EXPECT_THAT(ended_, IsEmpty());
  destination_->Discard();
  EXPECT_EQ(ended_.size(), 2u);
  Write({R"({"name":"c"})"}, 0);
  destination_->Finish();
  EXPECT_THAT(ended_, ElementsAre(::testing::_, ::testing::_, std::pair(uint64_t{3}, true)));
  destination_ = nullptr;
  EXPECT_EQ(ended_.size(), 3u);
}

}  // namespace
}  // namespace inflow

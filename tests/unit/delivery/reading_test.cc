// SPDX-License-Identifier: Apache-2.0
//
// The reads of records whose outcome is unknown: when they go out, and what their failures mean.
#include "tests/unit/delivery/doubted_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(DoubtedTest, AThrottledReadClosesTheGate) {
  Start(Lose({kLostTea}));
  Answer(kReadTea, 429, 510, "", {{"retry-after", "30"}});
  EXPECT_THAT(Start(20'000), IsEmpty());
  EXPECT_EQ(engine_.counters().throttled, 1u);
  EXPECT_THAT(Start(30'510), ElementsAre(kReadTea));
}

TEST_F(DoubtedTest, AReadThatNeverLeftIsNoAttempt) {
  SetAttempts(1);
  Start(Lose({kLostTea}));
  Fail(kReadTea, Failure::kUnreachable, 510);
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_THAT(Start(510), IsEmpty());
  EXPECT_THAT(Start(10'000), ElementsAre(kReadTea));
  Answer(kReadTea, 200, 10'001, ListOf(kFoundTea));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
}

TEST_F(DoubtedTest, ARefusalOfTheReadStopsTheWork) {
  for (const int status : {401, 403, 404, 405, 302, 200}) {
    Engine fresh(7);
    std::swap(engine_, fresh);
    engine_.Configure(options_);
    Configure(kPost);
    Start(Lose({kLostTea, kNextCup}));
    status == 200 ? Page(kReadTea, 510) : Answer(kReadTea, status, 510);
    EXPECT_THAT(Start(510), IsEmpty());
    EXPECT_EQ(last_.kind, Action::kStopped) << status;
    const bool credential = status == 401 || status == 403;
    EXPECT_EQ(engine_.stop(At(510)).reason, credential ? StopReason::kAuth : StopReason::kConfig);
    EXPECT_THAT(engine_.stop(At(510)).message, HasSubstr("when a record was read back"));
    EXPECT_EQ(engine_.counters().pending, 2u);
    engine_.ClearStop();
    EXPECT_THAT(Start(511), ElementsAre(kReadTea, kNextCup));
    Answer(kReadTea, 200, 512, ListOf(kFoundTea));
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("DELIVERED 200 1")));
  }
}

TEST_F(DoubtedTest, IsGivenBackAsAmbiguous) {
  for (const bool flying : {false, true}) {
    const auto now = static_cast<int64_t>(next_id_) * 100'000;
    Lose({kLostTea}, now);
    if (flying) {
      Exchange aborted;
      Start(now + 501);
      aborted.id = flights_.at(kReadTea);
      aborted.wrote = true;
      engine_.OnAbort(aborted, At(now + 502), 0);
      EXPECT_EQ(engine_.in_flight(), 0u);
    }
    engine_.Discard();
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("AMBIGUOUS 0 1")));
    EXPECT_EQ(message_, "given back after it was sent; whether the service took it is not known");
    EXPECT_FALSE(engine_.sendable());
    EXPECT_EQ(engine_.counters().pending_bytes, 0u);
  }
}

TEST_F(DoubtedTest, WhatIsNotThereIsGivenBackAsUnsent) {
  Start(Lose({kLostTea}));
  Answer(kReadTea, 200, 510, "[]");
  engine_.Discard();
  EXPECT_THAT(Settled(), ElementsAre("0 DROPPED 0 1"));
}

TEST_F(DoubtedTest, StaysWhileNothingMayBeSent) {
  Lose({kLostTea});
  engine_.SetPaused(true);
  EXPECT_THAT(Start(1'000), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kPaused);
  EXPECT_THAT(Settled(), IsEmpty());
  engine_.SetPaused(false);
  EXPECT_THAT(Start(1'001), ElementsAre(kReadTea));
}

TEST_F(DoubtedTest, ThoseOfItsKeyWait) {
  Configure(std::string(kPost) + R"(,"key":"sku")");
  const std::string later = R"({"sku":"T-1","name":"Tea","remarks":"2"})";
  Start(Lose({kLostTea, later}));
  EXPECT_THAT(Start(505), IsEmpty());
  Answer(kReadTea, 200, 510, ListOf(kFoundTea));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
  EXPECT_THAT(Start(510), ElementsAre(later));
}

TEST_F(DoubtedTest, IsReadBackAtItsPlace) {
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  EXPECT_THAT(Start(Lose({kLostTea, kNextCup})), ElementsAre(kReadTea))
      << "its place is before the other's";
  Answer(kReadTea, 200, 510, ListOf(kFoundTea));
  EXPECT_THAT(Start(510), ElementsAre(kNextCup));
}

TEST_F(DoubtedTest, AnHourWithoutAServiceCostsFewRecords) {
  Texts records;
  for (int i = 0; i < 100; ++i) records.push_back(R"({"sku":"S)" + std::to_string(i) + "\"}");
  Accept(records);
  Answer(Start(0).at(0), 201, 1);
  int64_t now = 2;
  Texts started = Start(now);
  size_t written = started.size();
  while (now < 3'600'000) {
    for (const std::string& one : started) Answer(one, 502, now);
    now = std::max(now + 1, ToMillis(engine_.NextDue(At(now)).value_or(At(now)) - At(0)) + 1);
    started = Start(now);
    EXPECT_LE(started.size(), 1u) << "one trial at a time";
    if (!started.empty() && started[0][0] == '{') ++written;
  }
  EXPECT_LE(written, options_.max_in_flight + 5);
  EXPECT_EQ(Sum(), 100u);
}

}  // namespace
}  // namespace inflow

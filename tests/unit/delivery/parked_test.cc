// SPDX-License-Identifier: Apache-2.0
//
// Refusals that may concern one record or all: held until the endpoint's next answers tell.
#include "plugin/delivery/engine.h"
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ParkedTest : public EngineTest {
 protected:
  // Begin delivers one record, so that the endpoint is known to take some, and accepts `count`
  // more.
  void Begin(size_t count, const std::string& route = kPost) {
    options_.max_in_flight = 1;
    engine_.Configure(options_);
    Configure(route);
    Accept({kA});
    Answer(Send(0).at(0), 201, 0);
    Settled();
    std::vector<std::string> records;
    for (size_t i = 1; i <= count; ++i) records.push_back(Record(i));
    Accept(records);
  }
  static std::string Record(size_t i) { return "{\"id\":\"r" + std::to_string(i) + "\"}"; }
  void SendAndAnswer(size_t i, int status) {
    ASSERT_THAT(Send(1), ElementsAre(Record(i)));
    Answer(Record(i), status, 1, status < 300 ? "" : "no");
  }
};

TEST_F(ParkedTest, ASuccessMakesTheRefusalTheRecordsOwn) {
  for (const int status : {403, 301, 402, 406, 407, 415, 426, 501, 505, 511}) {
    Engine fresh(1);
    std::swap(engine_, fresh);
    next_id_ = 0;
    Begin(2);
    SendAndAnswer(1, status);
    EXPECT_THAT(Settled(), IsEmpty()) << "a record settles once, so nothing is said yet";
    SendAndAnswer(2, 201);
    EXPECT_THAT(Settled(),
                ElementsAre("2 DELIVERED 201 1", "1 REJECTED " + std::to_string(status) + " 1"));
    EXPECT_THAT(message_, HasSubstr("the service answered " + std::to_string(status)));
    EXPECT_EQ(engine_.counters().pending, 0u);
  }
}

TEST_F(ParkedTest, ThreeInARowStopTheWorkWithEverythingPending) {
  for (const int status : {403, 501}) {
    Engine fresh(1);
    std::swap(engine_, fresh);
    next_id_ = 0;
    Begin(5);
    for (size_t i = 1; i <= 3; ++i) SendAndAnswer(i, status);
    EXPECT_THAT(Send(2), IsEmpty());
    EXPECT_EQ(engine_.stop(At(2)).reason, status == 403 ? StopReason::kAuth : StopReason::kConfig);
    EXPECT_THAT(Settled(), IsEmpty());
    EXPECT_EQ(engine_.counters().pending, 5u);
    engine_.ClearStop();
    for (size_t i = 1; i <= 5; ++i) SendAndAnswer(i, 201);
    EXPECT_THAT(Settled(),
                ElementsAre("1 DELIVERED 201 2", "2 DELIVERED 201 2", "3 DELIVERED 201 2",
                            "4 DELIVERED 201 1", "5 DELIVERED 201 1"));
  }
}

TEST_F(ParkedTest, OnlyARowWithoutASuccessStops) {
  Begin(6);
  for (size_t i = 1; i <= 6; ++i) SendAndAnswer(i, i % 3 == 0 ? 201 : 403);
  EXPECT_EQ(engine_.stop(At(2)).reason, StopReason::kNone);
  EXPECT_THAT(Settled(), ElementsAre("3 DELIVERED 201 1", "1 REJECTED 403 1", "2 REJECTED 403 1",
                                     "6 DELIVERED 201 1", "4 REJECTED 403 1", "5 REJECTED 403 1"));
}

TEST_F(ParkedTest, WhereNothingElseIsLeftItIsTheRecordsOwn) {
  Begin(2);
  SendAndAnswer(1, 403);
  SendAndAnswer(2, 403);
  EXPECT_EQ(engine_.NextDue(At(1)), At(1)) << "there is something to decide";
  EXPECT_THAT(Send(2), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED 403 1", "2 REJECTED 403 1"));
  EXPECT_FALSE(engine_.sendable());
}

TEST_F(ParkedTest, OneAfterTheOtherTheyStillStopTheWork) {
  Begin(0);
  for (size_t i = 1; i <= 3; ++i) {
    Accept({Record(i)});
    SendAndAnswer(i, 403);
    Send(2);
  }
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED 403 1", "2 REJECTED 403 1"));
  EXPECT_EQ(engine_.stop(At(3)).reason, StopReason::kAuth);
  EXPECT_EQ(engine_.counters().pending, 1u);
}

TEST_F(ParkedTest, WhatWaitsBehindItsKeyGoesOnWhenItIsDecided) {
  Begin(0, R"("endpoint":"create_product","key":"id")");
  Accept({Record(1), R"({"id":"r1","n":2})"});
  SendAndAnswer(1, 403);
  EXPECT_THAT(Send(2), ElementsAre(R"({"id":"r1","n":2})"));
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED 403 1"));
}

TEST_F(ParkedTest, AGroupComesApartUntilTheRecordStandsAlone) {
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":2})");
  Accept({R"({"n":0})", R"({"n":1})", R"({"n":2})", R"({"n":3})"});
  Send(0);
  Answer(R"([{"n":0},{"n":1}])", 201, 0);
  Send(1);
  Answer(R"([{"n":2},{"n":3}])", 403, 1);
  EXPECT_THAT(Send(2), ElementsAre(R"([{"n":2}])"));
  Answer(R"([{"n":2}])", 403, 2);
  EXPECT_THAT(Send(3), ElementsAre(R"([{"n":3}])"));
  Answer(R"([{"n":3}])", 201, 3);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 1", "1 DELIVERED 201 1", "3 DELIVERED 201 2",
                                     "2 REJECTED 403 2"));
}

TEST_F(ParkedTest, ADiscardGivesItBackWithTheServicesWords) {
  Begin(2);
  SendAndAnswer(1, 403);
  engine_.Discard();
  ASSERT_EQ(engine_.settled().size(), 2u);
  EXPECT_EQ(engine_.counters().pending, 0u);
  const auto& settled = engine_.settled();
  const auto refused =
      std::find_if(settled.begin(), settled.end(), [](const auto& one) { return one.id == 1; });
  EXPECT_EQ(refused->outcome, Outcome::kDropped);
  EXPECT_EQ(*refused->message, "given back after it was refused: the service answered 403: no");
}

}  // namespace
}  // namespace inflow

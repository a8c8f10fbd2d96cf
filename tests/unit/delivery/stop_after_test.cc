// SPDX-License-Identifier: Apache-2.0
//
// Where most of what is sent is refused, nothing more is sent.
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StopAfterTest : public EngineTest {
 protected:
  StopAfterTest() {
    options_.max_in_flight = 1;
    Set({.rejected = 2, .share = 0.5});
    Configure(kPatch);
  }
  void Set(const StopAfterConfig& stop_after) {
    options_.stop_after = stop_after;
    engine_.Configure(options_);
  }
  // One sends a record, which is answered so.
  void One(int status) {
    const std::string record = R"({"id":")" + std::to_string(next_id_) + "\"}";
    Accept({record});
    ASSERT_THAT(Send(0), SizeIs(1));
    Answer(record, status, 0, R"({"message":"no such tax code"})");
  }
  StopReason Reason() const { return engine_.stop(At(0)).reason; }
};

TEST_F(StopAfterTest, StopsWithTheLastRefusalAndKeepsTheRest) {
  One(400);
  EXPECT_EQ(Reason(), StopReason::kNone);
  One(400);
  EXPECT_EQ(Reason(), StopReason::kConfig);
  EXPECT_THAT(engine_.stop(At(0)).message,
              AllOf(HasSubstr("refused 2 of 2 records"), HasSubstr("no such tax code")));
  Settled();
  Accept({kA});
  EXPECT_THAT(Send(0), IsEmpty());
  EXPECT_EQ(engine_.counters().pending, 1u);
  engine_.ClearStop();
  EXPECT_THAT(Send(0), SizeIs(1));
}

TEST_F(StopAfterTest, AShareThatIsSmallIsTheRecordsOwnFault) {
  for (int i = 0; i < 5; ++i) One(200);
  for (int i = 0; i < 4; ++i) One(400);
  EXPECT_EQ(Reason(), StopReason::kNone);
  One(400);
  EXPECT_EQ(Reason(), StopReason::kConfig) << "5 of 10";
}

TEST_F(StopAfterTest, CountsAnewAfterAStopWasCleared) {
  One(400);
  engine_.ClearStop();
  One(400);
  EXPECT_EQ(Reason(), StopReason::kNone);
}

TEST_F(StopAfterTest, WhatWasNeverSentDoesNotCount) {
  Accept({R"({"name":"without an id"})", R"({"name":"without an id"})", R"({"id":"x")"});
  EXPECT_THAT(Settled(), SizeIs(3));
  EXPECT_EQ(Reason(), StopReason::kNone);
  One(400);
  EXPECT_EQ(Reason(), StopReason::kNone);
}

TEST_F(StopAfterTest, ByItselfNothingStops) {
  Set({});
  for (int i = 0; i < 20; ++i) One(400);
  EXPECT_EQ(Reason(), StopReason::kNone);
}

}  // namespace
}  // namespace inflow

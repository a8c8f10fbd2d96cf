// SPDX-License-Identifier: Apache-2.0
//
// Look-ups that bring no answer: what stops, what is asked again, and what is refused.
#include "tests/unit/delivery/held_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(HeldTest, ARefusedCredentialStopsAndNothingIsLost) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", "Rice")});
  Go();
  Answer(kCategories, 401, 0);
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kStopped);
  EXPECT_EQ(engine_.stop(At(0)).reason, StopReason::kAuth);
  EXPECT_THAT(engine_.stop(At(0)).message, HasSubstr("names were looked up"));
  EXPECT_EQ(pending(), 2u);
  engine_.ClearStop();
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
}

TEST_F(HeldTest, WhatMeansAllQuestionsStops) {
  for (const auto& [status, reason] :
       std::vector<std::pair<int, StopReason>>{{403, StopReason::kAuth},
                                               {404, StopReason::kConfig},
                                               {302, StopReason::kConfig},
                                               {405, StopReason::kConfig}}) {
    Use(kById + kResolves);
    Accept({OfCategory("a", "Tea")});
    EXPECT_THAT(Go(), ElementsAre(kCategories));
    Answer(kCategories, status, 0);
    EXPECT_EQ(engine_.stop(At(0)).reason, reason) << status;
    EXPECT_EQ(pending(), 1u);
    engine_.ClearStop();
    EXPECT_THAT(Go(), ElementsAre(kCategories)) << status;
    AnswerCategories();
    EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
    Answer(OfCategory("a", kTea), 200, 0);
    EXPECT_THAT(Settled(), SizeIs(1));
  }
}

TEST_F(HeldTest, ASignInPageStops) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Answer(kCategories, 200, 0, "<html><body>Sign in</body></html>", {{"content-type", "text/html"}});
  EXPECT_EQ(engine_.stop(At(0)).reason, StopReason::kConfig);
  EXPECT_EQ(pending(), 1u);
}

TEST_F(HeldTest, AThrottleClosesTheGateAndIsNoAttempt) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  int64_t now = 0;
  for (int i = 0; i < 10; ++i, now += 5000) {
    EXPECT_THAT(Go(now), ElementsAre(kCategories));
    Answer(kCategories, 429, now, "", {{"retry-after", "5"}});
    EXPECT_EQ(engine_.closed_until(At(now)), At(now + 5000));
    EXPECT_THAT(Go(now + 4999), IsEmpty());
  }
  EXPECT_THAT(Go(now), ElementsAre(kCategories));
  AnswerCategories(now);
  EXPECT_THAT(Go(now), ElementsAre(OfCategory("a", kTea)));
  EXPECT_EQ(engine_.counters().throttled, 10u);
}

TEST_F(HeldTest, AQuestionThatKeepsFailingFailsItsRecords) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", kRice), OfCategory("c", "Rice")});
  int64_t now = 0;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const Texts sent = Go(now);
    EXPECT_THAT(sent, ::testing::Contains(kCategories)) << attempt;
    Answer(kCategories, 500, now, R"({"message":"it is down"})");
    now += 600'000;
  }
  Go(now);
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 0 0", "2 FAILED 0 0"));
  EXPECT_THAT(message_, AllOf(HasSubstr("categories"), HasSubstr("it is down")));
  EXPECT_EQ(engine_.counters().retries, 2u);
  // Later records ask anew.
  Accept({OfCategory("d", "Tea")}, now);
  EXPECT_THAT(Go(now), ElementsAre(kCategories));
}

TEST_F(HeldTest, HalfAnAnswerIsAskedForAgain) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Exchange cut;
  cut.status = 200;
  cut.wrote = true;
  cut.cut = true;
  cut.body = CategoryList().substr(0, 20);
  HandIn(kCategories, std::move(cut), 0);
  EXPECT_THAT(Go(0), IsEmpty());
  ASSERT_TRUE(engine_.NextDue(At(0)));
  EXPECT_TRUE(engine_.sendable());
  const int64_t due = ToMillis(*engine_.NextDue(At(0)) - TimePoint());
  EXPECT_GT(due, 0);
  EXPECT_THAT(Go(due), ElementsAre(kCategories));
  AnswerCategories(due);
  EXPECT_THAT(Go(due), ElementsAre(OfCategory("a", kTea)));
}

TEST_F(HeldTest, AQuestionThatIsRefusedRefusesItsRecords) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Answer(kCategories, 400, 0, R"({"message":"no such sort"})");
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
  EXPECT_THAT(message_, HasSubstr("no such sort"));
}

TEST_F(HeldTest, ALostConnectionOpensTheBreaker) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", kRice)});
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  Fail(kCategories, Failure::kUnreachable, 0);
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kWait);
  ASSERT_TRUE(last_.until);
  const int64_t trial = ToMillis(*last_.until - TimePoint());
  EXPECT_THAT(Go(trial), ElementsAre(kCategories));
  AnswerCategories(trial);
  EXPECT_THAT(Go(trial), ElementsAre(OfCategory("a", kTea)));
  EXPECT_EQ(engine_.counters().requests, 1u) << "what was not written does not count";
}

}  // namespace
}  // namespace inflow

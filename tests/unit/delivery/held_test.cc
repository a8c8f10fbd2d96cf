// SPDX-License-Identifier: Apache-2.0
//
// Records whose names are looked up: what is asked, what waits meanwhile, and that nothing is sent
// before all of it is known.
#include "tests/unit/delivery/held_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST_F(HeldTest, ARecordWaitsUntilItsNameIsKnown) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  EXPECT_EQ(engine_.in_flight(), 1u);
  EXPECT_TRUE(engine_.sendable());
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
  Answer(OfCategory("a", kTea), 200, 0);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
  EXPECT_FALSE(engine_.sendable());
  EXPECT_EQ(engine_.counters().requests, 2u);
}

TEST_F(HeldTest, WhatNamesNothingDoesNotWait) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", kRice)});
  EXPECT_THAT(Go(), UnorderedElementsAre(kCategories, OfCategory("b", kRice)));
}

TEST_F(HeldTest, ManyRecordsTakeOneQuestion) {
  Use(kById + kResolves);
  Texts records;
  for (int i = 0; i < 50; ++i)
    records.push_back(OfCategory("k" + std::to_string(i), i % 2 == 0 ? "Tea" : "Rice"));
  options_.max_in_flight = 100;
  engine_.Configure(options_);
  Accept(records);
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  Accept({OfCategory("z", "Tea")});
  for (const std::string& sent : Go()) {
    EXPECT_THAT(sent, Not(HasSubstr("GET")));
    Answer(sent, 200, 0);
  }
  for (const std::string& sent : Go()) EXPECT_THAT(sent, Not(HasSubstr("GET")));
}

TEST_F(HeldTest, OneRecordMayWaitForSeveral) {
  Use(kById + kResolves);
  const auto record = [](const std::string& category, const std::string& vendor) {
    return R"({"id":"a","categoryId":")" + category + R"(","vendorItems":[{"vendorId":")" + vendor +
           R"("}]})";
  };
  Accept({record("Tea", "Seller")});
  EXPECT_THAT(Go(), UnorderedElementsAre(kCategories, kVendors));
  AnswerList(kVendors, R"([{"vendorId":")" + std::string(kSeller) + R"(","name":"Seller"}])");
  EXPECT_THAT(Go(), IsEmpty());
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(record(kTea, kSeller)));
}

TEST_F(HeldTest, RecordsOfOneKeyKeepTheirOrderWhileOneIsHeld) {
  Use(kById + kResolves);
  const std::string later = R"({"id":"a","n":2})";
  Accept({OfCategory("a", "Tea"), later});
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
  Answer(OfCategory("a", kTea), 200, 0);
  EXPECT_THAT(Go(), ElementsAre(later));
}

TEST_F(HeldTest, ANameThatNobodyHasIsRefused) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Teas"), OfCategory("b", "Tea")});
  Go();
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("b", kTea)));
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
  EXPECT_THAT(message_, AllOf(HasSubstr("\"Teas\""), HasSubstr("did you mean \"Tea\"?")));
}

TEST_F(HeldTest, ANameThatNobodyHasMayBeWaitedFor) {
  Use(kById + R"(,"references":{"mode":"resolve","on_missing":"hold"})");
  Accept({OfCategory("a", "Coffee")});
  Go();
  AnswerCategories();
  EXPECT_THAT(Go(1), IsEmpty());
  EXPECT_EQ(pending(), 1u);
  EXPECT_EQ(engine_.NextDue(At(1)), At(60'000));
  EXPECT_THAT(Go(60'000), ElementsAre(kCategories));
  AnswerList(kCategories, R"([{"categoryId":")" + std::string(kRice) + R"(","name":"Coffee"}])", 1,
             60'001);
  EXPECT_THAT(Go(60'001), ElementsAre(OfCategory("a", kRice)));
}

TEST_F(HeldTest, QuestionsCountAsInFlight) {
  Use(kById + kResolves);
  options_.max_in_flight = 2;
  engine_.Configure(options_);
  Accept({R"({"id":"a","categoryId":"Tea","vendorId":"V"})", OfCategory("b", kRice),
          OfCategory("c", kRice)});
  EXPECT_THAT(Go(), SizeIs(2));
  EXPECT_EQ(engine_.in_flight(), 2u);
}

TEST_F(HeldTest, NothingIsAskedWhilePaused) {
  Use(kById + kResolves);
  engine_.SetPaused(true);
  Accept({OfCategory("a", "Tea")});
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kPaused);
  engine_.SetPaused(false);
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  engine_.SetPaused(true);
  AnswerCategories();
  EXPECT_THAT(Go(), IsEmpty());
  engine_.SetPaused(false);
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
}

TEST_F(HeldTest, DiscardGivesHeldRecordsBack) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("a", "Rice"), OfCategory("b", "Tea")});
  Go();
  Exchange aborted;
  aborted.id = flights_.at(kCategories);
  aborted.wrote = true;
  engine_.OnAbort(aborted, At(0), 0);
  engine_.Discard();
  EXPECT_THAT(Settled(), UnorderedElementsAre("0 DROPPED 0 0", "1 DROPPED 0 0", "2 DROPPED 0 0"));
  EXPECT_EQ(pending(), 0u);
  EXPECT_FALSE(engine_.sendable());
  EXPECT_THAT(Go(), IsEmpty());
  Accept({OfCategory("c", "Rice")});
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("c", kRice)));
}

// A question that waited for its backoff has nobody left that it would be asked for; another
// configuration must not find it.
TEST_F(HeldTest, DiscardEndsQuestionsThatWait) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Answer(kCategories, 500, 0);
  engine_.Discard();
  EXPECT_THAT(Settled(), ElementsAre("0 DROPPED 0 0"));
  EXPECT_FALSE(engine_.sendable());
  EXPECT_FALSE(engine_.NextDue(At(0)));
  Use(kById + kResolves);
  EXPECT_THAT(Go(600'000), IsEmpty());
  Accept({OfCategory("c", "Rice")}, 600'000);
  EXPECT_THAT(Go(600'000), ElementsAre(kCategories));
  AnswerCategories(600'000);
  EXPECT_THAT(Go(600'000), ElementsAre(OfCategory("c", kRice)));
}

TEST_F(HeldTest, BatchesAreMadeOfWhatIsKnown) {
  Use(R"("endpoint":"create_product","key":"id","batching":{"enabled":true,"size":2,"linger_ms":0})" +
      kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", "Rice")});
  engine_.CloseAll();
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre("[" + OfCategory("a", kTea) + "," + OfCategory("b", kRice) + "]"));
}

TEST_F(HeldTest, APreviewShowsNamesAndAsksNothing) {
  Use(kById + kResolves);
  engine_.ShowNames();
  Accept({OfCategory("a", "Tea"), OfCategory("b", "Tea")});
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", "Tea")));
  EXPECT_EQ(engine_.names().shown(), (std::map<std::string, size_t>{{"categories", 1}}));
}

}  // namespace
}  // namespace inflow

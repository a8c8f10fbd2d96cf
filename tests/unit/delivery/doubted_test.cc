// SPDX-License-Identifier: Apache-2.0
//
// A record whose outcome is unknown is read back: what the service has of it decides.
#include "tests/unit/delivery/doubted_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST_F(DoubtedTest, IsReadBackAfterABackoffAndMayBeThere) {
  Lose({kLostTea});
  EXPECT_THAT(Start(200), IsEmpty()) << "the write may still be going on";
  EXPECT_TRUE(engine_.sendable());
  EXPECT_EQ(engine_.counters().pending, 1u);
  EXPECT_LE(engine_.NextDue(At(200)), At(500));
  EXPECT_THAT(Start(501), ElementsAre(kReadTea));
  EXPECT_EQ(engine_.in_flight(), 1u);
  Answer(kReadTea, 200, 510, ListOf(kFoundTea));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
  EXPECT_EQ(message_, "the service has it, as reading it back showed");
  EXPECT_EQ(engine_.counters().requests, 2u);
  EXPECT_EQ(engine_.counters().retries, 0u);
  EXPECT_FALSE(engine_.sendable());
  EXPECT_EQ(Sum(), engine_.counters().accepted);
}

TEST_F(DoubtedTest, IsSentAgainWhereItIsNotThere) {
  Start(Lose({kLostTea}));
  Answer(kReadTea, 200, 510, "[]");
  EXPECT_THAT(Start(510), ElementsAre(kLostTea));
  Answer(kLostTea, 201, 520);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 2"));
  EXPECT_EQ(engine_.counters().retries, 1u);
}

TEST_F(DoubtedTest, FailsWhereItsAttemptsAreUsedUpAndItIsNotThere) {
  SetAttempts(2);
  Start(Lose({kLostTea}));
  Answer(kReadTea, 200, 510, "[]");
  Start(510);
  Fail(kLostTea, Failure::kLost, 520);
  EXPECT_THAT(Start(600), IsEmpty());
  EXPECT_THAT(Start(5'000), ElementsAre(kReadTea));
  Answer(kReadTea, 200, 5'001, "[]");
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 0 2"));
  EXPECT_THAT(message_, HasSubstr("it failed; reading it back showed that it is not there"));
  EXPECT_THAT(message_, Not(HasSubstr("may stand")));
}

TEST_F(DoubtedTest, FailsWhereItsTimeIsOverAndItIsNotThere) {
  options_.retry.max_elapsed = std::chrono::milliseconds(400);
  engine_.Configure(options_);
  Start(Lose({kLostTea}));
  Answer(kReadTea, 200, 510, "[]");
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 0 1"));
}

TEST_F(DoubtedTest, IsAmbiguousWhereTheServiceHasItOtherwise) {
  const std::string priced = R"({"sku":"T-1","name":"Tea","prices":[{"unitPrice":"12.50"}]})";
  const std::string read = std::string(kReadTea) + "&include=prices";
  EXPECT_THAT(Start(Lose({priced})), ElementsAre(read));
  Answer(read, 200, 510,
         ListOf(R"({"productId":")" + std::string(kTeaId) +
                R"(","sku":"T-1","name":"Cold tea","prices":[{"unitPrice":12.00}]})"));
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 1"));
  EXPECT_THAT(message_, AllOf(StartsWith("the connection was lost"),
                              HasSubstr(R"("name" is "Cold tea" and "Tea" was sent)"),
                              HasSubstr(R"("prices.0.unitPrice" is 12.00 and "12.50" was sent)")));
}

TEST_F(DoubtedTest, ALongValueIsNotShown) {
  const std::string tale(500, 'x');
  Start(Lose({R"({"sku":"T-1","name":")" + tale + "\"}"}));
  Answer(kReadTea, 200, 510, ListOf(kFoundTea));
  Settled();
  EXPECT_THAT(message_, HasSubstr(R"("name" is "Tea" and a value of 502 bytes was sent)"));
}

TEST_F(DoubtedTest, IsAmbiguousWhereTwoAreFound) {
  const std::string twin =
      R"({"productId":")" + std::string(kTwinId) + R"(","sku":"T-1","name":"Tea"})";
  const std::string changed =
      R"({"productId":")" + std::string(kTwinId) + R"(","sku":"T-1","name":"Old"})";
  for (const std::string& both :
       {kFoundTea + "," + twin, changed + "," + kFoundTea, kFoundTea + "," + changed}) {
    const auto now = static_cast<int64_t>(next_id_) * 100'000;
    Start(Lose({kLostTea}, now));
    Answer(kReadTea, 200, now + 510, ListOf(both));
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("AMBIGUOUS 0 1")));
    EXPECT_THAT(message_, AllOf(HasSubstr(kTeaId), HasSubstr(kTwinId), HasSubstr("\"T-1\"")));
  }
}

TEST_F(DoubtedTest, IsAmbiguousWhereTheAnswerShowsNothing) {
  Start(Lose({kLostTea}));
  Answer(kReadTea, 200, 510, R"({"code":"x"})");
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 1"));
  EXPECT_THAT(message_, HasSubstr("it could not be read back: the service answered 200"));
}

TEST_F(DoubtedTest, IsAmbiguousWhereItCannotBeReadInTheEnd) {
  SetAttempts(2);
  int64_t now = Lose({kLostTea});
  for (const int status : {502, 503}) {
    EXPECT_THAT(Start(now), ElementsAre(kReadTea)) << status;
    EXPECT_THAT(Settled(), IsEmpty());
    Answer(kReadTea, status, now);
    now += 10'000;
  }
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 1"));
  EXPECT_THAT(message_, HasSubstr("it could not be read back: the service answered 503"));
  EXPECT_EQ(engine_.counters().retries, 1u);
  now += 1'000'000;
  Lose({kLostTea}, now);
  now += 1'000'000;
  Start(now);
  Answer(kReadTea, 400, now, R"({"message":"no such filter"})");
  EXPECT_THAT(Settled(), ElementsAre("1 AMBIGUOUS 0 1"));
  EXPECT_THAT(message_, HasSubstr("no such filter"));
}

TEST_F(DoubtedTest, AnAnswerThatDidNotArriveWholeIsAskedForAgain) {
  Start(Lose({kLostTea}));
  Exchange cut;
  cut.status = 200;
  cut.wrote = cut.cut = true;
  cut.body = "[";
  HandIn(kReadTea, std::move(cut), 510);
  EXPECT_THAT(Start(510), IsEmpty());
  EXPECT_THAT(Start(1'100), ElementsAre(kReadTea));
  Answer(kReadTea, 200, 1'101, ListOf(kFoundTea));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
}

TEST_F(DoubtedTest, WhatNobodyCanReadIsAmbiguousAtOnce) {
  for (
      const char* endpoint :
      {kPost, R"("endpoint":{"method":"POST","url":"/{companyId}/products/adjust/all"})",
       R"("allowed_hosts":["127.0.0.1:8"],"endpoint":{"method":"POST","url":"http://127.0.0.1:8/other/products"})"}) {
    Configure(endpoint);
    const auto now = static_cast<int64_t>(next_id_) * 100'000;
    const bool named = std::string_view(endpoint) != kPost;
    Accept({named ? kLostTea : kA}, now);
    const std::string body = Start(now).at(0);
    Fail(body, Failure::kLost, now);
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("AMBIGUOUS 0 1"))) << endpoint;
  }
}

TEST_F(DoubtedTest, NothingIsReadWhereThatIsNotWanted) {
  Set(OnUnknownOutcome::kHold);
  Accept({kLostTea});
  Start(0);
  Fail(kLostTea, Failure::kLost, 0);
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 1"));
  Set(OnUnknownOutcome::kResend);
  Accept({kLostTea}, 1'000);
  Start(1'000);
  Fail(kLostTea, Failure::kLost, 1'000);
  EXPECT_THAT(Start(2'000), ElementsAre(kLostTea));
}

TEST_F(DoubtedTest, AStampedEntityIsReadByItsGuid) {
  Configure(kPut);
  for (const auto& [name, outcome] :
       {std::pair("Tea", "DELIVERED 200 1"), std::pair("Older tea", "AMBIGUOUS 502 1")}) {
    const auto now = static_cast<int64_t>(next_id_) * 100'000;
    Accept({kStamped}, now);
    Start(now);
    Answer(kStamped, 502, now);
    EXPECT_THAT(Start(now + 501), ElementsAre(ReadOf(kTeaId)));
    Answer(ReadOf(kTeaId), 200, now + 502,
           R"({"productId":")" + std::string(kTeaId) + R"(","name":")" + name +
               R"(","timestamp":"0000000000310AC0"})");
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr(outcome)));
  }
  const int64_t now = 900'000;
  Accept({kStamped}, now);
  Start(now);
  Answer(kStamped, 502, now);
  Start(now + 501);
  Answer(ReadOf(kTeaId), 404, now + 502, R"({"code":"NotFound"})");
  EXPECT_THAT(Start(now + 502), ElementsAre(kStamped));
}

TEST_F(DoubtedTest, WhatMayBeRepeatedIsReadBackOnlyToVerify) {
  Configure(kPatch);
  const std::string patch = R"({"id":")" + std::string(kTeaId) + R"(","name":"Tea"})";
  Accept({patch});
  Start(0);
  Fail(patch, Failure::kLost, 0);
  EXPECT_THAT(Start(600), ElementsAre(patch));
  Set(OnUnknownOutcome::kVerify);
  Answer(patch, 500, 600);
  EXPECT_THAT(Start(610), IsEmpty());
  EXPECT_THAT(Start(5'000), ElementsAre(ReadOf(kTeaId)));
  Answer(ReadOf(kTeaId), 200, 5'001,
         R"({"productId":")" + std::string(kTeaId) + R"(","name":"No"})");
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 500 2"));
  for (const bool there : {true, false}) {
    const auto now = static_cast<int64_t>(next_id_) * 100'000;
    Accept({patch}, now);
    Start(now);
    Answer(patch, 500, now);
    Start(now + 501);
    Answer(ReadOf(kTeaId), there ? 200 : 404, now + 502,
           R"({"productId":")" + std::string(kTeaId) + R"(","name":"Tea"})");
    EXPECT_THAT(Start(now + 502), SizeIs(there ? 0 : 1));
    EXPECT_THAT(Settled(), SizeIs(there ? 1 : 0));
  }
}

TEST_F(DoubtedTest, WhatMayBeRepeatedAndNobodyCanReadIsSentAgain) {
  Set(OnUnknownOutcome::kVerify);
  Configure(kPatch);
  Accept({kA});
  Start(0);
  Answer(kA, 500, 0);
  EXPECT_THAT(Start(600), ElementsAre(kA));
  Answer(kA, 503, 601, "", {{"retry-after", "1"}});
  EXPECT_THAT(Start(5'000), ElementsAre(kA)) << "it says that nothing was applied";
}

TEST_F(DoubtedTest, OfSeveralEachIsReadAndSentAgainAlone) {
  Configure(
      std::string(kPost) +
      R"(,"batching":{"enabled":true,"size":3,"algorithm":"item_wrapper","key":"all","item_key":"one"})");
  const std::string pot = R"({"sku":"P-1","name":"Pot"})";
  const int64_t now = Lose({kLostTea, kNextCup, pot});
  EXPECT_THAT(Start(now), SizeIs(1)) << "the first one shows whether anything answers";
  Answer(kReadTea, 200, now, ListOf(kFoundTea));
  const Texts others = Start(now);
  ASSERT_THAT(others, SizeIs(2));
  Answer(others[0], 200, now, "[]");
  Answer(others[1], 200, now,
         ListOf(R"({"productId":")" + std::string(kTwinId) + R"(","sku":"P-1","name":"Jar"})"));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1", "2 AMBIGUOUS 0 1"));
  EXPECT_THAT(Start(now), ElementsAre(R"({"all":[{"one":)" + kNextCup + "}]}"));
}

TEST_F(DoubtedTest, WhomAnUnclearListMeantIsReadBack) {
  Configure(
      std::string(kPost) +
      R"(,"batching":{"enabled":true,"size":2},"response":{"item_errors":"errors","item_index":"i"})");
  Accept({kLostTea, kNextCup});
  Answer(Start(0).at(0), 200, 1, R"({"errors":[{"i":1},{"i":7}]})");
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED 200 1"));
  EXPECT_THAT(Start(502), ElementsAre(kReadTea));
  Answer(kReadTea, 200, 503, "[]");
  EXPECT_THAT(Start(503), ElementsAre("[" + kLostTea + "]"));
}

TEST_F(DoubtedTest, AnAnswerWithAnotherIdIsComparedWithWhatIsThere) {
  Configure(kPut);
  Set(OnUnknownOutcome::kVerify);
  const std::string tea = R"({"productId":")" + std::string(kTeaId) + R"(","name":"Tea"})";
  const std::string other = R"({"productId":")" + std::string(kTwinId) + R"(","name":"Tea"})";
  for (const auto& [status, outcome] :
       {std::pair(200, "DELIVERED 200 1"), std::pair(404, "AMBIGUOUS 200 1")}) {
    const auto now = static_cast<int64_t>(next_id_) * 100'000;
    Accept({tea}, now);
    Start(now);
    Answer(tea, 200, now, other, {{"content-type", "application/json"}});
    EXPECT_THAT(Start(now), ElementsAre(ReadOf(kTeaId))) << "the write has ended";
    Answer(ReadOf(kTeaId), status, now + 502, status == 200 ? tea : "{}");
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr(outcome)));
    EXPECT_THAT(Start(now + 503), IsEmpty()) << "it may stand under the other id";
  }
  EXPECT_THAT(message_, AllOf(HasSubstr(kTwinId), HasSubstr("is not there")));
}

TEST_F(DoubtedTest, WhatIsRefusedOnceItWasNotThereIsReadOnceMore) {
  for (const bool there : {true, false}) {
    const auto now = static_cast<int64_t>(next_id_) * 100'000;
    Start(Lose({kLostTea}, now));
    Answer(kReadTea, 200, now + 510, "[]");
    Start(now + 510);
    Answer(kLostTea, 409, now + 520, R"({"message":"it exists"})");
    EXPECT_THAT(Start(now + 5'000), ElementsAre(kReadTea))
        << "the first attempt may have been slow";
    Answer(kReadTea, 200, now + 5'001, there ? ListOf(kFoundTea) : "[]");
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr(there ? "DELIVERED 200 2" : "REJECTED 409 2")));
  }
  EXPECT_EQ(message_, "the service answered 409 (conflict): it exists");
}

TEST_F(DoubtedTest, ADocumentIsOneAndStaysWhereALateLineSpoilsIt) {
  Configure(
      R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"orderNumber","line_attributes":["description"]})");
  const auto line = [](const std::string& order, const std::string& what) {
    return R"({"orderNumber":")" + order + R"(","description":")" + what + "\"}";
  };
  Accept({line("1", "a"), line("1", "b"), line("2", "c")});
  const Texts sent = Start(0);
  ASSERT_THAT(sent, SizeIs(1));
  Fail(sent[0], Failure::kLost, 0);
  Accept({line("1", "late")}, 1);
  EXPECT_THAT(Settled(), ElementsAre("3 REJECTED 0 0"));
  EXPECT_EQ(engine_.notes().total(), 1u) << "it may have been sent";
  const Texts read = Start(501);
  ASSERT_THAT(read, ElementsAre(StartsWith("/sales-orders?")));
  Answer(read[0], 200, 502, "[]");
  EXPECT_THAT(Start(502), ElementsAre(sent[0]));
  Answer(sent[0], 201, 503);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 2", "1 DELIVERED 201 2"));
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// What an exchange means for the records that it carried.
#include "plugin/delivery/engine.h"
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(EngineTest, ARefusalOfTheWholeRouteCostsOneRequest) {
  for (const int status : {301, 308, 401, 402, 403, 404, 405, 406, 407, 415, 426, 501, 505, 511}) {
    Configure(kPost);
    Accept({kA, kB, kC});
    for (int time = 0; time < 2; ++time) {
      const uint64_t before = engine_.counters().requests;
      EXPECT_THAT(Send(0), ElementsAre(kA));
      Answer(kA, status, 1);
      EXPECT_THAT(Send(1), IsEmpty());
      EXPECT_EQ(last_.kind, Action::kStopped);
      EXPECT_EQ(engine_.counters().requests, before + 1) << status;
      EXPECT_EQ(engine_.counters().pending, 3u);
      engine_.ClearStop();
    }
    engine_.Discard();
    Settled();
  }
}

TEST_F(EngineTest, ARefusedCredentialPutsEveryRouteToTheTestAgain) {
  Configure(kPost);
  Accept({kA, kB, kC});
  Send(0);
  Answer(kA, 200, 1);
  EXPECT_THAT(Send(1), ElementsAre(kB, kC));
  Answer(kB, 401, 2);
  Answer(kC, 401, 2);
  engine_.ClearStop();
  EXPECT_THAT(Send(3), ElementsAre(kB));
}

TEST_F(EngineTest, RetriesWithBackoffUntilAttemptsAreUsedUp) {
  options_.retry.max_attempts = 3;
  engine_.Configure(options_);
  Configure(kPatch);
  Accept({kA});
  int64_t now = 0;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    EXPECT_THAT(Send(now), ElementsAre(kA)) << attempt;
    Answer(kA, 500, now);
    if (attempt == 3) break;
    EXPECT_THAT(Send(now), IsEmpty());
    const int64_t wait =
        std::chrono::duration_cast<std::chrono::milliseconds>(*last_.until - At(now)).count();
    EXPECT_GE(wait, 250 << (attempt - 1));
    EXPECT_LE(wait, 500 << (attempt - 1));
    now += wait + 1;
  }
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 500 3"));
  EXPECT_EQ(engine_.counters().retries, 2u);
}

TEST_F(EngineTest, GivesUpAfterMaxElapsedButNotWhileTheGateIsClosed) {
  options_.retry.max_elapsed = std::chrono::milliseconds(10'000);
  engine_.Configure(options_);
  Configure(kPatch);
  Accept({kA});
  Send(0);
  Answer(kA, 429, 0, "", {{"retry-after", "100"}});
  Send(100'000);
  Answer(kA, 500, 105'000);
  EXPECT_THAT(Settled(), IsEmpty());
  Send(106'000);
  Answer(kA, 500, 111'000);
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 500 3"));
}

TEST_F(EngineTest, ThrottlingClosesTheGateForAllAndUsesUpNoAttempt) {
  Configure(kPost);
  Accept({kA, kB});
  options_.max_in_flight = 1;
  options_.retry.max_attempts = 1;
  engine_.Configure(options_);
  EXPECT_THAT(Send(0), ElementsAre(kA));
  Answer(kA, 429, 10, "", {{"retry-after", "3"}});
  EXPECT_THAT(Send(10), IsEmpty());
  EXPECT_EQ(last_.until, At(3010));
  EXPECT_THAT(Send(3010), ElementsAre(kA));
  Answer(kA, 201, 3020);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 2"));
  EXPECT_EQ(engine_.counters().throttled, 1u);
  EXPECT_EQ(engine_.counters().requests, 2u);
  EXPECT_EQ(engine_.counters().retries, 1u);
}

TEST_F(EngineTest, APostWithAnUnknownOutcomeIsHeld) {
  Configure(kPost);
  Accept({kA, kB});
  Send(0);
  Fail(kA, Failure::kLost, 5);
  EXPECT_THAT(Send(5), IsEmpty()) << "a trial waits";
  EXPECT_THAT(Send(505), ElementsAre(kB));
  Answer(kB, 502, 506);
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 1", "1 AMBIGUOUS 502 1"));
}

TEST_F(EngineTest, AnIdempotentRequestIsSentAgainAfterAnUnknownOutcome) {
  Configure(kPatch);
  Accept({kA});
  Send(0);
  Fail(kA, Failure::kTimedOut, 30'000);
  EXPECT_THAT(Send(31'000), ElementsAre(kA));
  Answer(kA, 200, 31'100);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 2"));
}

TEST_F(EngineTest, ResendIsHonestWhenItFailsInTheEnd) {
  options_.retry.on_unknown_outcome = OnUnknownOutcome::kResend;
  options_.retry.max_attempts = 2;
  engine_.Configure(options_);
  Configure(kPost);
  Accept({kA});
  Send(0);
  Fail(kA, Failure::kLost, 5);
  EXPECT_THAT(Send(1'000), ElementsAre(kA));
  Answer(kA, 400, 1'100);
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 400 2"));
}

TEST_F(EngineTest, HoldHoldsWhatCouldBeRepeated) {
  options_.retry.on_unknown_outcome = OnUnknownOutcome::kHold;
  engine_.Configure(options_);
  Configure(kPatch);
  Accept({kA});
  Send(0);
  Fail(kA, Failure::kTimedOut, 30'000);
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 1"));
}

TEST_F(EngineTest, WhatAnUnansweredAttemptWroteMayStand) {
  options_.retry.max_attempts = 2;
  engine_.Configure(options_);
  Configure(kPatch);
  for (const int status : {400, 500}) {
    Accept({kA});
    const auto now = static_cast<int64_t>(next_id_) * 10'000;
    Send(now);
    Fail(kA, Failure::kLost, now + 5);
    Send(now + 1'000);
    Answer(kA, status, now + 1'100);
    Settled();
    EXPECT_THAT(message_, HasSubstr("what that wrote may stand")) << status;
  }
  Accept({kA});
  Send(90'000);
  Answer(kA, 400, 90'001);
  Settled();
  EXPECT_EQ(message_, "the service answered 400") << "nothing else was sent";
}

TEST_F(EngineTest, ServiceUnavailableWithoutATimeIsAnUnknownOutcome) {
  Configure(kPost);
  Accept({kA, kB});
  Send(0);
  Answer(kA, 503, 5);
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 503 1"));
  options_.retry.on_503 = On503::kNotApplied;
  engine_.Configure(options_);
  Send(1'000);
  Answer(kB, 503, 1'005);
  EXPECT_THAT(Send(3'000), ElementsAre(kB));
}

TEST_F(EngineTest, AnHourWithoutAServiceCostsFewRecords) {
  for (const int status : {499, 502, 503, 524, 0}) {
    Engine fresh(7);
    std::swap(engine_, fresh);
    next_id_ = 0;
    engine_.Configure(options_);
    Configure(kPost);
    std::vector<std::string> records;
    for (int i = 0; i < 200; ++i) records.push_back("{\"id\":\"" + std::to_string(i) + "\"}");
    Accept(records);
    Answer(Send(0).at(0), 201, 1);  // the endpoint is there
    int64_t now = 2;
    std::vector<std::string> bodies = Send(now);
    EXPECT_EQ(bodies.size(), options_.max_in_flight);
    while (now < 3'600'000) {
      for (const std::string& body : bodies)
        status == 0 ? Fail(body, Failure::kLost, now) : Answer(body, status, now);
      now = std::max<int64_t>(now + 1,
                              ToMillis(engine_.NextDue(At(now)).value_or(At(now)) - At(0)) + 1);
      bodies = Send(now);
      EXPECT_LE(bodies.size(), 1u) << "one trial at a time";
    }
    EXPECT_LE(engine_.counters().outcomes[static_cast<size_t>(Outcome::kAmbiguous)],
              options_.max_in_flight + 5)
        << status;
    for (const std::string& body : bodies) Answer(body, 201, now);
    EXPECT_GT(Send(now + 1).size(), 1u) << "an answer ends it";
    engine_.ClearSettled();
  }
}

TEST_F(EngineTest, AnAbsurdPauseEndsWhereAPersonSaysSo) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Answer(kA, 429, 1, "", {{"retry-after", "Fri, 31 Dec 2199 23:59:59 GMT"}});
  EXPECT_THAT(Send(2), IsEmpty());
  EXPECT_EQ(engine_.stop(At(2)).reason, StopReason::kRateLimited);
  engine_.EndLongPause(At(3));
  EXPECT_EQ(engine_.stop(At(3)).reason, StopReason::kNone);
  EXPECT_THAT(Send(3), ElementsAre(kA));
  Answer(kA, 429, 4, "", {{"retry-after", "60"}});
  engine_.EndLongPause(At(5));
  EXPECT_THAT(Send(5), IsEmpty()) << "an ordinary one is kept";
}

TEST_F(EngineTest, APauseIsTold) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Exchange exchange;
  exchange.id = flights_.at(kA);
  exchange.status = 429;
  exchange.wrote = true;
  exchange.headers = {{"retry-after", "2s"}};
  EXPECT_EQ(
      engine_.OnExchange(std::move(exchange), At(1), 0),
      "the service answered 429; its Retry-After \"2s\" is neither whole seconds nor a date: the next request waits 60 s");
  Send(60'001);
  exchange.id = flights_.at(kA);
  exchange.headers = {{"retry-after", "0"}};
  EXPECT_EQ(engine_.OnExchange(std::move(exchange), At(60'002), 0),
            "the service answered 429: the next request may start at once");
  Send(60'003);
  exchange.id = flights_.at(kA);
  exchange.status = 425;
  exchange.headers = {{"retry-after", "2s"}};
  EXPECT_EQ(
      engine_.OnExchange(std::move(exchange), At(60'004), 0),
      "the service answered 425; its Retry-After \"2s\" is neither whole seconds nor a date: its attempts go on without it");
}

TEST_F(EngineTest, ServiceUnavailableIsSentAgainEvenForAPost) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Answer(kA, 503, 5, "", {{"retry-after", "2"}});
  EXPECT_THAT(Send(1'999), IsEmpty());
  EXPECT_THAT(Send(2'010), ElementsAre(kA));
}

TEST_F(EngineTest, ARefusedCredentialStopsWithEverythingPending) {
  Configure(kPost);
  Accept({kA, kB});
  Send(0);
  Answer(kA, 401, 1);
  EXPECT_THAT(Send(1), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kStopped);
  EXPECT_EQ(engine_.stop(At(1)).reason, StopReason::kAuth);
  EXPECT_EQ(engine_.counters().pending, 2u);
  engine_.ClearStop();
  EXPECT_THAT(Send(3), ElementsAre(kA));
}

TEST_F(EngineTest, AMissingRouteStopsAndNamesTheOtherEndpoint) {
  for (const int status : {404, 405}) {
    Configure(kPost);
    Accept({kA});
    Send(0);
    Answer(kA, status, 1);
    Send(1);
    EXPECT_EQ(last_.kind, Action::kStopped);
    EXPECT_EQ(engine_.stop(At(1)).reason, StopReason::kConfig);
    EXPECT_THAT(engine_.stop(At(1)).message, HasSubstr("\"upsert_product\""));
    engine_.Discard();
    engine_.ClearStop();
    Settled();
  }
}

TEST_F(EngineTest, ThreeMissingIdsBeforeAnySuccessMeanNoRoute) {
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  Configure(kPatch);
  Accept({kA, kB, kC});
  for (const std::string* record : {&kA, &kB, &kC}) {
    EXPECT_THAT(Send(0), ElementsAre(*record));
    Answer(*record, 404, 1);
  }
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 404 1", "1 REJECTED 404 1"));
  EXPECT_EQ(engine_.stop(At(1)).reason, StopReason::kConfig);
  EXPECT_EQ(engine_.counters().pending, 1u);
}

TEST_F(EngineTest, MissingIdsAfterASuccessAreJustMissing) {
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  Configure(kPatch);
  Accept({kA, kB, kC, R"({"id":"d"})"});
  Send(0);
  Answer(kA, 200, 1);
  for (const std::string& record : {kB, kC, std::string(R"({"id":"d"})")}) {
    Send(2);
    Answer(record, 404, 3);
  }
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1", "1 REJECTED 404 1", "2 REJECTED 404 1",
                                     "3 REJECTED 404 1"));
}

TEST_F(EngineTest, RefusalsCarryTheServicesWords) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Answer(kA, 422, 1, R"({"code":"x","message":"Negative Inventory"})");
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 422 1"));
  EXPECT_THAT(message_, HasSubstr("Negative Inventory"));
}

TEST_F(EngineTest, ARefusedGroupIsHalvedWhereThatIsSafe) {
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":4,"atomic":true})");
  Accept({"{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}"});
  EXPECT_THAT(Send(0), ElementsAre(R"([{"n":1},{"n":2},{"n":3},{"n":4}])"));
  Answer(R"([{"n":1},{"n":2},{"n":3},{"n":4}])", 400, 1);
  EXPECT_THAT(Send(1), ElementsAre(R"([{"n":1},{"n":2}])", R"([{"n":3},{"n":4}])"));
  Answer(R"([{"n":3},{"n":4}])", 200, 2);
  Answer(R"([{"n":1},{"n":2}])", 422, 2);
  EXPECT_THAT(Send(2), ElementsAre(R"([{"n":1}])", R"([{"n":2}])"));
  Answer(R"([{"n":1}])", 200, 3);
  Answer(R"([{"n":2}])", 400, 3, "no such thing");
  EXPECT_THAT(Settled(), ElementsAre("2 DELIVERED 200 2", "3 DELIVERED 200 2", "0 DELIVERED 200 3",
                                     "1 REJECTED 400 3"));
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

TEST_F(EngineTest, HalvesHaveTheAttemptsOfTheWhole) {
  options_.retry.max_attempts = 3;
  options_.retry.on_503 = On503::kNotApplied;
  engine_.Configure(options_);
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":2,"atomic":true})");
  Accept({kA, kB});
  const std::string both = "[" + kA + "," + kB + "]", a = "[" + kA + "]", b = "[" + kB + "]";
  for (const int64_t now : {0, 100'000}) {
    EXPECT_THAT(Send(now), ElementsAre(both));
    Answer(both, 503, now);
  }
  EXPECT_THAT(Send(200'000), ElementsAre(both));
  Answer(both, 400, 200'000);
  EXPECT_THAT(Send(200'000), ElementsAre(a, b));
  Answer(a, 503, 200'000);
  Answer(b, 200, 200'000);
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 503 4", "1 DELIVERED 200 4"));
}

TEST_F(EngineTest, HalvesAreTriedForAsLongAsTheWhole) {
  options_.retry.max_elapsed = std::chrono::milliseconds(1'000);
  options_.retry.on_503 = On503::kNotApplied;
  engine_.Configure(options_);
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":2,"atomic":true})");
  Accept({kA, kB});
  const std::string both = "[" + kA + "," + kB + "]", a = "[" + kA + "]", b = "[" + kB + "]";
  Send(0);
  Answer(both, 400, 900);
  EXPECT_THAT(Send(900), ElementsAre(a, b));
  Answer(a, 503, 1'000);
  Answer(b, 503, 1'001);
  EXPECT_THAT(Settled(), ElementsAre("1 FAILED 503 2"));
}

TEST_F(EngineTest, ARefusedGroupThatMayHaveBeenTakenInPartIsAmbiguous) {
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":2})");
  Accept({kA, kB});
  Send(0);
  Answer(R"([{"id":"a"},{"id":"b"}])", 400, 1);
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 400 1", "1 AMBIGUOUS 400 1"));
}

TEST_F(EngineTest, ATooLargeGroupIsAlwaysHalved) {
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":2})");
  Accept({kA, kB});
  Send(0);
  Answer(R"([{"id":"a"},{"id":"b"}])", 413, 1);
  EXPECT_THAT(Send(1), ElementsAre(R"([{"id":"a"}])", R"([{"id":"b"}])"));
}

constexpr char kNamed[] =
    R"("endpoint":"create_product","key":"k","response":{"item_errors":"errors","item_index":"i","item_message":"m"},"batching":{"enabled":true,"size":3)";
constexpr char kThree[] = R"([{"k":1},{"k":2},{"k":3}])";
constexpr char kErrors[] = R"({"errors":[{"i":1,"m":"no such SKU"}]})";

TEST_F(EngineTest, ASuccessMayRefuseSingleRecords) {
  Configure(std::string(kNamed) + "}");
  Accept({R"({"k":1})", R"({"k":2})", R"({"k":3})"});
  Send(0);
  Answer(kThree, 200, 1, kErrors);
  EXPECT_EQ(*engine_.settled()[1].message, "the service refused this record: no such SKU");
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1", "1 REJECTED 200 1", "2 DELIVERED 200 1"));
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

TEST_F(EngineTest, ARefusalThatNamesRecordsSendsTheOthersAgain) {
  Configure(std::string(kNamed) + R"(,"atomic":true})");
  Accept({R"({"k":1})", R"({"k":2})", R"({"k":3})", R"({"k":2,"n":2})", R"({"k":1,"n":2})", "{}"});
  Send(0);
  Answer(kThree, 422, 1, kErrors);
  EXPECT_EQ(*engine_.settled()[0].message, "the service refused this record: no such SKU");
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED 422 1"));
  EXPECT_THAT(Send(2), ElementsAre(R"([{"k":1},{"k":3}])"))
      << "what has one of its keys waits for it";
  Answer(R"([{"k":1},{"k":3}])", 200, 3);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 2", "2 DELIVERED 200 2"));
  EXPECT_THAT(Send(3), ElementsAre(R"([{},{"k":2,"n":2},{"k":1,"n":2}])"));
  Answer(R"([{},{"k":2,"n":2},{"k":1,"n":2}])", 200, 4);
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

TEST_F(EngineTest, ARefusalThatNamesRecordsLeavesTheOthersInDoubt) {
  Configure(std::string(kNamed) + "}");
  Accept({R"({"k":1})", R"({"k":2})", R"({"k":3})"});
  Send(0);
  Answer(kThree, 400, 1, kErrors);
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 400 1", "1 REJECTED 400 1", "2 AMBIGUOUS 400 1"));
}

TEST_F(EngineTest, ARefusalThatNamesAllIsFinal) {
  Configure(std::string(kNamed) + R"(,"atomic":true})");
  Accept({R"({"k":1})", R"({"k":2})", R"({"k":3})"});
  Send(0);
  Answer(kThree, 400, 1, R"({"errors":[{"i":0},{"i":1},{"i":2}]})");
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 400 1", "1 REJECTED 400 1", "2 REJECTED 400 1"));
  EXPECT_THAT(Send(2), IsEmpty());
}

TEST_F(EngineTest, DiscardTellsWhatWasSentAndWhatWasNot) {
  Configure(kPost);
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  Accept({kA, kB});
  Send(0);
  Exchange aborted;
  aborted.id = flights_.at(kA);
  aborted.wrote = true;
  engine_.OnAbort(aborted, TimePoint(), 0);
  engine_.Discard();
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 1", "1 DROPPED 0 0"));
  EXPECT_EQ(engine_.counters().pending, 0u);
}

TEST_F(EngineTest, DiscardedIdempotentRequestsAreDroppedEvenIfTheyWereSent) {
  Configure(kPatch);
  const std::string a2 = R"({"id":"a","n":2})";
  Accept({kA, a2});
  Send(0);
  Exchange aborted;
  aborted.id = flights_.at(kA);
  aborted.wrote = true;
  engine_.OnAbort(aborted, TimePoint(), 0);
  engine_.Discard();
  EXPECT_THAT(Settled(), ElementsAre("0 DROPPED 0 1", "1 DROPPED 0 0"));
  Accept({kA});
  EXPECT_THAT(Send(1), ElementsAre(kA)) << "nothing waits for what was discarded";
}

TEST_F(EngineTest, CapturesResponsesOnRequest) {
  options_.capture_responses = true;
  engine_.Configure(options_);
  Configure(kPut);
  Accept({R"({"productId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})"});
  Send(0);
  Answer(R"({"productId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})", 200, 1, "{\"ok\":1}");
  ASSERT_EQ(engine_.settled().size(), 1u);
  EXPECT_EQ(*engine_.settled()[0].response, "{\"ok\":1}");
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/engine.h"

#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(EngineTest, DeliversAndCounts) {
  Configure(kPost);
  Accept({kA, "[1]", kB});
  EXPECT_EQ(engine_.counters().pending, 2u);
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED 0 0"));
  EXPECT_EQ(message_, "byte 1: a record must be a JSON object, this is an array");
  EXPECT_THAT(Send(0), ElementsAre(kA));
  Answer(kA, 201, 5);
  EXPECT_THAT(Send(5), ElementsAre(kB));
  Answer(kB, 200, 6);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 1", "2 DELIVERED 200 1"));
  EXPECT_EQ(engine_.counters().accepted, 3u);
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
  EXPECT_EQ(engine_.counters().requests, 2u);
}

TEST_F(EngineTest, RefusesARecordThatIsTooLarge) {
  options_.max_record_bytes = 10;
  engine_.Configure(options_);
  Configure(kPost);
  Accept({R"({"a":"0123456789"})", "{}"});
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
  EXPECT_EQ(message_, "the record has 18 bytes, more than limits.max_record_bytes (10)");
}

TEST_F(EngineTest, KeepsToMaxInFlight) {
  options_.max_in_flight = 2;
  engine_.Configure(options_);
  Configure(kPost);
  const std::string d = R"({"id":"d"})";
  Accept({kA, kB, kC, d});
  Send(0);
  Answer(kA, 200, 1);
  EXPECT_THAT(Send(1), ElementsAre(kB, kC));
  EXPECT_EQ(last_.until, std::nullopt);
  Answer(kC, 200, 2);
  EXPECT_THAT(Send(2), ElementsAre(d));
}

TEST_F(EngineTest, ARouteThatHasNotAnsweredGetsOneRequestAtATime) {
  Configure(kPatch);
  Accept({kA, kB, kC});
  EXPECT_THAT(Send(0), ElementsAre(kA));
  EXPECT_EQ(last_.until, std::nullopt) << "until the first one ends";
  Answer(kA, 429, 1, "", {{"retry-after", "1"}});
  EXPECT_THAT(Send(1'001), ElementsAre(kA)) << "throttling says nothing of the route";
  Answer(kA, 400, 1'002);
  EXPECT_THAT(Send(1'002), ElementsAre(kB, kC)) << "a refusal of the record does";
}

TEST_F(EngineTest, ALongPauseStopsTheWorkUntilItIsOver) {
  options_.retry.max_retry_after = std::chrono::milliseconds(5'000);
  engine_.Configure(options_);
  Configure(kPost);
  Accept({kA});
  Send(0);
  Answer(kA, 429, 0, "", {{"retry-after", "60"}});
  Send(1);
  EXPECT_EQ(last_.kind, Action::kStopped);
  EXPECT_EQ(engine_.stop(At(1)).reason, StopReason::kRateLimited);
  EXPECT_EQ(engine_.stop(At(1)).until, At(60'000));
  EXPECT_THAT(Send(60'000), ElementsAre(kA));
  EXPECT_EQ(engine_.stop(At(60'000)).reason, StopReason::kNone);
}

TEST_F(EngineTest, FiveConnectionFailuresInARowStopTheWorkWithEverythingPending) {
  Configure(kPost);
  Accept({kA, kB});
  int64_t now = 0;
  EXPECT_THAT(Send(now), ElementsAre(kA));
  Fail(kA, Failure::kUnreachable, 1);
  for (int failure = 2; failure <= 5; ++failure) {
    EXPECT_THAT(Send(now), IsEmpty());
    EXPECT_EQ(last_.kind, Action::kWait);
    now += 10'000;
    EXPECT_THAT(Send(now), ElementsAre(kA)) << "one probe at a time";
    Fail(kA, Failure::kUnreachable, now + 1);
  }
  EXPECT_THAT(Send(now + 2), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kStopped);
  EXPECT_EQ(engine_.stop(At(now + 2)).reason, StopReason::kUnavailable);
  EXPECT_EQ(engine_.counters().pending, 2u);
  EXPECT_EQ(engine_.counters().requests, 0u);
  EXPECT_THAT(Send(now + 60'000), ElementsAre(kA));
  Answer(kA, 200, now + 60'001);
  EXPECT_THAT(Send(now + 60'001), ElementsAre(kB));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
}

TEST_F(EngineTest, ARefusedCertificateStopsAtOnce) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Fail(kA, Failure::kUntrusted, 1);
  Send(1);
  EXPECT_EQ(last_.kind, Action::kStopped);
  EXPECT_EQ(engine_.stop(At(1)).reason, StopReason::kUnavailable);
  EXPECT_THAT(engine_.stop(At(1)).message, HasSubstr("it failed"));
}

TEST_F(EngineTest, RecordsOfOneKeyGoOneAfterTheOther) {
  Configure(kPatch);
  const std::string a2 = R"({"id":"a","n":2})", a3 = R"({"id":"a","n":3})";
  Accept({kC, kA, a2, kB, a3});
  Send(0);
  Answer(kC, 200, 0);
  EXPECT_THAT(Send(0), ElementsAre(kA, kB));
  Answer(kB, 200, 1);
  EXPECT_THAT(Send(1), IsEmpty());
  Answer(kA, 500, 2);
  EXPECT_THAT(Send(2), IsEmpty());
  EXPECT_THAT(Send(1'000), ElementsAre(kA));
  Answer(kA, 200, 1'001);
  EXPECT_THAT(Send(1'001), ElementsAre(a2));
  Answer(a2, 400, 1'002);
  EXPECT_THAT(Send(1'002), ElementsAre(a3));
}

TEST_F(EngineTest, OpenGroupsStayOpenUntilTheyAreClosed) {
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":3})");
  Accept({kA, kB});
  EXPECT_THAT(Send(0), IsEmpty());
  EXPECT_FALSE(engine_.sendable());
  engine_.CloseAll();
  EXPECT_THAT(Send(0), ElementsAre(R"([{"id":"a"},{"id":"b"}])"));
}

constexpr char kPairs[] =
    R"("endpoint":"create_product","key":"k","batching":{"enabled":true,"size":2,"atomic":true})";
const std::string kK1 = R"({"k":1})", kK2 = R"({"k":2})", kK3 = R"({"k":3})",
                  kNew1 = R"({"k":1,"n":2})";

TEST_F(EngineTest, ARepeatedKeyDoesNotCutAGroupShort) {
  Configure(kPairs);
  Accept({kK1, kNew1, kK2, kK3});
  const std::string first = "[" + kK1 + "," + kK2 + "]", second = "[" + kK3 + "," + kNew1 + "]";
  EXPECT_THAT(Send(0), ElementsAre(first));
  Answer(first, 200, 1);
  EXPECT_THAT(Send(1), ElementsAre(second)) << "what is free joins the group that is open";
  Answer(second, 200, 2);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1", "2 DELIVERED 200 1", "3 DELIVERED 200 1",
                                     "1 DELIVERED 200 1"));
}

TEST_F(EngineTest, WhatWaitsForAHalvedGroupWaitsForItsOwnHalf) {
  Configure(kPairs);
  Accept({kK1, kK2, kNew1, kK3});
  const std::string first = "[" + kK1 + "," + kK2 + "]", second = "[" + kK3 + "," + kNew1 + "]";
  EXPECT_THAT(Send(0), ElementsAre(first));
  Answer(first, 400, 1);
  EXPECT_THAT(Send(1), ElementsAre("[" + kK1 + "]", "[" + kK2 + "]"));
  Answer("[" + kK2 + "]", 400, 2);
  EXPECT_THAT(Send(2), IsEmpty());
  Answer("[" + kK1 + "]", 200, 3);
  EXPECT_THAT(Send(3), ElementsAre(second));
}

TEST_F(EngineTest, AfterAFlushWhatIsFreedGoesAsSoonAsNothingElseCanStart) {
  Configure(R"("endpoint":"create_product","key":"k","batching":{"enabled":true,"size":9})");
  Accept({kK1, kNew1, kK2});
  engine_.CloseAll();
  const std::string first = "[" + kK1 + "," + kK2 + "]";
  EXPECT_THAT(Send(0), ElementsAre(first));
  Accept({kK3}, 1);
  EXPECT_THAT(Send(1), IsEmpty());
  Answer(first, 200, 2);
  EXPECT_TRUE(engine_.sendable());
  EXPECT_THAT(Send(2), ElementsAre("[" + kK3 + "," + kNew1 + "]"));
}

TEST_F(EngineTest, ACloseAlsoHoldsForWhatIsFreedLater) {
  Configure(R"("endpoint":"create_product","key":"k","batching":{"enabled":true,"size":9})");
  const testing::Records records({kK1, kNew1});
  IncomingBatch batch = records.Batch(*route_, 0);
  batch.close = true;
  EXPECT_TRUE(engine_.Accept(batch, At(0), 0).ok());
  EXPECT_THAT(Send(0), ElementsAre("[" + kK1 + "]"));
  Answer("[" + kK1 + "]", 200, 1);
  EXPECT_THAT(Send(1), ElementsAre("[" + kNew1 + "]"));
}

// Were the open group to stay open, the other route's record would wait for a flush.
TEST_F(EngineTest, ARecordOfAnotherShapeClosesTheGroupThatItIsBehind) {
  Configure(R"("endpoint":"create_product","key":"k","batching":{"enabled":true,"size":9})");
  const auto alone = testing::CompileRoute(R"("endpoint":"create_product","key":"k")");
  Accept({kK1, R"({"k":1,"n":1})", kK2});
  EXPECT_THAT(Send(0), IsEmpty());
  EXPECT_TRUE(engine_.Accept(testing::Records({kNew1}).Batch(*alone, 3), At(0), 0).ok());
  const std::string first = "[" + kK1 + "," + kK2 + "]";
  EXPECT_THAT(Send(0), ElementsAre(first));
  Answer(first, 200, 1);
  EXPECT_THAT(Send(1), ElementsAre(R"([{"k":1,"n":1}])"));
  Answer(R"([{"k":1,"n":1}])", 200, 2);
  EXPECT_THAT(Send(2), ElementsAre(kNew1));
}

// Each route's open group holds what another route's record waits for.
TEST_F(EngineTest, GroupsThatWaitForEachOtherInACircleAllGoOut) {
  std::vector<std::unique_ptr<const Route>> routes;
  for (int i = 0; i < 4; ++i) {
    routes.push_back(testing::CompileRoute(
        R"("endpoint":"create_product","key":"k","batching":{"enabled":true,"size":9})"));
  }
  for (const int shift : {0, 1, 2, 3}) {
    for (size_t i = 0; i < routes.size(); ++i) {
      const std::string key = std::to_string((i + static_cast<size_t>(shift)) % routes.size());
      const testing::Records record({R"({"k":)" + key + R"(,"n":)" + std::to_string(shift) + "}"});
      EXPECT_TRUE(engine_.Accept(record.Batch(*routes[i], next_id_++), At(0), 0).ok());
    }
  }
  engine_.CloseAll();
  std::map<std::string, int> last;
  for (int rounds = 0; engine_.counters().pending > 0 && rounds < 100; ++rounds) {
    for (const std::string& body : Send(rounds)) {
      for (const char key : {'0', '1', '2', '3'}) {
        const size_t at = body.find(std::string(R"("k":)") + key);
        if (at == body.npos) continue;
        const int n = body[body.find(R"("n":)", at) + 4] - '0';
        const auto [place, first] = last.emplace(std::string(1, key), n);
        EXPECT_TRUE(first || place->second < n) << body;
        place->second = n;
      }
      Answer(body, 200, rounds);
    }
  }
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(Settled().size(), 16u);
}

TEST_F(EngineTest, WhateverBecomesOfTheHeadTheNextOneFollows) {
  const std::string second = R"({"id":"a","n":2})";
  Configure(kPatch);
  Accept({kB});  // the route answers
  Send(0);
  Answer(kB, 200, 0);
  Accept({kA, second});
  Send(0);
  Answer(kA, 429, 1, "", {{"retry-after", "1"}});
  EXPECT_THAT(Send(2'000), ElementsAre(kA)) << "throttled, it is still the head";
  Answer(kA, 503, 2'001);
  EXPECT_THAT(Send(2'002), IsEmpty()) << "and while it waits";
  EXPECT_THAT(Send(60'000), ElementsAre(kA));
  Answer(kA, 422, 60'001);
  EXPECT_THAT(Send(60'002), ElementsAre(second));
  Exchange aborted;
  aborted.id = flights_.at(second);
  engine_.OnAbort(aborted, At(60'003), 0);
  engine_.Discard();
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1", "1 REJECTED 422 3", "2 DROPPED 0 0"));
  Accept({kA, second}, 60'004);
  EXPECT_THAT(Send(60'004), ElementsAre(kA)) << "a discard leaves no chain behind";
  engine_.OnAbort(aborted, At(60'005), 0);
  engine_.Discard();
}

TEST_F(EngineTest, NothingStartsWhilePaused) {
  Configure(kPost);
  Accept({kA, kB});
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  Send(0);
  engine_.SetPaused(true);
  Answer(kA, 200, 1);
  EXPECT_THAT(Send(1), IsEmpty());
  engine_.SetPaused(false);
  EXPECT_THAT(Send(2), ElementsAre(kB));
}

TEST_F(EngineTest, AnErrandGoesAheadOfAStopAndAlone) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Answer(kA, 401, 1);
  HttpCall call;
  call.url = std::make_shared<const std::string>("http://x/locations?count=1");
  LoneDesk desk;
  const uint64_t id = engine_.Send(std::move(call), &desk);
  EXPECT_THAT(Send(2), ElementsAre(""));
  EXPECT_FALSE(engine_.Abandon(id)) << "it has started";
  EXPECT_FALSE(desk.end());
  Exchange exchange;
  exchange.id = id;
  exchange.status = 200;
  exchange.wrote = true;
  engine_.OnExchange(std::move(exchange), At(3), 0);
  ASSERT_TRUE(desk.end());
  EXPECT_EQ(desk.Take()->classified.verdict, Verdict::kDelivered);
  EXPECT_EQ(engine_.counters().pending, 1u);
}

TEST_F(EngineTest, AnErrandThatHasNotStartedCanBeAbandoned) {
  LoneDesk desk;
  const uint64_t id = engine_.Send(HttpCall(), &desk);
  EXPECT_TRUE(engine_.Abandon(id));
  EXPECT_THAT(Send(0), IsEmpty());
}

}  // namespace
}  // namespace inflow

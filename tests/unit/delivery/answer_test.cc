// SPDX-License-Identifier: Apache-2.0
//
// A success is read before it counts: what its body makes of the records that were sent.
#include "plugin/delivery/engine.h"
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kId = "7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11";
const std::string kOther = "5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f";
const std::string kTeaSent = R"({"productId":")" + kId + R"(","name":"Tea","remarks":"dry"})";
constexpr char kPage[] = "<html><head><title>Sign in to Guest WiFi</title></head></html>";

class AnswerTest : public EngineTest {
 protected:
  void AnswerWith(const std::string& body, const std::string& answer,
                  const std::string& type = "application/json") {
    Answer(body, 200, 1, answer, {{"content-type", type}});
  }
};

TEST_F(AnswerTest, APageInMidLoadStopsTheWorkWithEverythingPending) {
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  for (const char* route : {kPost, kPut}) {
    Engine fresh(1);
    std::swap(engine_, fresh);
    engine_.Configure(options_);
    next_id_ = 0;
    Configure(route);
    const std::string coffee = R"({"productId":")" + kOther + R"(","name":"Coffee"})";
    Accept({kTeaSent, coffee});
    AnswerWith(Send(0).at(0), kTeaSent);
    EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
    AnswerWith(Send(1).at(0), kPage, "text/html");
    EXPECT_THAT(Send(2), IsEmpty());
    EXPECT_EQ(engine_.stop(At(2)).reason, StopReason::kConfig);
    EXPECT_THAT(engine_.stop(At(2)).message, HasSubstr("Sign in to Guest WiFi"));
    EXPECT_THAT(engine_.stop(At(2)).message, HasSubstr("check \"base_url\""));
    EXPECT_EQ(engine_.counters().pending, 1u);
    engine_.ClearStop();
    AnswerWith(Send(3).at(0), coffee);
    EXPECT_THAT(Settled(), ElementsAre("1 DELIVERED 200 2"));
  }
}

TEST_F(AnswerTest, AnotherIdIsADoubt) {
  Configure(kPut);
  Accept({kTeaSent});
  AnswerWith(Send(0).at(0), R"({"productId":")" + kOther + R"("})");
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 200 1"));
  EXPECT_THAT(message_, HasSubstr(kId));
  EXPECT_THAT(message_, HasSubstr(kOther));
}

TEST_F(AnswerTest, AnObjectThatIsNotTheEntityIsADoubt) {
  Configure(kPut);
  for (const char* answer : {"{}", "[]", R"({"name":"Tea"})", "true"}) {
    Accept({kTeaSent});
    AnswerWith(Send(0).at(0), answer);
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("AMBIGUOUS 200 1"))) << answer;
    EXPECT_THAT(message_, HasSubstr("200")) << answer;
  }
}

TEST_F(AnswerTest, AnErrorInASuccessIsARefusal) {
  Configure(kPut);
  Accept({kTeaSent});
  AnswerWith(Send(0).at(0), R"({"code":"NegativeInventory","message":"There are only 3"})");
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 200 1"));
  EXPECT_THAT(message_, HasSubstr("There are only 3"));
}

TEST_F(AnswerTest, WhatTheServiceDropsIsToldByField) {
  Configure(kPut);
  Accept({kTeaSent});
  AnswerWith(Send(0).at(0), R"({"productId":")" + kId + R"(","name":"Tea"})");
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
  EXPECT_EQ(message_, "the service answered 200; it dropped \"remarks\"");
  ASSERT_EQ(engine_.notes().Counts().size(), 1u);
  EXPECT_EQ(engine_.notes().Counts()[0].first, (Note{NoteKind::kDroppedField, "remarks"}));
  EXPECT_EQ(engine_.notes().Counts()[0].second, 1u);
  EXPECT_EQ(engine_.counters().warnings, 1u);
}

TEST_F(AnswerTest, NothingAtAllIsASuccess) {
  Configure(kPut);
  for (const int status : {200, 204, 205}) {
    Accept({kTeaSent});
    Answer(Send(0).at(0), status, 1);
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("DELIVERED"))) << status;
  }
  EXPECT_EQ(engine_.counters().warnings, 0u);
}

TEST_F(AnswerTest, OfADocumentEndpointOnlyTheTypeIsLookedAt) {
  Configure(kPost);
  for (const char* answer : {"{}", R"({"code":"x","message":"y"})", "[1]"}) {
    Accept({kA});
    AnswerWith(Send(0).at(0), answer);
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("DELIVERED 200 1"))) << answer;
  }
}

TEST_F(AnswerTest, TheStatusAloneCountsWhereThatIsWanted) {
  Configure(std::string(kPut) + R"(,"response":{"confirm":"off"})");
  for (const std::string& answer : {std::string(kPage), R"({"productId":")" + kOther + "\"}"}) {
    Accept({kTeaSent});
    AnswerWith(Send(0).at(0), answer, "text/html");
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("DELIVERED 200 1")));
  }
}

Exchange Cut(Failure failure) {
  Exchange exchange;
  exchange.status = 200;
  exchange.wrote = true;
  exchange.cut = true;
  exchange.failure = failure;
  exchange.body = R"({"productId":")";
  return exchange;
}

TEST_F(AnswerTest, ACutEntityIsNoneAndIsAskedForAgain) {
  Configure(kPut);
  Accept({kTeaSent});
  const std::string body = Send(0).at(0);
  HandIn(body, Cut(Failure::kNone), 1);
  EXPECT_THAT(Settled(), IsEmpty());
  AnswerWith(Send(1'000).at(0), kTeaSent);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 2"));
}

TEST_F(AnswerTest, AnEntityThatCannotBeReadIsADoubtWhereAskingAgainCannotHelp) {
  const std::string stamped = R"({"productId":")" + kId + R"(","timestamp":"0000000000310AB6"})";
  Configure(kPut);
  for (const auto& [record, failure] :
       {std::pair(kTeaSent, Failure::kTooLarge), std::pair(stamped, Failure::kNone)}) {
    Accept({record});
    HandIn(Send(0).at(0), Cut(failure), 1);
    EXPECT_THAT(Settled(), ElementsAre(HasSubstr("AMBIGUOUS 200 1")));
    EXPECT_FALSE(message_.empty());
  }
}

TEST_F(AnswerTest, ACutAnswerDoesNotUndoASuccessWhereOnlyTheTypeIsLookedAt) {
  Configure(kPost);
  Accept({kA});
  HandIn(Send(0).at(0), Cut(Failure::kNone), 1);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
  EXPECT_THAT(message_, HasSubstr("did not arrive"));
}

constexpr char kErrorsResponse[] =
    R"("response":{"item_errors":"errors","item_index":"i","item_message":"m"})";
constexpr char kUnclear[] = R"({"errors":[{"i":0,"m":"no such SKU"},{"i":7,"m":"nor this"}]})";

TEST_F(AnswerTest, WhomAnUnclearListMeantIsADoubt) {
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":3},)" +
            std::string(kErrorsResponse));
  Accept({R"({"k":1})", R"({"k":2})", R"({"k":3})"});
  AnswerWith(Send(0).at(0), kUnclear);
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 200 1", "1 AMBIGUOUS 200 1", "2 AMBIGUOUS 200 1"));
  EXPECT_FALSE(message_.empty());
}

TEST_F(AnswerTest, WhatMayBeRepeatedIsSentAgainAlone) {
  options_.retry.on_unknown_outcome = OnUnknownOutcome::kResend;
  engine_.Configure(options_);
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":4},)" +
            std::string(kErrorsResponse));
  Accept({R"({"k":1})", R"({"k":2})", R"({"k":3})", R"({"k":4})"});
  const std::vector<std::string> whole = Send(0);
  ASSERT_EQ(whole.size(), 1u);
  AnswerWith(whole.at(0), kUnclear);
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 200 1"));
  std::vector<std::string> alone;
  for (std::vector<std::string> sent = Send(2); !sent.empty(); sent = Send(2)) {
    for (const std::string& body : sent) {
      alone.push_back(body);
      AnswerWith(body, alone.size() == 2 ? kUnclear : "{}");
    }
  }
  EXPECT_THAT(alone, ElementsAre(R"([{"k":2}])", R"([{"k":3}])", R"([{"k":4}])"));
  EXPECT_THAT(Settled(), ElementsAre("1 DELIVERED 200 2", "2 REJECTED 200 2", "3 DELIVERED 200 2"));
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/fault.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

FaultScript Script(std::string_view json) {
  absl::StatusOr<FaultScript> script = FaultScript::Parse(json);
  EXPECT_TRUE(script.ok()) << script.status();
  return script.ok() ? *std::move(script) : FaultScript();
}

std::string MessageOf(std::string_view json) {
  return std::string(FaultScript::Parse(json).status().message());
}

// The numbers, from 1, of the requests that suffer.
std::vector<int> Struck(std::string_view json, int requests,
                        const FaultScript::Subject& subject = {"POST", "/products", "{}"}) {
  FaultScript script = Script(json);
  std::vector<int> struck;
  for (int k = 1; k <= requests; ++k) {
    if (script.Strike(subject) != nullptr) struck.push_back(k);
  }
  return struck;
}

TEST(FaultScriptTest, StrikesByNumber) {
  EXPECT_EQ(Struck(R"({"rules":[{"nth":3,"status":503}]})", 6), (std::vector<int>{3}));
  EXPECT_EQ(Struck(R"({"rules":[{"nth":[1,4],"status":503}]})", 6), (std::vector<int>{1, 4}));
  EXPECT_EQ(Struck(R"({"rules":[{"every":2,"status":503}]})", 6), (std::vector<int>{2, 4, 6}));
  EXPECT_EQ(Struck(R"({"rules":[{"every":2,"times":2,"status":503}]})", 8),
            (std::vector<int>{2, 4}));
  EXPECT_EQ(Struck(R"({"rules":[{"times":2,"status":503}]})", 4), (std::vector<int>{1, 2}));
  EXPECT_EQ(Struck("{}", 2), (std::vector<int>{}));
}

TEST(FaultScriptTest, StrikesAShareThatTheSeedChooses) {
  const std::string seven = R"({"seed":7,"rules":[{"share":0.25,"status":503}]})";
  const std::vector<int> struck = Struck(seven, 4000);
  EXPECT_EQ(struck, Struck(seven, 4000));
  EXPECT_NE(struck, Struck(R"({"seed":8,"rules":[{"share":0.25,"status":503}]})", 4000));
  EXPECT_GT(struck.size(), 900u);
  EXPECT_LT(struck.size(), 1100u);
  EXPECT_TRUE(Struck(R"({"rules":[{"share":0,"status":503}]})", 100).empty());
  EXPECT_EQ(Struck(R"({"rules":[{"share":1,"status":503}]})", 100).size(), 100u);
}

TEST(FaultScriptTest, CountsOnlyTheRequestsThatARuleIsFor) {
  FaultScript script = Script(
      R"({"rules":[{"method":["PUT","POST"],"path":"/products*","body_contains":"Tea","reused":true,
                                             "nth":2,"status":503}]})");
  const auto strikes = [&](FaultScript::Subject subject) {
    return script.Strike(subject) != nullptr;
  };
  EXPECT_FALSE(strikes({"POST", "/products", R"({"name":"Tea"})", true}));  // the first that counts
  EXPECT_FALSE(strikes({"GET", "/products", R"({"name":"Tea"})", true}));
  EXPECT_FALSE(strikes({"POST", "/customers", R"({"name":"Tea"})", true}));
  EXPECT_FALSE(strikes({"POST", "/products", R"({"name":"Coffee"})", true}));
  EXPECT_FALSE(strikes({"POST", "/products", R"({"name":"Tea"})", false}));
  EXPECT_TRUE(strikes({"PUT", "/products/7", R"({"name":"Tea"})", true}));
}

TEST(FaultScriptTest, TheFirstRuleThatStrikesWinsAndAllRulesCount) {
  FaultScript script =
      Script(R"({"rules":[{"nth":1,"status":500},{"nth":2,"status":501},{"status":502}]})");
  std::vector<int> statuses;
  for (int k = 0; k < 3; ++k) statuses.push_back(*script.Strike({"POST", "/products", ""})->status);
  EXPECT_EQ(statuses, (std::vector<int>{500, 501, 502}));
}

TEST(FaultScriptTest, LeavesTheSimulatorsOwnRoutesAloneUnlessNamed) {
  EXPECT_TRUE(
      Struck(R"({"rules":[{"path":"*","status":503}]})", 1, {"GET", "/_sim/echo/x", ""}).empty());
  EXPECT_EQ(
      Struck(R"({"rules":[{"path":"/_sim/echo/*","status":503}]})", 1, {"GET", "/_sim/echo/x", ""})
          .size(),
      1u);
}

TEST(FaultScriptTest, ReadsEveryAction) {
  FaultScript script = Script(
      R"({"rules":[{"status":200,"headers":{"X":"y"},"body":{"a":1},"malformed":true,"length_off_by":-2,
      "delay_ms":5,"hang":true,"reset":"during","close":"after","cut":3,"slow":{"bytes":2,"every_ms":9},"apply":true}, {"raw":"x"}]})");
  const Fault* fault = script.Strike({"POST", "/products", ""});
  ASSERT_NE(fault, nullptr);
  EXPECT_EQ(fault->status, 200);
  EXPECT_EQ(fault->headers, (Headers{{"X", "y"}}));
  EXPECT_EQ(fault->body, R"({"a":1})");
  EXPECT_TRUE(fault->malformed);
  EXPECT_EQ(fault->length_off_by, -2);
  EXPECT_EQ(fault->delay_ms, 5);
  EXPECT_TRUE(fault->hang);
  EXPECT_EQ(fault->reset, Moment::kDuring);
  EXPECT_EQ(fault->close, Moment::kAfter);
  EXPECT_EQ(fault->cut, 3u);
  EXPECT_EQ(fault->slow_bytes, 2u);
  EXPECT_EQ(fault->slow_ms, 9);
  EXPECT_TRUE(fault->apply);
}

TEST(FaultScriptTest, ARequestTakesEffectWhereItsOwnAnswerIsSent) {
  const auto applies = [](const std::string& action) {
    FaultScript script = Script("{\"rules\":[{" + action + "}]}");
    return script.Strike({"POST", "/products", ""})->apply;
  };
  EXPECT_FALSE(applies(R"("status":503)"));
  EXPECT_FALSE(applies(R"("raw":"x")"));
  EXPECT_FALSE(applies(R"("hang":true)"));
  EXPECT_FALSE(applies(R"("reset":"before")"));
  EXPECT_FALSE(applies(R"("close":"before")"));
  EXPECT_TRUE(applies(R"("close":"before","apply":true)"));
  EXPECT_TRUE(applies(R"("reset":"during")"));
  EXPECT_TRUE(applies(R"("close":"after")"));
  EXPECT_TRUE(applies(R"("delay_ms":1)"));
  EXPECT_TRUE(applies(R"("malformed":true)"));
  EXPECT_FALSE(applies(R"("delay_ms":1,"apply":false)"));
}

TEST(FaultScriptTest, ConfusesAsTheScriptOrTheOptionSays) {
  FaultScript script =
      Script(R"({"rules":[{"nth":1,"confuse":"html"},{"nth":2,"confuse":"other-id"},
                                           {"nth":3,"confuse":"error"},{"nth":4,"confuse":"half"}]})");
  const FaultScript::Subject subject = {"POST", "/products", ""};
  std::vector<Confusion> confusions;
  for (int k = 0; k < 3; ++k) {
    const Fault* fault = script.Strike(subject);
    confusions.push_back(fault->confusion);
    EXPECT_TRUE(fault->apply);
  }
  EXPECT_EQ(confusions,
            (std::vector<Confusion>{Confusion::kHtml, Confusion::kOtherId, Confusion::kError}));
  EXPECT_EQ(script.Strike(subject)->close, Moment::kDuring);
  EXPECT_EQ(script.Strike(subject), nullptr);
  EXPECT_EQ(MessageOf(R"({"rules":[{"confuse":"all"}]})"),
            "fault script, rules[0].confuse: must be html, other-id, error or half");
}

TEST(FaultScriptTest, AnOptionsConfusionIsARuleBehindTheOthers) {
  FaultScript script = Script(R"({"rules":[{"nth":1,"status":503}]})");
  ASSERT_TRUE(script.AddConfusion("html=2").ok());
  ASSERT_TRUE(script.AddConfusion("error").ok());
  const FaultScript::Subject subject = {"GET", "/products", ""};
  std::vector<size_t> rules;
  for (int k = 0; k < 5; ++k) rules.push_back(script.Strike(subject)->rule);
  EXPECT_EQ(rules, (std::vector<size_t>{0, 1, 1, 2, 2}));
  FaultScript some;
  ASSERT_TRUE(some.AddConfusion("half=0.25").ok());
  int struck = 0;
  for (int k = 0; k < 1000; ++k) struck += some.Strike(subject) != nullptr ? 1 : 0;
  EXPECT_GT(struck, 200);
  EXPECT_LT(struck, 300);
  for (const char* text : {"", "page", "html=", "html=x", "html=-1", "html=1.5", "=3"})
    EXPECT_FALSE(FaultScript().AddConfusion(text).ok()) << text;
}

TEST(FaultScriptTest, NamesThePlaceOfAMistake) {
  EXPECT_EQ(MessageOf("{"), "the fault script is no JSON");
  EXPECT_EQ(MessageOf("[]"), "a fault script must be a JSON object with \"rules\"");
  EXPECT_EQ(MessageOf(R"({"rule":[]})"),
            "fault script, rule: the keys are seed (a number) and rules (an array)");
  EXPECT_EQ(MessageOf(R"({"rules":[{}, 7]})"), "fault script, rules[1]: must be an object");
  EXPECT_EQ(MessageOf(R"({"rules":[{"stauts":503}]})"),
            "fault script, rules[0].stauts: there is no such key; docs/simulator.md lists them");
  EXPECT_EQ(MessageOf(R"({"rules":[{"status":"503"}]})"),
            "fault script, rules[0].status: must be a whole number from 0");
  EXPECT_EQ(MessageOf(R"({"rules":[{"status":100}]})"),
            "fault script, rules[0].status: must be from 200 to 599; use raw for anything else");
  EXPECT_EQ(MessageOf(R"({"rules":[{"share":1.5}]})"),
            "fault script, rules[0].share: must be a number from 0 to 1");
  EXPECT_EQ(MessageOf(R"({"rules":[{"reset":"now"}]})"),
            "fault script, rules[0].reset: must be before, during or after (the answer)");
  EXPECT_EQ(MessageOf(R"({"rules":[{"slow":{"bytes":0,"every_ms":1}}]})"),
            "fault script, rules[0].slow: bytes must be 1 at least");
  EXPECT_EQ(MessageOf(R"({"rules":[{"slow":1}]})"),
            "fault script, rules[0].slow: must be an object {\"bytes\": N, \"every_ms\": N}");
  EXPECT_EQ(MessageOf(R"({"rules":[{"nth":-1}]})"),
            "fault script, rules[0].nth: must be a whole number from 0");
  EXPECT_EQ(MessageOf(R"({"rules":[{"method":7}]})"),
            "fault script, rules[0].method: must be a text");
  EXPECT_EQ(MessageOf(R"({"rules":[{"hang":1}]})"),
            "fault script, rules[0].hang: must be true or false");
  EXPECT_EQ(MessageOf(R"({"rules":[{"headers":[]}]})"),
            "fault script, rules[0].headers: must be an object of texts");
  EXPECT_EQ(MessageOf(R"({"rules":[{"length_off_by":"1"}]})"),
            "fault script, rules[0].length_off_by: must be a whole number");
}

}  // namespace
}  // namespace inflow::sim

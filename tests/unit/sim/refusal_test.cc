// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/refusal.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

std::vector<int> StatusesInTurn(Strictness strictness, Reason reason, int times) {
  Wording wording(strictness);
  std::vector<int> statuses;
  for (int i = 0; i < times; ++i)
    statuses.push_back(wording.Refuse({reason, "Code", "Words."}).status);
  return statuses;
}

TEST(WordingTest, KnownSaysTheSameEveryTime) {
  const auto once = [](Reason reason) { return StatusesInTurn(Strictness::kKnown, reason, 2); };
  EXPECT_EQ(once(Reason::kMalformed), (std::vector<int>{400, 400}));
  EXPECT_EQ(once(Reason::kInvalid), (std::vector<int>{400, 400}));
  EXPECT_EQ(once(Reason::kConflict), (std::vector<int>{409, 409}));
  EXPECT_EQ(once(Reason::kUnauthorized), (std::vector<int>{401, 401}));
  EXPECT_EQ(once(Reason::kWrongCompany), (std::vector<int>{403, 403}));
  EXPECT_EQ(once(Reason::kVersion), (std::vector<int>{400, 400}));
  EXPECT_EQ(once(Reason::kMediaType), (std::vector<int>{415, 415}));
  EXPECT_EQ(once(Reason::kNotFound), (std::vector<int>{404, 404}));
  EXPECT_EQ(once(Reason::kNoRoute), (std::vector<int>{404, 404}));
  EXPECT_EQ(once(Reason::kNoCreateRoute), (std::vector<int>{405, 405}));
  EXPECT_EQ(once(Reason::kNoUpdateRoute), (std::vector<int>{404, 404}));
  EXPECT_EQ(once(Reason::kMethod), (std::vector<int>{405, 405}));
  EXPECT_EQ(once(Reason::kThrottled), (std::vector<int>{429, 429}));
}

TEST(WordingTest, HarshTakesOpenQuestionsInTurn) {
  const auto turns = [](Reason reason, int times) {
    return StatusesInTurn(Strictness::kHarsh, reason, times);
  };
  EXPECT_EQ(turns(Reason::kConflict, 5), (std::vector<int>{409, 400, 412, 422, 409}));
  EXPECT_EQ(turns(Reason::kInvalid, 3), (std::vector<int>{400, 422, 400}));
  EXPECT_EQ(turns(Reason::kWrongCompany, 3), (std::vector<int>{403, 404, 403}));
  EXPECT_EQ(turns(Reason::kNoCreateRoute, 3), (std::vector<int>{405, 404, 405}));
  EXPECT_EQ(turns(Reason::kNoUpdateRoute, 3), (std::vector<int>{404, 405, 404}));
  EXPECT_EQ(turns(Reason::kUnauthorized, 2), (std::vector<int>{401, 401}));
}

TEST(WordingTest, HarshTakesBothShapesInTurn) {
  Wording known(Strictness::kKnown), harsh(Strictness::kHarsh);
  const Refusal refusal{Reason::kConflict, "DuplicateSku", "Taken \"a\".", 3};
  const std::string flat =
      R"({"code":"DuplicateSku","message":"Taken \"a\".","details":{"index":3}})";
  EXPECT_EQ(known.Refuse(refusal).body, flat);
  EXPECT_EQ(known.Refuse(refusal).body, flat);
  EXPECT_EQ(harsh.Refuse(refusal).body, flat);
  EXPECT_EQ(harsh.Refuse(refusal).body, "{\"error\":" + flat + "}");
  EXPECT_EQ(harsh.Refuse(refusal).body, flat);
}

TEST(WordingTest, SuccessHasManyFormsInHarsh) {
  Wording known(Strictness::kKnown), harsh(Strictness::kHarsh);
  EXPECT_EQ(known.Succeed(true, "{}").status, 201);
  EXPECT_EQ(known.Succeed(false, "{}").status, 200);
  std::vector<std::pair<int, std::string>> forms;
  for (int i = 0; i < 6; ++i) {
    const Answer answer = harsh.Succeed(true, "{}");
    forms.emplace_back(answer.status, answer.body);
  }
  EXPECT_EQ(forms, (std::vector<std::pair<int, std::string>>{
                       {200, "{}"}, {201, "{}"}, {204, ""}, {200, ""}, {201, ""}, {200, "{}"}}));
}

}  // namespace
}  // namespace inflow::sim

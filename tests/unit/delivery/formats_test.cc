// SPDX-License-Identifier: Apache-2.0
//
// What delivery has to know of content formats and grouping algorithms.
#include <gmock/gmock.h>

#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::SizeIs;

TEST_F(EngineTest, HalvesOfAFormCountTheirOwnBytes) {
  Configure(
      R"("endpoint":"create_product","content_format":"form","batching":{"enabled":true,"size":12,"atomic":true,)"
      R"("algorithm":"wrapped_array","key":"d"})");
  std::vector<std::string> records;
  for (int i = 0; i < 12; ++i) records.push_back("{\"n\":" + std::to_string(i) + "}");
  Accept(records);
  const std::vector<std::string> whole = Send(0);
  ASSERT_THAT(whole, SizeIs(1));
  Answer(whole[0], 400, 1);
  const std::vector<std::string> halves = Send(1);
  ASSERT_THAT(halves, SizeIs(2));
  Answer(halves[0], 200, 2);
  Answer(halves[1], 200, 2);
  EXPECT_EQ(engine_.counters().pending, 0U);
  EXPECT_EQ(engine_.counters().pending_bytes, 0U);
}

TEST_F(EngineTest, ARefusedDocumentLeavesNothingPending) {
  Configure(
      R"("endpoint":"create_product","batching":{"enabled":true,"algorithm":"fold","by":["n"],"lines":"l",)"
      R"("line_attributes":["q"]})");
  Accept({R"({"n":1,"c":1,"q":1})"});
  EXPECT_EQ(engine_.counters().pending, 1U);
  Accept({R"({"n":1,"c":2,"q":2})"});
  EXPECT_EQ(engine_.counters().pending, 0U);
  EXPECT_EQ(engine_.counters().pending_bytes, 0U);
  EXPECT_THAT(Settled(), SizeIs(2));
}

TEST_F(EngineTest, ADocumentRefusedInItsOwnBatchLeavesNothingPending) {
  Configure(
      R"("endpoint":"create_product","batching":{"enabled":true,"algorithm":"fold","by":["n"],"lines":"l",)"
      R"("line_attributes":["q"]})");
  Accept({R"({"n":1,"c":1,"q":1})", R"({"n":1,"c":2,"q":2})", R"({"n":2,"c":2,"q":2})"});
  EXPECT_EQ(engine_.counters().pending, 1U);
  EXPECT_EQ(engine_.counters().accepted, 3U);
  EXPECT_THAT(Settled(), SizeIs(2));
}

}  // namespace
}  // namespace inflow

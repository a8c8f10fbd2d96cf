// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/twin_finder.h"

#include <gtest/gtest.h>

#include <map>

namespace inflow::command {
namespace {

TEST(TwinFinder, CountsWhatDiffersFromTheFirstOfItsName) {
  TwinFinder twins;
  twins.Add(7, 1, {0, 2});
  twins.Add(8, 1, {0, 3});
  twins.Add(7, 1, {0, 4});
  EXPECT_EQ(twins.Finish().count, 0u);
  twins.Add(9, 5, {0, 2});
  twins.Add(7, 1, {0, 3});
  twins.Add(7, 2, {1, 4});
  twins.Add(9, 6, {1, 5});
  twins.Add(7, 3, {1, 6});
  twins.Add(7, 1, {1, 7});
  const Twins found = twins.Finish();
  EXPECT_EQ(found.count, 3u);
  EXPECT_EQ(found.first.line, 3u);
  EXPECT_EQ(found.first.input, 0u);
  EXPECT_EQ(found.second.line, 4u);
  EXPECT_EQ(found.second.input, 1u);
  EXPECT_TRUE(found.whole);
}

TEST(TwinFinder, WithoutANameThereIsNothingToCompare) {
  TwinFinder twins;
  twins.Add(0, 1, {0, 1});
  twins.Add(0, 2, {0, 2});
  EXPECT_EQ(twins.Finish().count, 0u);
}

RC_GTEST_PROP(TwinFinder, HasTheSameAnswerHoweverLittleRoomThereIs, ()) {
  const auto records = *rc::gen::container<std::vector<std::pair<uint64_t, uint64_t>>>(
      rc::gen::pair(rc::gen::element<uint64_t>(0, 1, 2, 3, 259, 515, 1027, 16643),
                    rc::gen::inRange<uint64_t>(0, 3)));
  const size_t room = *rc::gen::inRange<size_t>(1, 9);
  TwinFinder twins(room);
  std::map<uint64_t, std::pair<uint64_t, uint64_t>> firsts;  // kind and line, by name
  uint64_t count = 0;
  uint64_t first = 0;
  uint64_t second = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const auto [name, kind] = records[i];
    twins.Add(name, kind, {0, i});
    if (name == 0 || firsts.try_emplace(name, kind, i).second || firsts[name].first == kind)
      continue;
    if (count++ > 0) continue;
    first = firsts[name].second;
    second = i;
  }
  RC_TAG(records.size() > room ? "on disk" : "in memory");
  const Twins found = twins.Finish();
  RC_ASSERT(found.whole);
  RC_ASSERT(found.count == count);
  RC_ASSERT(count == 0 || (found.first.line == first && found.second.line == second));
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <vector>

#include "tools/inflow/show/verify_sample.h"

namespace inflow::command {
namespace {

std::vector<uint64_t> Picked(uint64_t most, uint64_t count) {
  EvenSample sample(most, count);
  std::vector<uint64_t> picked;
  for (uint64_t i = 0; i < count; ++i) {
    if (sample.Picks()) picked.push_back(i);
  }
  return picked;
}

TEST(EvenSample, BeginsWithTheFirst) {
  EXPECT_EQ(Picked(3, 12), (std::vector<uint64_t>{0, 4, 8}));
  EXPECT_EQ(Picked(1, 5), (std::vector<uint64_t>{0}));
  EXPECT_EQ(Picked(9, 2), (std::vector<uint64_t>{0, 1}));
  EXPECT_TRUE(Picked(9, 0).empty());
  EXPECT_TRUE(EvenSample(2, 3).is_part());
  EXPECT_FALSE(EvenSample(3, 3).is_part());
  constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
  EvenSample most(kAll - 1, kAll);
  EXPECT_TRUE(most.Picks());
  EXPECT_FALSE(most.Picks()) << "the only one that is left out; nothing overflows";
  EXPECT_TRUE(most.Picks());
}

RC_GTEST_PROP(EvenSampleProperty, PicksAsManyAsItShouldAtEvenDistances, ()) {
  const auto count = *rc::gen::inRange<uint64_t>(1, 500);
  const auto most = *rc::gen::inRange<uint64_t>(1, 600);
  const std::vector<uint64_t> picked = Picked(most, count);
  const uint64_t size = std::min(most, count);
  RC_ASSERT(picked.size() == size);
  RC_ASSERT(picked.front() == 0u);
  for (size_t i = 0; i + 1 < picked.size(); ++i) {
    const uint64_t distance = picked[i + 1] - picked[i];
    RC_ASSERT(distance == count / size || distance == count / size + 1);
  }
  RC_ASSERT(count - picked.back() <= count / size + 1);
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/quota_watch.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

void AddWindow(uint64_t requests, int64_t per_ms, ProgressFacts* facts) {
  facts->stats.windows[facts->stats.window_count++] = {requests, per_ms, 0, 0};
}

TEST(QuotaWatch, TellsAStricterQuotaOnceWithTheTimeThatIsLeft) {
  ConfigFigures figures;
  figures.group_records = 1;
  ProgressFacts facts;
  facts.total = 1'000;
  facts.tally.records = 100;
  AddWindow(60, 60'000, &facts);
  QuotaWatch watch("60 requests per 60 s");
  EXPECT_EQ(watch.Look(facts, figures), "");
  AddWindow(30, 60'000, &facts);
  EXPECT_EQ(
      watch.Look(facts, figures),
      "the service names a quota of its own, so it is 60 requests per 60 s and 30 per 60 s from now on: about 29 min are left");
  EXPECT_EQ(watch.Look(facts, figures), "") << "once";
}

TEST(QuotaWatch, PromisesNothingWhereNobodyKnowsHowMuchIsLeft) {
  ProgressFacts facts;
  AddWindow(30, 60'000, &facts);
  EXPECT_EQ(QuotaWatch("60 requests per 60 s").Look(facts, ConfigFigures()),
            "the service names a quota of its own, so it is 30 requests per 60 s from now on");
}

}  // namespace
}  // namespace inflow::command

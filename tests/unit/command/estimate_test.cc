// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/estimate.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

destination_stats_data Stats(std::vector<std::pair<uint64_t, int64_t>> windows) {
  destination_stats_data stats = DESTINATION_STATS_INIT;
  stats.window_count = static_cast<uint32_t>(windows.size());
  for (size_t i = 0; i < windows.size(); ++i)
    stats.windows[i] = {windows[i].first, windows[i].second, 3, 0};
  return stats;
}

ConfigFigures Groups(uint64_t records, uint64_t bytes) {
  ConfigFigures figures;
  figures.group_records = records;
  figures.group_bytes = bytes;
  return figures;
}

TEST(CallsFor, CountsRecordsAndBytes) {
  EXPECT_EQ(CallsFor(250, 1'000, Groups(1, 10)), 250);
  EXPECT_EQ(CallsFor(250, 1'000, Groups(100, 1'000'000)), 3);
  EXPECT_EQ(CallsFor(250, 5'000, Groups(100, 1'000)), 5);
  EXPECT_EQ(CallsFor(2, 5'000, Groups(100, 1'000)), 2);
  EXPECT_EQ(CallsFor(0, 0, Groups(100, 1'000)), 0);
}

TEST(LimitMs, TheSlowestWindowDecides) {
  EXPECT_EQ(LimitMs(60, Stats({{60, 60'000}})), 0);
  EXPECT_EQ(LimitMs(61, Stats({{60, 60'000}})), 60'000);
  EXPECT_EQ(LimitMs(300, Stats({{60, 2'000}})), 8'000);
  EXPECT_EQ(LimitMs(1'001, Stats({{60, 60'000}, {1'000, 3'600'000}})), 3'600'000);
  EXPECT_EQ(LimitMs(0, Stats({{60, 60'000}})), 0);
  EXPECT_EQ(LimitMs(100, Stats({})), 0);
}

TEST(DescribeEstimate, SaysHowManyAndHowLong) {
  Counted counted;
  counted.whole = true;
  counted.records = 6'000;
  EXPECT_EQ(
      DescribeEstimate(counted, Groups(1, 1), Stats({{60, 60'000}, {1'000, 3'600'000}})),
      "6,000 records to send in 6,000 requests, about 5 h 0 min at 60 requests per 60 s and 1,000 per 60 min");
  counted.refused = 2;
  EXPECT_EQ(
      DescribeEstimate(counted, Groups(100, 1'000'000), Stats({{60, 60'000}})),
      "6,000 records to send in about 60 requests, which fit into the quota of 60 requests per 60 s; 2 more cannot be sent "
      "as they "
      "are");
  counted.refused = 0;
  counted.records = 1;
  EXPECT_EQ(DescribeEstimate(counted, Groups(1, 1), Stats({{60, 60'000}})),
            "1 record to send in 1 request, which fits into the quota of 60 requests per 60 s");
  EXPECT_EQ(DescribeEstimate(counted, Groups(1, 1), Stats({})),
            "1 record to send in 1 request, as fast as the service answers");
  counted.refused = 1;
  EXPECT_EQ(
      DescribeEstimate(counted, Groups(1, 1), Stats({})),
      "1 record to send in 1 request, as fast as the service answers; 1 more cannot be sent as it is");
  counted.whole = false;
  EXPECT_EQ(DescribeEstimate(counted, Groups(1, 1), Stats({})),
            "reading as the records come, as fast as the service answers");
  EXPECT_EQ(DescribeEstimate(counted, Groups(1, 1), Stats({{60, 60'000}})),
            "reading as the records come, at 60 requests per 60 s");
}

Counted Count(std::vector<std::string> inputs) {
  InputSettings settings;
  settings.inputs = std::move(inputs);
  SystemClock clock;
  return CountInputs(settings, &clock);
}

TEST(CountInputs, FindsWhatCannotBeOpenedEvenWhereNothingCanBeCounted) {
  EXPECT_EQ(
      Count({"/nonexistent.csv"}).unreadable,
      "cannot open /nonexistent.csv: No such file or directory; check the path and its permissions");
  EXPECT_EQ(
      Count({"-", "/nonexistent.csv"}).unreadable,
      "cannot open /nonexistent.csv: No such file or directory; check the path and its permissions");
  EXPECT_EQ(Count({"-", "records.xml"}).unreadable.substr(0, 24), "cannot open records.xml:");
  EXPECT_EQ(Count({"-"}).unreadable, "");
}

TEST(EstimateOf, IsOneForLoadAndPlan) {
  Counted counted;
  counted.whole = true;
  counted.records = 90;
  counted.refused = 10;
  counted.requests = 7;
  Estimate estimate = EstimateOf(counted, Groups(10, 1'000'000), Stats({{3, 1'000}}));
  EXPECT_EQ(estimate.fine, 90u);
  EXPECT_EQ(estimate.refused, 10u);
  EXPECT_EQ(estimate.requests, 7u);
  EXPECT_FALSE(estimate.is_about);
  EXPECT_EQ(estimate.least_ms, 2'000);
  counted.lookups = {{"vendors", 101}, {"locations", 1}};
  estimate = EstimateOf(counted, Groups(10, 1'000'000), Stats({{3, 1'000}}));
  EXPECT_EQ(estimate.least_ms, 3'000);
  counted.requests.reset();
  estimate = EstimateOf(counted, Groups(10, 1'000'000), Stats({}));
  EXPECT_EQ(estimate.requests, 9u);
  EXPECT_TRUE(estimate.is_about);
}

TEST(DescribeLookups, SaysHowManyRequestsTheyTakeAtMost) {
  EXPECT_EQ(DescribeLookups({}), "");
  EXPECT_EQ(DescribeLookups({{"vendors", 1}}),
            "1 name is looked up in inFlow first, in a request or two more");
  EXPECT_EQ(
      DescribeLookups({{"vendors", 2}, {"locations", 1}}),
      "3 names are looked up in inFlow first, in at most about 3 requests more: one reads up to 100 of "
      "them");
  EXPECT_EQ(LookupCallsFor({{"vendors", 101}, {"locations", 1}}).least, 3u);
  EXPECT_EQ(LookupCallsFor({{"vendors", 101}, {"locations", 1}}).most, 102u);
}

}  // namespace
}  // namespace inflow::command

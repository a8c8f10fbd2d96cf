// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/estimate.h"

#include <gtest/gtest.h>

#include "tools/inflow/load/progress.h"

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

TEST(DescribeProgress, SaysHowTheLoadStands) {
  ProgressFacts facts;
  facts.tally.records = 120;
  facts.tally.delivered = 118;
  facts.tally.rejected = 2;
  facts.total = 720;
  facts.total_bytes = 72'000;
  facts.elapsed_ms = 120'000;
  facts.stats = Stats({{60, 60'000}});
  EXPECT_EQ(
      DescribeProgress(facts, Groups(1, 1)),
      "120 of 720 records, 60/min, quota 3 of 60 per 60 s, 2 not delivered, about 10 min left");
  facts.total = 0;
  facts.elapsed_ms = 1'000;
  EXPECT_EQ(DescribeProgress(facts, Groups(1, 1)),
            "120 records, 120/s, quota 3 of 60 per 60 s, 2 not delivered");
  EXPECT_EQ(DescribeProgress(ProgressFacts(), Groups(1, 1)), "0 records");
  facts.documents = 12;
  facts.total_documents = 72;
  EXPECT_EQ(
      DescribeProgress(facts, Groups(1, 1)),
      "120 records, 12 of 72 documents delivered, 120/s, quota 3 of 60 per 60 s, 2 not delivered");
}

TEST(DescribeProgress, TheQuotaOfAFoldIsSpentOnDocuments) {
  ProgressFacts facts;
  facts.tally.records = 600;
  facts.total = 6'600;
  facts.total_documents = 660;
  facts.stats = Stats({{60, 60'000}});
  ConfigFigures folding = Groups(1, 1);
  folding.folds = true;
  EXPECT_EQ(QuotaLeftMs(facts, folding), 9 * 60'000);
  folding.group_documents = 10;
  EXPECT_EQ(QuotaLeftMs(facts, folding), 0);
}

TEST(Progress, RedrawsOneLineAndTakesItAway) {
  std::ostringstream out;
  Progress progress(ProgressStyle::kRedrawn, 10, &out);
  EXPECT_TRUE(progress.Due(0));
  progress.Draw("12345678901234", 1'000);
  EXPECT_FALSE(progress.Due(1'249));
  EXPECT_TRUE(progress.Due(1'250));
  progress.Draw("abc", 1'250);
  progress.Clear();
  progress.Clear();
  EXPECT_EQ(out.str(), "\r123456789\rabc      \r   \r");
}

TEST(Progress, WritesLinesNowAndThen) {
  std::ostringstream out;
  Progress progress(ProgressStyle::kLines, 10, &out);
  progress.Draw("12345678901234", 0);
  EXPECT_FALSE(progress.Due(4'999));
  EXPECT_TRUE(progress.Due(5'000));
  progress.Clear();
  EXPECT_EQ(out.str(), "12345678901234\n");
  EXPECT_FALSE(Progress(ProgressStyle::kNone, 10, &out).Due(1'000'000));
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/progress.h"

#include <gmock/gmock.h>

#include <sstream>

namespace inflow::command {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

ProgressFacts HalfWay(uint64_t total) {
  ProgressFacts facts;
  facts.tally.records = total / 2;
  facts.tally.delivered = facts.tally.records - 2;
  facts.tally.rejected = 2;
  facts.total = total;
  facts.total_bytes = 100 * total;
  facts.elapsed_ms = 120'000;
  facts.stats.window_count = 1;
  facts.stats.windows[0] = {60, 60'000, 3, 0};
  return facts;
}

ConfigFigures OneARequest() {
  ConfigFigures figures;
  figures.group_records = 1;
  return figures;
}

TEST(DescribeProgress, SaysHowTheLoadStands) {
  ProgressFacts facts = HalfWay(720);
  EXPECT_EQ(
      DescribeProgress(facts, OneARequest()),
      "360 of 720 records, 180/min, quota 3 of 60 per 60 s, 2 refused so far, about 5 min left");
  facts.total = 0;
  facts.elapsed_ms = 3'000;
  EXPECT_EQ(DescribeProgress(facts, OneARequest()),
            "360 records, 120/s, quota 3 of 60 per 60 s, 2 refused so far");
  EXPECT_EQ(DescribeProgress(ProgressFacts(), OneARequest()), "0 records");
  facts.documents = 12;
  facts.total_documents = 72;
  EXPECT_EQ(DescribeProgress(facts, OneARequest()),
            "360 records, 12 of 72 documents delivered, 120/s, quota 3 of 60 per 60 s, 2 refused "
            "so far");
}

TEST(DescribeProgress, WhatWasSettledBeforeTookNoTime) {
  ProgressFacts facts = HalfWay(720);
  facts.before = 240;
  EXPECT_EQ(
      DescribeProgress(facts, OneARequest()),
      "360 of 720 records, 60/min, quota 3 of 60 per 60 s, 2 refused so far, about 6 min left");
  facts.before = 360;
  EXPECT_EQ(DescribeProgress(facts, OneARequest()),
            "360 of 720 records, quota 3 of 60 per 60 s, 2 refused so far");
}

TEST(DescribeProgress, NamesEveryOutcomeThatIsNotWell) {
  ProgressFacts facts;
  facts.tally = {
      .records = 9, .delivered = 2, .unchanged = 1, .rejected = 1, .failed = 2, .ambiguous = 3};
  EXPECT_THAT(DescribeProgress(facts, OneARequest()),
              EndsWith("1 refused, 2 failed, 3 ambiguous so far"));
  facts.tally = {.records = 3, .delivered = 2, .superseded = 1};
  EXPECT_THAT(DescribeProgress(facts, OneARequest()), ::testing::Not(HasSubstr("so far")));
}

TEST(DescribeProgress, WhereThereIsLittleRoomTheTimeThatIsLeftStays) {
  const ProgressFacts facts = HalfWay(720);
  const auto at = [&](size_t room) { return DescribeProgress(facts, OneARequest(), room); };
  EXPECT_EQ(at(79), "360 of 720 records, 180/min, 2 refused so far, about 5 min left");
  EXPECT_EQ(at(61), "360 of 720 records, 2 refused so far, about 5 min left");
  EXPECT_EQ(at(50), "360 of 720, 2 refused so far, about 5 min left");
  EXPECT_EQ(at(39), "360 of 720, 2 refused, 5 min left");
  EXPECT_EQ(at(30), "50%, 2 refused, 5 min left");
  EXPECT_EQ(at(19), "50%, 5 min left");
  EXPECT_EQ(at(12), "5 min left");
  for (const uint64_t total : {4u, 5'000u, 5'000'000u}) {
    for (size_t room = 20; room < 100; ++room) {
      const std::string line = DescribeProgress(HalfWay(total), OneARequest(), room);
      EXPECT_LE(line.size(), room) << line;
      EXPECT_THAT(line, EndsWith(" left")) << room;
    }
  }
}

TEST(DescribeProgress, TheQuotaOfAFoldIsSpentOnDocuments) {
  ProgressFacts facts;
  facts.tally.records = 600;
  facts.total = 6'600;
  facts.total_documents = 660;
  facts.stats.window_count = 1;
  facts.stats.windows[0] = {60, 60'000, 0, 0};
  ConfigFigures folding = OneARequest();
  folding.folds = true;
  EXPECT_EQ(QuotaLeftMs(facts, folding), 9 * 60'000);
  folding.group_documents = 10;
  EXPECT_EQ(QuotaLeftMs(facts, folding), 0);
}

TEST(DescribeProgress, TheTimeIsThatOfTheRequestsThatWereCounted) {
  ProgressFacts facts = HalfWay(1'200);
  EXPECT_EQ(QuotaLeftMs(facts, OneARequest()), 9 * 60'000);
  facts.total_requests = 242;
  EXPECT_EQ(QuotaLeftMs(facts, OneARequest()), 2 * 60'000);
}

TEST(Progress, RedrawsOneLineAndTakesItAway) {
  std::ostringstream out;
  StatusLine line(&out);
  Progress progress(ProgressStyle::kRedrawn, 10, &line);
  EXPECT_EQ(progress.room(), 9u);
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
  StatusLine line(&out);
  Progress progress(ProgressStyle::kLines, 10, &line);
  progress.Draw("12345678901234", 0);
  EXPECT_FALSE(progress.Due(4'999));
  EXPECT_TRUE(progress.Due(5'000));
  progress.Clear();
  EXPECT_EQ(out.str(), "12345678901234\n");
  EXPECT_FALSE(Progress(ProgressStyle::kNone, 10, &line).Due(1'000'000));
}

TEST(StatusLine, WhatIsWrittenGoesAboveIt) {
  std::ostringstream out;
  StatusLine line(&out);
  *line.stream() << "before\n";
  line.Show("12 of 20");
  *line.stream() << "inflow: " << 7 << " notes" << '\n';
  EXPECT_EQ(out.str(), "before\n\r12 of 20\r        \rinflow: 7 notes\n\r12 of 20");
  out.str("");
  line.Clear();
  *line.stream() << "after\n";
  EXPECT_EQ(out.str(), "\r        \rafter\n");
}

TEST(StatusLine, DoesNotCutIntoAMessage) {
  std::ostringstream out;
  StatusLine line(&out);
  *line.stream() << "inflow: ";
  line.Show("3");
  *line.stream() << "a\n";
  EXPECT_EQ(out.str(), "inflow: a\n\r3");
}

TEST(StatusLine, IsTakenAwayAtTheEnd) {
  std::ostringstream out;
  { StatusLine(&out).Show("3"); }
  EXPECT_EQ(out.str(), "\r3\r \r");
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/load_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

LoadReport Report() {
  LoadReport report;
  for (const auto& [outcome, count] :
       {std::pair(DESTINATION_DELIVERED, 1200), std::pair(DESTINATION_UNCHANGED, 2),
        std::pair(DESTINATION_SUPERSEDED, 3), std::pair(DESTINATION_REJECTED, 4),
        std::pair(DESTINATION_FAILED, 5), std::pair(DESTINATION_AMBIGUOUS, 6),
        std::pair(DESTINATION_DROPPED, 7), std::pair(kPending, 8)}) {
    for (int i = 0; i < count; ++i) report.tally.Count(outcome);
  }
  report.requests = 1300;
  report.retries = 1;
  report.throttled = 0;
  report.elapsed_ms = 61'005;
  return report;
}

TEST(SummaryLine, IsTheAgreedObject) {
  EXPECT_EQ(
      SummaryLine(Report()),
      "{\"records\":1235,\"delivered\":1200,\"unchanged\":2,\"superseded\":3,\"rejected\":4,\"failed\":5,\"ambiguous\":6,"
      "\"dropped\":7,\"pending\":8,\"requests\":1300,\"retries\":1,\"throttled\":0,\"seconds\":61.005}");
  EXPECT_EQ(SummaryLine(LoadReport()).substr(0, 13), "{\"records\":0,");
}

TEST(Tally, AllWellMeansNothingIsLeft) {
  Tally tally;
  EXPECT_TRUE(tally.all_well());
  tally.Count(DESTINATION_SUPERSEDED);
  EXPECT_TRUE(tally.all_well());
  tally.Count(999);  // an outcome of a later library
  EXPECT_FALSE(tally.all_well());
  EXPECT_EQ(tally.failed, 1);
}

TEST(Describe, ReadsLikeASentence) {
  LoadReport report = Report();
  report.reasons = {{4, "REJECTED", "Name 1 is taken", "p.csv", 17}, {1, "PENDING", "", "-", 3}};
  report.further_reasons = 1;
  report.rejects = {{"p.csv.rejects.ndjson", 5}};
  report.earlier_rejects = {"q.csv.rejects.ndjson"};
  report.warnings = {{12, "the service drops \"desc\"", "unknown_field", "desc"}};
  EXPECT_EQ(
      Describe(report),
      "1,235 records in 61 s: 1,200 delivered, 2 unchanged, 3 superseded, 4 rejected, 5 failed, 6 ambiguous, 7 dropped, 8 "
      "pending\n"
      "  1,300 requests, 1 retry, 0 throttled\n"
      "  Commonest reasons:\n"
      "        4 REJECTED: Name 1 is taken (first: p.csv line 17)\n"
      "        1 PENDING (standard input line 3)\n"
      "          and 1 further reason\n"
      "  Warnings:\n"
      "       12 the service drops \"desc\"\n"
      "  Not delivered, with the reasons: p.csv.rejects.ndjson\n"
      "  q.csv.rejects.ndjson was there before: it is of an earlier load, not of this one\n");
  EXPECT_EQ(Describe(LoadReport()),
            "0 records in 0.0 s: nothing to do\n  0 requests, 0 retries, 0 throttled\n");
}

TEST(DescribeLosses, IsTheReportsLastLineByField) {
  LoadReport report = Report();
  EXPECT_EQ(DescribeLosses(report.warnings), "");
  report.warnings = {{1, "m", "changed_field", "name"},
                     {12, "m", "dropped_field", "remarks"},
                     {7, "m", "unconfirmed_field", "lines"},
                     {2, "m", "dropped_field", "a\"b"}};
  const std::string losses =
      R"(The service dropped "remarks" (12 records), "a"b" (2 records); it changed "name" (1 record))";
  EXPECT_EQ(DescribeLosses(report.warnings), losses);
  const std::string text = Describe(report);
  EXPECT_EQ(text.substr(text.size() - losses.size() - 3), "  " + losses + "\n");
  const std::string line = SummaryLine(report);
  EXPECT_NE(line.find(R"(,"warnings":[{"kind":"changed_field","field":"name","records":1},)"),
            std::string::npos)
      << line;
  EXPECT_NE(line.find(R"({"kind":"dropped_field","field":"a\"b","records":2}]})"),
            std::string::npos)
      << line;
}

TEST(ParseWarnings, LeavesOutWhatIsOfAnotherShape) {
  const std::vector<Warning> warnings = ParseWarnings(
      R"({"warnings":[7,{"records":2,"message":"a"},{"records":-1,"message":"b"},{"records":3,"message":4},{"records":5}]})");
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].records, 2u);
  EXPECT_EQ(warnings[0].message, "a");
  for (const char* answer : {"", "7", "{}", R"({"warnings":7})", R"({"warnings":{"a":1}})"}) {
    EXPECT_TRUE(ParseWarnings(answer).empty()) << answer;
  }
}

TEST(ConcernsRoute, LeavesOutWhatIsAboutAnotherRoute) {
  EXPECT_TRUE(ConcernsRoute("the api_version \"x\" is none", "orders"));
  EXPECT_TRUE(ConcernsRoute("/map/colour: no field", ""));
  EXPECT_FALSE(ConcernsRoute("/map/colour: no field", "orders"));
  EXPECT_TRUE(ConcernsRoute("/values/dates: fits both", "orders"));
  EXPECT_TRUE(ConcernsRoute("/routes/orders/map/x: no field", "orders"));
  EXPECT_FALSE(ConcernsRoute("/routes/orders/map/x: no field", ""));
  EXPECT_FALSE(ConcernsRoute("/routes/orders2/map/x: no field", "orders"));
  EXPECT_TRUE(ConcernsRoute("/routes/a~1b~0/map/x: no field", "a/b~"));
}

TEST(Human, CountsAndDurations) {
  EXPECT_EQ(HumanCount(0), "0");
  EXPECT_EQ(HumanCount(999), "999");
  EXPECT_EQ(HumanCount(1234567), "1,234,567");
  EXPECT_EQ(HumanDuration(1'340), "1.3 s");
  EXPECT_EQ(HumanDuration(60'000), "60 s");
  EXPECT_EQ(HumanDuration(740'000), "12 min");
  EXPECT_EQ(HumanDuration(7'500'000), "2 h 5 min");
  EXPECT_EQ(HumanDuration(50 * 3'600'000LL), "2 d 2 h");
  EXPECT_EQ(Plural(1, "record"), "1 record");
  EXPECT_EQ(Plural(2, "record"), "2 records");
}

TEST(Describe, SaysHowManyDocumentsWereDelivered) {
  LoadReport report;
  report.tally.records = report.tally.delivered = 7;
  report.documents = 3;
  report.documents_delivered = 2;
  EXPECT_THAT(
      Describe(report),
      ::testing::StartsWith("7 records in 0.0 s: 7 delivered\n  2 of 3 documents delivered\n"));
  EXPECT_THAT(SummaryLine(report),
              ::testing::HasSubstr(
                  "\"pending\":0,\"documents\":3,\"documents_delivered\":2,\"requests\":0"));
}

TEST(Describe, SaysWhichRowsAreLeftOut) {
  CsvSettings csv;
  csv.where = CsvWhere{*ParseRowCondition("SKU is not blank"), "SKU is not blank"};
  LoadReport report;
  report.tally.records = report.tally.delivered = 1;
  EXPECT_THAT(SummaryLine(report), ::testing::Not(::testing::HasSubstr("left_out")));
  report.left_out = {1, csv};
  EXPECT_THAT(Describe(report),
              ::testing::StartsWith("1 record in 0.0 s: 1 delivered\n"
                                    "  1 row is left out, since \"SKU is not blank\" "
                                    "does not hold for it (--csv-where)\n"));
  EXPECT_THAT(SummaryLine(report),
              ::testing::HasSubstr(R"("left_out":{"rows":1,"where":"SKU is not blank"})"));
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/plan_report.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(PlanReport, SaysWhatALoadWouldComeTo) {
  PlanReport report;
  report.estimate.fine = 1'998;
  report.estimate.refused = 2;
  report.estimate.requests = 20;
  report.estimate.windows = "60 requests per 60 s";
  report.estimate.lookups = {{"vendors", 12}};
  report.reasons = {{2, "REJECTED", "no name", "a.csv", 3, 1}};
  EXPECT_EQ(Describe(report),
            "2,000 records: 1,998 fine, 2 would be refused\n"
            "  20 requests, which fit into the quota of 60 requests per 60 s\n"
            "  Names to be looked up first, in 1 to 12 requests more:\n"
            "       12 of vendors\n"
            "  Would be refused:\n"
            "        2 no name (first: a.csv line 3)\n");
  EXPECT_EQ(
      SummaryLine(report),
      R"({"records":2000,"fine":1998,"refused":2,"requests":20,"requests_exact":true,"seconds":0,"lookups":{"vendors":12},"lookup_requests":{"least":1,"most":12},)"
      R"("reasons":[{"records":2,"message":"no name","file":"a.csv","line":3}],"further_reasons":0,"notices":[]})");
}

TEST(PlanReport, SpeaksOfDocumentsAndTime) {
  PlanReport report;
  report.estimate.fine = 5;
  report.estimate.documents = Estimate::Documents{.fine = 2, .refused = 1};
  report.estimate.requests = 1;
  report.estimate.is_about = true;
  EXPECT_EQ(Describe(report),
            "5 lines: 5 fine\n"
            "  3 documents: 2 fine, 1 would be refused\n"
            "  about 1 request, as fast as the service answers\n");
  report.estimate.windows = "1 request per 60 s";
  report.estimate.least_ms = 120'001;
  EXPECT_NE(Describe(report).find("at 1 request per 60 s"), std::string::npos);
  EXPECT_NE(
      SummaryLine(report).find(
          R"("documents":3,"documents_refused":1,"requests":1,"requests_exact":false,"seconds":121)"),
      std::string::npos);
}

TEST(PlanReport, SaysWhichRowsAreLeftOut) {
  CsvSettings csv;
  csv.where = CsvWhere{*ParseRowCondition("a is \"b\""), "a is \"b\""};
  csv.configured_where = true;
  PlanReport report;
  report.estimate.fine = 1;
  report.left_out = {0, csv};
  EXPECT_EQ(Describe(report).find("left out"), std::string::npos);
  EXPECT_NE(SummaryLine(report).find(R"("left_out":{"rows":0,"where":"a is \"b\""}})"),
            std::string::npos);
  report.left_out = {1'200, csv};
  EXPECT_EQ(Describe(report),
            "1 record: 1 fine\n"
            "  1,200 rows are left out, since \"a is \"b\"\" does not hold for them (csv.where)\n"
            "  0 requests, as fast as the service answers\n");
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/verify_report.h"

#include <gmock/gmock.h>

#include <sstream>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;

JsonTree Result(const char* json) { return JsonTree::parse(json); }

class VerifyReportTest : public ::testing::Test {
 protected:
  std::string Written(ListFormat format, const std::vector<Verified>& all, bool files = false) {
    std::ostringstream out;
    VerifyReport report(format, files, {}, &out);
    for (const Verified& one : all) report.Add(one);
    report.End(/*whole=*/true);
    said_ = report.Describe("120 records");
    unlike_ = report.unlike();
    return out.str();
  }
  std::string said_;
  uint64_t unlike_ = 0;
};

TEST_F(VerifyReportTest, PeopleSeeADifferenceALine) {
  EXPECT_EQ(Written(ListFormat::kTable,
                    {{"a.csv", {2}, Result(R"({"result":"equal","id":"i","name":"T-1"})")},
                     {"a.csv", {3}, Result(R"({"result":"different","name":"T-2","differences":[
                    {"field":"name","sent":"Tea","found":"Cup"},
                    {"field":"sku","sent":"","found":null}]})")},
                     {"a.csv", {4, 5}, Result(R"({"result":"absent","id":"i"})")},
                     {"a.csv", {6}, Result(R"({"result":"refused","message":"no"})")}}),
            "line  record  result     field  sent  found\n"
            "3     T-2     different  name   Tea   Cup\n"
            "3     T-2     different  sku          (nothing)\n"
            "4     i       absent\n"
            "6             refused\n");
  EXPECT_EQ(said_, "of 120 records 1 is as sent, 1 differs, 1 is not there, 1 would be refused");
  EXPECT_EQ(unlike_, 3);
}

TEST_F(VerifyReportTest, WhereAllIsAsSentThereIsNoTable) {
  EXPECT_EQ(Written(ListFormat::kTable, {{"a", {1}, Result(R"({"result":"equal"})")},
                                         {"a", {2}, Result(R"({"result":"equal"})")}}),
            "");
  EXPECT_EQ(said_, "of 120 records 2 are as sent");
  EXPECT_EQ(unlike_, 0);
}

TEST_F(VerifyReportTest, OfSeveralInputsTheTableNamesEach) {
  EXPECT_EQ(Written(ListFormat::kTable, {{"b.csv", {2}, Result(R"({"result":"absent"})")}}, true),
            "file   line  record  result  field  sent  found\n"
            "b.csv  2             absent\n");
}

TEST_F(VerifyReportTest, ProgramsSeeEveryRecord) {
  const std::vector<Verified> all = {
      {"a.csv", {2}, Result(R"({"places":[0],"result":"equal","id":"i","name":"T-1"})")},
      {"a.csv", {3, 4}, Result(R"({"result":"unreadable","message":"why"})")}};
  const std::string first =
      R"({"file":"a.csv","lines":[2],"result":"equal","id":"i","name":"T-1"})";
  const std::string second =
      R"({"file":"a.csv","lines":[3,4],"result":"unreadable","message":"why"})";
  EXPECT_EQ(Written(ListFormat::kNdjson, all), first + "\n" + second + "\n");
  EXPECT_EQ(JsonTree::parse(Written(ListFormat::kJson, all)).size(), 2);
  EXPECT_EQ(Written(ListFormat::kJson, {}), "[]\n");
}

TEST_F(VerifyReportTest, WhatIsNotWholeIsShownAndNotEnded) {
  const Verified absent = {"a", {1}, Result(R"({"result":"absent"})")};
  for (const ListFormat format : {ListFormat::kTable, ListFormat::kJson}) {
    std::ostringstream out;
    VerifyReport report(format, false, {}, &out);
    report.Add(absent);
    report.End(/*whole=*/false);
    EXPECT_THAT(out.str(), HasSubstr("absent"));
    EXPECT_EQ(JsonTree::accept(out.str()), false);
  }
}

TEST_F(VerifyReportTest, ALongTableIsShownInParts) {
  std::ostringstream out;
  VerifyReport report(ListFormat::kTable, false, {}, &out);
  for (uint64_t line = 1; line < 100; ++line)
    report.Add({"a", {line}, Result(R"({"result":"absent"})")});
  EXPECT_EQ(out.str(), "");
  report.Add({"a", {100}, Result(R"({"result":"absent"})")});
  EXPECT_THAT(out.str(), HasSubstr("\n100 "));
}

TEST_F(VerifyReportTest, CountsInWords) {
  std::vector<Verified> all;
  for (const char* result : {"different", "absent", "unreadable", "refused"}) {
    all.push_back({"a", {1}, {{"result", result}}});
    all.push_back({"a", {1}, {{"result", result}}});
  }
  Written(ListFormat::kTable, all);
  EXPECT_EQ(
      said_,
      "of 120 records 0 are as sent, 2 differ, 2 are not there, 2 cannot be compared, 2 would "
      "be refused");
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/load_run.h"

#include <gmock/gmock.h>

#include <ctime>

#include "tests/unit/command/fake_plugin.h"
#include "tools/inflow/load/run_key.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kNow = 1'800'000'000'000;

TEST(LoadRun, IsBegunAndEndedByCommands) {
  FakePlugin plugin;
  std::vector<std::string> asked;
  plugin.on_command = [&asked](std::string_view name, std::string_view json) {
    asked.push_back(std::string(name) + " " + std::string(json));
    return std::string(
        R"({"run": 4, "goes_on": true, "began": 1800000000000, "records": 9, "pending": 2,
            "outcomes": {"DELIVERED": 4, "REJECTED": 3},
            "others": [{"key": "x", "began": 5, "pending": 1, "records": 6, "pid": null},
                       {"key": "y", "pid": 77}]})");
  };
  host::Destination handle = plugin.Open();
  LoadRun run;
  EXPECT_FALSE(BeginRun("the key", &handle, &run));
  EXPECT_FALSE(EndRun(&handle));
  EXPECT_THAT(asked,
              ElementsAre(R"(run {"begin":"the key","restart":false})", R"(run {"end":true})"));
  EXPECT_TRUE(run.goes_on);
  EXPECT_EQ(run.began_ms, kNow);
  EXPECT_EQ(run.records, 9);
  EXPECT_EQ(run.pending, 2);
  EXPECT_EQ(run.tally.records, 7);
  EXPECT_EQ(run.tally.delivered, 4);
  EXPECT_EQ(run.tally.rejected, 3);
  ASSERT_EQ(run.others.size(), 2);
  EXPECT_EQ(run.others[0].records, 6);
  EXPECT_EQ(run.others[0].pid, std::nullopt);
  EXPECT_EQ(run.others[1].pid, 77);
}

TEST(LoadRun, ARestartTellsHowTheEarlierOneEnded) {
  FakePlugin plugin;
  plugin.on_command = [](std::string_view, std::string_view json) {
    EXPECT_EQ(json, R"({"begin":"k","restart":true})");
    return std::string(R"({"goes_on": false, "ended": {"DELIVERED": 4, "DROPPED": 2}})");
  };
  host::Destination handle = plugin.Open();
  LoadRun run;
  Tally ended;
  EXPECT_FALSE(RestartRun("k", &handle, &run, &ended));
  EXPECT_FALSE(run.goes_on);
  EXPECT_EQ(ended.records, 6);
  EXPECT_EQ(ended.dropped, 2);
}

TEST(DescribeGoingOn, SaysHowMuchIsDone) {
  LoadRun run;
  run.began_ms = kNow;
  run.tally = {.records = 4'313, .delivered = 4'300, .rejected = 12, .dropped = 1};
  const std::string moment = HumanMoment(kNow, kNow);
  EXPECT_EQ(DescribeGoingOn(run, 10'000, kNow),
            "going on with the load of " + moment + ": 4,312 of 10,000 records are done");
  run.tally = {.records = 1, .delivered = 1};
  EXPECT_THAT(DescribeGoingOn(run, 0, kNow), HasSubstr(": 1 record is done"));
}

TEST(HumanMoment, HasADateOnlyOnAnotherDay) {
  std::tm parts{};
  parts.tm_year = 126;
  parts.tm_mon = 10;
  parts.tm_mday = 29;
  parts.tm_hour = 12;
  parts.tm_min = 4;
  parts.tm_isdst = -1;
  const int64_t moment = int64_t{std::mktime(&parts)} * 1000;
  EXPECT_EQ(HumanMoment(moment, moment + 3'600'000), "12:04");
  EXPECT_EQ(HumanMoment(moment, moment + 24 * 3'600'000), "2026-11-29 12:04");
}

TEST(DescribeRestart, SaysWhatBecomesOfTheEarlierRecords) {
  LoadRun run;
  run.began_ms = kNow;
  run.records = 4'314;
  run.pending = 300;
  run.tally = {.records = 4'014, .delivered = 4'000, .rejected = 12, .ambiguous = 2};
  const std::string begin =
      "beginning anew; the load of " + HumanMoment(kNow, kNow) + " ends with ";
  EXPECT_EQ(
      DescribeRestart(
          run,
          {.records = 4'314, .delivered = 4'000, .rejected = 12, .ambiguous = 3, .dropped = 299},
          kNow),
      begin +
          "4,000 delivered, 12 rejected, 3 ambiguous, 299 dropped; 1 record was sent and not "
          "answered, so that inFlow may have it");
  EXPECT_EQ(DescribeRestart(run, Tally(), kNow),
            begin + "4,000 delivered, 12 rejected, 2 ambiguous, 300 pending");
  EXPECT_EQ(DescribeRestart(run, {.records = 4'012, .delivered = 4'000, .rejected = 12}, kNow),
            begin + "4,000 delivered, 12 rejected, 302 pending");
  EXPECT_EQ(DescribeRestart({.began_ms = kNow}, Tally(), kNow), begin + "no record");
}

TEST(DescribeOther, NamesItsInputsAndItsCommand) {
  OtherRun other{.key = TextOf(RunKey{"/x/c.json", " --skip 3", {"/x/a.csv", "/x/b.csv"}}),
                 .began_ms = kNow,
                 .records = 5'000,
                 .pending = 120};
  const std::string begin = "c.journal also has the load of " + HumanMoment(kNow, kNow) +
                            " of /x/a.csv, /x/b.csv, which ";
  EXPECT_EQ(DescribeOther(other, "c.journal", kNow),
            begin +
                "did not end: 120 of its 5,000 records are pending. It goes on with: inflow load "
                "--config /x/c.json --skip 3 /x/a.csv /x/b.csv; with --restart it begins anew, and "
                "drops what is pending");
  other.pid = 77;
  EXPECT_EQ(DescribeOther(other, "c.journal", kNow), begin + "goes on in process 77");
  other = {.key = "another host's", .began_ms = kNow, .pending = 1};
  EXPECT_THAT(DescribeOther(other, "c.journal", kNow), HasSubstr("with 1 pending record"));
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/command/fake_plugin.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Answer = FakePlugin::Answer;

// FakeClock moves only when it is waited on.
class FakeClock : public Clock {
 public:
  int64_t NowMs() override { return now; }
  void Wait(int64_t ms, int) override { now += ms; }
  int Interruptions() override { return interruptions; }

  int64_t now = 0;
  int interruptions = 0;
};

class LoaderTest : public ::testing::Test {
 protected:
  LoaderTest() {
    std::string pattern = ::testing::TempDir() + "loaderXXXXXX";
    folder_ = mkdtemp(pattern.data());
    settings_.config_path = folder_ + "/c.json";
    settings_.rejects_path = folder_ + "/rejects.ndjson";
    settings_.results_path = folder_ + "/results.ndjson";
  }
  ~LoaderTest() override { std::filesystem::remove_all(folder_); }

  void Input(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
    settings_.inputs.inputs.push_back(folder_ + "/" + name);
  }
  void ManyRecords(int count) {
    std::string text;
    for (int i = 1; i <= count; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
    Input("many.ndjson", text);
  }

  LoadEnd Run(size_t complaints = 0) {
    host::Destination handle = plugin_.Open();
    const host::Library library = plugin_.library();
    OutcomeHelp help;
    help.key_of = [this](std::string_view record) { return key_of_ ? key_of_(record) : 0; };
    Outcomes outcomes(std::move(help));
    EXPECT_TRUE(outcomes.Open(settings_).ok());
    StatusLine line(&err_);
    Loader loader(settings_, figures_, library, &handle, &clock_, &line);
    const LoadEnd end = loader.Run(Counted(), &outcomes);
    complaints_ = outcomes.Finish(&report_);
    EXPECT_EQ(complaints_.size(), complaints);
    const Tally& tally = report_.tally;
    EXPECT_EQ(tally.records, tally.delivered + tally.unchanged + tally.superseded + tally.rejected +
                                 tally.failed + tally.ambiguous + tally.dropped + tally.pending);
    return end;
  }

  std::string Read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ + "/" + name).rdbuf();
    return text.str();
  }

  std::string folder_;
  LoadSettings settings_;
  ConfigFigures figures_;
  FakePlugin plugin_;
  FakeClock clock_;
  std::ostringstream err_;
  LoadReport report_;
  std::vector<std::string> complaints_;
  std::function<uint64_t(std::string_view)> key_of_;
};

TEST_F(LoaderTest, DeliversEveryRecordOfEveryInput) {
  Input("a.ndjson", "{\"a\":1}\n\n{\"a\":2}\n");
  Input("b.csv", "x,y\n1,2\n");
  const LoadEnd end = Run();
  EXPECT_FALSE(end.stopped);
  EXPECT_TRUE(end.inputs_ended);
  EXPECT_THAT(plugin_.records, ElementsAre("{\"a\":1}", "{\"a\":2}", "{\"x\":\"1\",\"y\":\"2\"}"));
  EXPECT_EQ(report_.tally.delivered, 3);
  EXPECT_THAT(report_.rejects, IsEmpty());
  const std::string a = folder_ + "/a.ndjson";
  const std::string b = folder_ + "/b.csv";
  EXPECT_EQ(
      Read("results.ndjson"),
      "{\"id\":1,\"file\":\"" + a +
          "\",\"line\":1,\"outcome\":\"DELIVERED\",\"http_status\":201,\"attempts\":1,\"message\":\"\"}\n{\"id\":2,\"file\":\"" +
          a +
          "\",\"line\":3,\"outcome\":\"DELIVERED\",\"http_status\":201,\"attempts\":1,\"message\":\"\"}\n{\"id\":3,\"file\":\"" +
          b +
          "\",\"line\":2,\"outcome\":\"DELIVERED\",\"http_status\":201,\"attempts\":1,\"message\":\"\"}\n");
}

TEST_F(LoaderTest, AnEmptyInputIsNothingToDo) {
  Input("a.ndjson", "");
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.calls, IsEmpty());
  EXPECT_EQ(report_.tally.records, 0);
}

TEST_F(LoaderTest, RefusedRowsHaveIdsOfTheirOwnAndTheOthersGoOn) {
  Input("a.csv", "x,y\n1,2\n1,2,3\n3,4\n");
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(report_.tally.delivered, 2);
  EXPECT_EQ(report_.tally.rejected, 1);
  EXPECT_THAT(
      Read("results.ndjson"),
      StartsWith(
          "{\"id\":2,\"line\":3,\"outcome\":\"REJECTED\",\"http_status\":0,\"attempts\":0,"));
  EXPECT_EQ(
      Read("rejects.ndjson"),
      "{\"_inflow\":{\"outcome\":\"REJECTED\",\"reason\":\"the row has 3 cells and the header 2; put cells that hold ',' "
      "into double "
      "quotes\",\"file\":\"" +
          folder_ + "/a.csv\",\"line\":3,\"raw\":\"1,2,3\"}}\n");
}

TEST_F(LoaderTest, KeepsAtMostSoManyPending) {
  ManyRecords(10'000);
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(plugin_.most_pending, 2'000);
  EXPECT_EQ(*std::max_element(plugin_.batch_sizes.begin(), plugin_.batch_sizes.end()), 1'000);
  EXPECT_EQ(report_.tally.delivered, 10'000);
}

TEST_F(LoaderTest, LargeGroupsMayHaveMorePending) {
  figures_.group_records = 1'000;
  ManyRecords(20'000);
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(plugin_.most_pending, 8'000);
}

TEST_F(LoaderTest, ASmallQueueHasSmallBatches) {
  figures_.queue_records = 10;
  ManyRecords(100);
  EXPECT_FALSE(Run().stopped);
  EXPECT_LE(plugin_.most_pending, 10);
  EXPECT_EQ(*std::max_element(plugin_.batch_sizes.begin(), plugin_.batch_sizes.end()), 5);
}

TEST_F(LoaderTest, BatchesEndBeforeTheirBytesAreTooMany) {
  figures_.queue_bytes = 40;  // batches of 20
  Input("a.ndjson", "{\"a\":\"123\"}\n{\"b\":\"123\"}\n{\"c\":1}\n{\"long\":\"" +
                        std::string(40, 'x') + "\"}\n");
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.batch_sizes, ElementsAre(1, 2));
  EXPECT_EQ(report_.tally.rejected, 1);
  EXPECT_THAT(
      Read("rejects.ndjson"),
      HasSubstr(
          "the record has 51 bytes and queue.max_bytes is 40; shorten it or raise the limit"));
}

TEST_F(LoaderTest, AFullQueueIsPolledAndTheSameBatchTriedAgain) {
  int writes = 0;
  plugin_.on_write = [&](const std::vector<std::string>&) {
    Answer answer;
    if (++writes == 2) answer.status = DESTINATION_RESOURCE_EXHAUSTED;
    return answer;
  };
  Input("a.ndjson", "{}\n");
  Input("b.ndjson", "{\"b\":1}\n");
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.calls, ElementsAre("write", "write", "poll", "write", "flush"));
  EXPECT_THAT(plugin_.records, ElementsAre("{}", "{\"b\":1}"));
}

TEST_F(LoaderTest, OpenGroupsDoNotHoldUpTheInput) {
  plugin_.on_poll = [] { return Answer(); };  // nothing is sendable
  ManyRecords(5'000);
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(plugin_.most_pending, 5'000);
  EXPECT_EQ(report_.tally.delivered, 5'000);
}

TEST_F(LoaderTest, ItemsOfTheVeryCallAreKnown) {
  plugin_.on_write = [&](const std::vector<std::string>&) {
    Answer answer;
    answer.settled = {{plugin_.last_ids().front(), DESTINATION_REJECTED, "bad"}};
    return answer;
  };
  Input("a.ndjson", "{\"a\"\n{}\n");
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(report_.tally.rejected, 1);
  EXPECT_EQ(report_.tally.delivered, 1);
}

TEST_F(LoaderTest, ABatchOfOneThatTheLibraryDoesNotTakeIsRejected) {
  plugin_.on_write = [&](const std::vector<std::string>&) {
    return Answer{DESTINATION_INVALID_ARGUMENT, "too large", "{}", {}};
  };
  Input("a.ndjson", "{}\n");
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(report_.tally.rejected, 1);
  EXPECT_THAT(Read("rejects.ndjson"), HasSubstr("too large"));
}

TEST_F(LoaderTest, ARefusedCredentialStopsWithEverythingPending) {
  plugin_.on_flush = [] { return Answer{DESTINATION_AUTH, "the key was refused", "{}", {}}; };
  Input("a.ndjson", "{\"a\":1}\n{\"a\":2}\n");
  const LoadEnd end = Run();
  EXPECT_TRUE(end.stopped);
  EXPECT_EQ(end.exit, kExitAuth);
  EXPECT_EQ(end.message, "the key was refused");
  EXPECT_EQ(report_.tally.pending, 2);
  EXPECT_EQ(report_.tally.dropped, 0);
  EXPECT_THAT(plugin_.calls, ElementsAre("write", "flush", "pause", "discard"));
  const std::string file = folder_ + "/a.ndjson";
  // What the library says of a record that it gives back is its reason.
  EXPECT_EQ(Read("rejects.ndjson"),
            "{\"_inflow\":{\"outcome\":\"PENDING\",\"reason\":\"given back\",\"file\":\"" + file +
                "\",\"line\":1},\"a\":1}\n" +
                "{\"_inflow\":{\"outcome\":\"PENDING\",\"reason\":\"given back\",\"file\":\"" +
                file + "\",\"line\":2},\"a\":2}\n");
}

TEST_F(LoaderTest, EachStatusHasItsExitCode) {
  ManyRecords(3);
  for (const auto& [status, exit] :
       {std::pair(DESTINATION_UNAVAILABLE, kExitUnavailable),
        std::pair(DESTINATION_CONFIG, kExitUnavailable),
        std::pair(DESTINATION_INVALID_STATE, kExitUsage),
        std::pair(DESTINATION_CONFLICT, kExitUsage), std::pair(DESTINATION_JOURNAL, kExitStopped),
        std::pair(DESTINATION_INTERNAL, kExitInternal),
        std::pair(DESTINATION_OUT_OF_MEMORY, kExitInternal),
        std::pair(destination_status{999}, kExitInternal)}) {
    plugin_.on_flush = [status = status] { return Answer{status, "why", "{}", {}}; };
    const LoadEnd end = Run();
    EXPECT_EQ(end.exit, exit) << status;
    EXPECT_EQ(report_.tally.pending, 3);
    report_ = {};
  }
}

TEST_F(LoaderTest, ABatchThatIsRefusedBecauseTheWorkStoppedIsPendingToo) {
  plugin_.on_write = [&](const std::vector<std::string>&) {
    return Answer{DESTINATION_AUTH, "no", "{}", {}};
  };
  ManyRecords(3);
  EXPECT_EQ(Run().exit, kExitAuth);
  EXPECT_EQ(report_.tally.pending, 3);
}

TEST_F(LoaderTest, WaitsWhereTheServiceAsksForAPause) {
  int flushes = 0;
  plugin_.on_flush = [&] {
    return ++flushes == 1
               ? Answer{DESTINATION_RATE_LIMITED, "later", "{\"retry_after_ms\":90000}", {}}
               : plugin_.DeliverAll();
  };
  ManyRecords(1);
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(clock_.now, 90'000);
  EXPECT_EQ(err_.str(), "inflow: the service asks for a pause of 90 s\n");
  EXPECT_EQ(report_.tally.delivered, 1);
}

TEST_F(LoaderTest, StopsWhereThePauseIsTooLong) {
  plugin_.on_flush = [&] {
    return Answer{DESTINATION_RATE_LIMITED, "later", "{\"retry_after_ms\":7200000}", {}};
  };
  ManyRecords(1);
  const LoadEnd end = Run();
  EXPECT_EQ(end.exit, kExitStopped);
  EXPECT_EQ(end.message, "the service asks for a pause of 2 h 0 min");
  EXPECT_EQ(report_.tally.pending, 1);
}

TEST_F(LoaderTest, OneInterruptionFinishesWhatIsInFlight) {
  plugin_.on_flush = [&] {
    clock_.interruptions = 1;
    plugin_.in_flight = 1;
    return Answer{DESTINATION_TIMEOUT, "", "{}", {}};
  };
  plugin_.on_poll = [&] {
    plugin_.in_flight = 0;
    Answer answer;
    answer.settled = {{1, DESTINATION_DELIVERED, ""}};
    return answer;
  };
  ManyRecords(3);
  const LoadEnd end = Run();
  EXPECT_EQ(end.exit, kExitStopped);
  EXPECT_THAT(plugin_.calls, ElementsAre("write", "flush", "pause", "poll", "discard"));
  EXPECT_EQ(report_.tally.delivered, 1);
  EXPECT_EQ(report_.tally.pending, 2);
  EXPECT_THAT(err_.str(), HasSubstr("stopping"));
}

TEST_F(LoaderTest, ASecondInterruptionStopsAtOnceAndKeepsWhatIsAmbiguousApart) {
  plugin_.on_flush = [&] {
    clock_.interruptions = 2;
    plugin_.in_flight = 1;
    return Answer{DESTINATION_TIMEOUT, "", "{}", {}};
  };
  plugin_.on_discard = [&] {
    Answer answer;
    answer.settled = {{1, DESTINATION_AMBIGUOUS, "in flight"}, {2, DESTINATION_DROPPED, ""}};
    return answer;
  };
  ManyRecords(2);
  EXPECT_EQ(Run().exit, kExitStopped);
  EXPECT_THAT(plugin_.calls, ElementsAre("write", "flush", "pause", "discard"));
  EXPECT_EQ(report_.tally.ambiguous, 1);
  EXPECT_EQ(report_.tally.pending, 1);
}

TEST_F(LoaderTest, WhereTheSameCommandGoesOnWhatIsPendingStays) {
  settings_.is_run = true;
  plugin_.on_flush = [&] {
    clock_.interruptions = 1;
    plugin_.in_flight = 1;
    return Answer{DESTINATION_TIMEOUT, "", "{}", {}};
  };
  plugin_.on_poll = [&] {
    plugin_.in_flight = 0;
    Answer answer;
    answer.settled = {{1, DESTINATION_DELIVERED, ""}, {2, DESTINATION_REJECTED, "it is wrong"}};
    return answer;
  };
  ManyRecords(4);
  EXPECT_EQ(Run().exit, kExitStopped);
  EXPECT_THAT(plugin_.calls, ElementsAre("write", "flush", "pause", "poll"));
  EXPECT_EQ(report_.tally.delivered, 1);
  EXPECT_EQ(report_.tally.rejected, 1);
  EXPECT_EQ(report_.tally.pending, 2);
  ASSERT_EQ(report_.rejects.size(), 1);
  EXPECT_EQ(report_.rejects[0].records, 1);
  ASSERT_EQ(report_.reasons.size(), 1);
  EXPECT_EQ(report_.reasons[0].message, "it is wrong");
  EXPECT_THAT(Read("results.ndjson"),
              HasSubstr("{\"id\":4,\"line\":4,\"outcome\":\"PENDING\",\"http_status\":0,"));
}

TEST_F(LoaderTest, ABatchThatTheJournalDidNotTakeIsPendingToo) {
  settings_.is_run = true;
  plugin_.on_write = [](const std::vector<std::string>&) {
    return Answer{DESTINATION_JOURNAL, "the disk is full", "{}", {}};
  };
  Input("a.csv", "x,y\n1,2\n1,2,3\n");
  const LoadEnd end = Run();
  EXPECT_EQ(end.exit, kExitStopped);
  EXPECT_EQ(end.message, "the disk is full");
  EXPECT_EQ(report_.tally.pending, 1);
  EXPECT_EQ(report_.tally.rejected, 1);
}

TEST_F(LoaderTest, AnswersThatTheJournalCannotTakeAreNotWaitedForLong) {
  settings_.is_run = true;
  figures_.timeout_ms = 600'000;
  plugin_.on_flush = [&] {
    plugin_.in_flight = 1;
    return Answer{DESTINATION_JOURNAL, "the disk is full", "{}", {}};
  };
  plugin_.on_poll = [] { return Answer{DESTINATION_JOURNAL, "the disk is full", "{}", {}}; };
  ManyRecords(1);
  EXPECT_EQ(Run().exit, kExitStopped);
  EXPECT_GE(clock_.now, 5'000);
  EXPECT_LT(clock_.now, 6'000);
}

TEST_F(LoaderTest, WhatAnEarlierPartHadSettledCountsAsSettled) {
  settings_.is_run = true;
  settings_.progress = ProgressStyle::kLines;
  plugin_.on_write = [&](const std::vector<std::string>&) {
    Answer answer;
    for (uint64_t id = 1; id <= 2; ++id)
      answer.settled.push_back({id, DESTINATION_DELIVERED, "", DESTINATION_FLAG_REPEATED});
    answer.settled.push_back({3, DESTINATION_REJECTED, "it was wrong", DESTINATION_FLAG_REPEATED});
    return answer;
  };
  ManyRecords(5);
  EXPECT_FALSE(Run().stopped);
  EXPECT_EQ(report_.tally.delivered, 4);
  EXPECT_EQ(report_.tally.rejected, 1);
  EXPECT_THAT(Read("rejects.ndjson"), HasSubstr("it was wrong"));
  // Of what came back there is no rate.
  EXPECT_THAT(err_.str(), HasSubstr("3 records, 1 refused so far"));
}

TEST_F(LoaderTest, AnInterruptionSaysHowFarTheInputWasRead) {
  plugin_.on_write = [&](const std::vector<std::string>&) {
    clock_.interruptions = 1;
    return Answer();
  };
  ManyRecords(5'000);
  const LoadEnd end = Run();
  EXPECT_FALSE(end.inputs_ended);
  EXPECT_EQ(end.input, 0);
  EXPECT_EQ(end.read_of_input, 1'000);
  EXPECT_EQ(report_.tally.pending, 1'000);
}

TEST_F(LoaderTest, SkipAndFirstChooseRecords) {
  settings_.inputs.skip = 2;
  settings_.inputs.first = 3;
  ManyRecords(10);
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre("{\"n\":3}", "{\"n\":4}", "{\"n\":5}"));
}

TEST_F(LoaderTest, AmbiguousRecordsOfARejectsFileNeedAWord) {
  Input(
      "a.rejects.ndjson",
      "{\"_inflow\":{\"outcome\":\"AMBIGUOUS\"},\"a\":1}\n{\"_inflow\":{\"outcome\":\"PENDING\"},\"a\":2}\n");
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre("{\"a\":2}"));
  EXPECT_EQ(report_.tally.ambiguous, 1);
  EXPECT_THAT(Read("rejects.ndjson"), HasSubstr("load again with --include-ambiguous"));
  plugin_.records.clear();
  report_ = {};
  settings_.inputs.include_ambiguous = true;
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre("{\"a\":1}", "{\"a\":2}"));
}

TEST_F(LoaderTest, ARecordThatIsOlderThanADeliveredOneNeedsAWordOfItsOwn) {
  const std::string older = "{\"_inflow\":{\"newer\":\"told\",\"outcome\":\"FAILED\"},\"a\":1}\n";
  Input("a.rejects.ndjson", older + "{\"_inflow\":{\"newer\":false},\"a\":2}\n");
  settings_.inputs.include_ambiguous = true;
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre("{\"a\":2}"));
  EXPECT_EQ(report_.tally.rejected, 1);
  EXPECT_THAT(Read("rejects.ndjson"), StartsWith("{\"_inflow\":{\"newer\":"));
  EXPECT_THAT(Read("rejects.ndjson"), HasSubstr("load again with --include-older"));
  plugin_.records.clear();
  report_ = {};
  settings_.inputs.include_ambiguous = false;
  settings_.inputs.include_older = true;
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre("{\"a\":1}", "{\"a\":2}"));
}

// Whoever sends a guarded record all the same and does not get it through must find its guard
// again.
TEST_F(LoaderTest, AGuardOutlastsALoadThatWasAllowedToPassIt) {
  settings_.inputs.include_ambiguous = true;
  settings_.inputs.include_older = true;
  Input(
      "a.rejects.ndjson",
      "{\"_inflow\":{\"outcome\":\"AMBIGUOUS\"},\"a\":1}\n{\"_inflow\":{\"newer\":true},\"a\":2}\n{\"a\":3}\n");
  plugin_.on_flush = [] { return Answer{DESTINATION_UNAVAILABLE, "gone", "{}", {}}; };
  EXPECT_EQ(Run().exit, kExitUnavailable);
  EXPECT_EQ(report_.tally.pending, 3);
  ASSERT_EQ(report_.rejects.size(), 1u);
  EXPECT_EQ(report_.rejects[0].ambiguous, 1u);
  EXPECT_EQ(report_.rejects[0].older, 1u);
  // As the advice says, the file that came of it is loaded, without those words.
  plugin_.on_flush = nullptr;
  plugin_.records.clear();
  settings_.inputs.include_ambiguous = settings_.inputs.include_older = false;
  std::filesystem::rename(folder_ + "/rejects.ndjson", folder_ + "/again.ndjson");
  settings_.inputs.inputs = {folder_ + "/again.ndjson"};
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre("{\"a\":3}"));
}

TEST_F(LoaderTest, TheRejectsAreInTheOrderOfTheInputs) {
  settings_.results_path.clear();
  plugin_.on_flush = [&] {
    Answer answer;
    for (const uint64_t id : {4, 2, 3, 1})
      answer.settled.push_back({id, DESTINATION_REJECTED, "no"});
    return answer;
  };
  Input("b.ndjson", "{\"n\":1}\n{\"n\":2}\n");
  Input("a.ndjson", "{\"n\":3}\n{\"n\":4}\n");
  EXPECT_FALSE(Run().stopped);
  const std::string text = Read("rejects.ndjson");
  EXPECT_LT(text.find("\"n\":1"), text.find("\"n\":2"));
  EXPECT_LT(text.find("\"n\":2"), text.find("\"n\":3"));
  EXPECT_LT(text.find("\"n\":3"), text.find("\"n\":4"));
}

TEST_F(LoaderTest, ARejectSaysThatANewerRecordOfItsKeyWasDelivered) {
  key_of_ = [](std::string_view record) {
    return record.find("\"k\":1") != std::string_view::npos ? 1 : 0;
  };
  plugin_.on_flush = [&] {
    Answer answer;
    answer.settled = {{1, DESTINATION_REJECTED, "no"},
                      {2, DESTINATION_REJECTED, "no"},
                      {3, DESTINATION_DELIVERED, ""},
                      {4, DESTINATION_REJECTED, "no"}};
    return answer;
  };
  Input("a.ndjson", "{\"k\":1,\"v\":1}\n{\"v\":2}\n{\"k\":1,\"v\":3}\n{\"k\":1,\"v\":4}\n");
  EXPECT_FALSE(Run().stopped);
  std::istringstream lines(Read("rejects.ndjson"));
  std::vector<bool> told;
  for (std::string line; std::getline(lines, line);)
    told.push_back(line.find("\"newer\":") != std::string::npos);
  EXPECT_THAT(told, ElementsAre(true, false, false));
  EXPECT_EQ(report_.rejects.at(0).older, 1u);
}

TEST_F(LoaderTest, WhatTheLibraryDoesNotGiveBackMayBeAnywhere) {
  plugin_.on_flush = [] { return Answer{DESTINATION_AUTH, "no", "{}", {}}; };
  plugin_.on_discard = [] { return Answer{DESTINATION_INTERNAL, "broken", "{}", {}}; };
  ManyRecords(2);
  EXPECT_EQ(Run().exit, kExitAuth);
  EXPECT_EQ(report_.tally.ambiguous, 2);
  EXPECT_THAT(err_.str(), HasSubstr("the pending records could not be taken back: broken"));
}

TEST_F(LoaderTest, TheResultsAreInTheFileWhileTheLoadRuns) {
  int polls = 0;
  std::string seen;
  plugin_.on_flush = [&] {
    clock_.now += 600;
    if (++polls == 1) return Answer{DESTINATION_OK, "", "{}", {{1, DESTINATION_DELIVERED, ""}}};
    if (polls == 2) seen = Read("results.ndjson");
    return plugin_.DeliverAll();
  };
  ManyRecords(3);
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(seen, StartsWith("{\"id\":1,"));
}

TEST_F(LoaderTest, ADeliveredRecordsMessageStandsInTheResults) {
  plugin_.on_flush = [&] {
    Answer answer;
    answer.settled = {{1, DESTINATION_DELIVERED, "the service dropped \"remarks\""}};
    return answer;
  };
  ManyRecords(1);
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(
      Read("results.ndjson"),
      HasSubstr(
          R"("outcome":"DELIVERED","http_status":201,"attempts":1,"message":"the service dropped \"remarks\""})"));
}

// /dev/full is a disk without room.
TEST_F(LoaderTest, AFullDiskUnderTheResultsStopsTheSending) {
  settings_.results_path = "/dev/full";
  int writes = 0;
  plugin_.on_write = [&](const std::vector<std::string>&) {
    ++writes;
    return Answer();
  };
  plugin_.on_poll = [&] {
    clock_.now += 600;
    return plugin_.DeliverAll();
  };
  ManyRecords(10'000);
  const LoadEnd end = Run(/*complaints=*/1);
  EXPECT_EQ(end.exit, kExitStopped);
  EXPECT_EQ(end.message, "the results cannot be written to /dev/full: No space left on device");
  EXPECT_LT(writes, 5);
  EXPECT_EQ(report_.tally.records, end.read);
  EXPECT_THAT(
      complaints_.at(0),
      HasSubstr(
          "could not all be written to /dev/full: No space left on device; missing there are "));
}

TEST_F(LoaderTest, AnInputThatBecomesUnreadableStopsTheLoad) {
  Input("a.ndjson", "{}\n");
  settings_.inputs.inputs.push_back(folder_ + "/absent.ndjson");
  const LoadEnd end = Run();
  EXPECT_EQ(end.exit, kExitUsage);
  EXPECT_THAT(end.message, HasSubstr("absent.ndjson: No such file or directory"));
  EXPECT_EQ(end.input, 1);
  EXPECT_EQ(report_.tally.pending, 1);
}

TEST_F(LoaderTest, ALibraryThatSettlesWhatIsNotPendingIsADefect) {
  plugin_.on_flush = [&] {
    Answer answer = plugin_.DeliverAll();
    answer.settled.push_back({77, DESTINATION_DELIVERED, ""});
    return answer;
  };
  ManyRecords(1);
  EXPECT_EQ(Run().exit, kExitInternal);
}

TEST_F(LoaderTest, ALibraryThatFlushesNothingIsADefect) {
  plugin_.on_flush = [] { return Answer(); };
  ManyRecords(1);
  const LoadEnd end = Run();
  EXPECT_EQ(end.exit, kExitInternal);
  EXPECT_EQ(end.message, "the library said that it had flushed with 1 records pending");
}

TEST_F(LoaderTest, RefusesToOverwriteItsOwnInputs) {
  ManyRecords(1);
  settings_.rejects_path = settings_.inputs.inputs[0];
  Outcomes rejects;
  EXPECT_THAT(std::string(rejects.Open(settings_).message()), HasSubstr("is one of the inputs"));
  settings_.rejects_path = folder_ + "/r";
  settings_.results_path = folder_ + "/r";
  Outcomes both;
  EXPECT_THAT(std::string(both.Open(settings_).message()),
              HasSubstr("--results and --rejects name the same file"));
  settings_.results_path = folder_ + "/absent/r";
  Outcomes absent;
  EXPECT_THAT(std::string(absent.Open(settings_).message()), HasSubstr("cannot be written to"));
}

}  // namespace
}  // namespace inflow::command

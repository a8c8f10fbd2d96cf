// SPDX-License-Identifier: Apache-2.0
//
// A run goes on where it stopped: each of its places is accepted once, whatever the batches were.
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kLoad[] = "inflow.jsonc records.csv";

struct Line {
  int64_t ordinal;
  std::string bytes;
};

class RunsTest : public JournalTest {
 protected:
  static std::vector<NewRecord> Records(const std::vector<Line>& lines, uint64_t first_id) {
    std::vector<NewRecord> records;
    for (const Line& line : lines) records.push_back({first_id++, line.ordinal, line.bytes, ""});
    return records;
  }
  static absl::StatusOr<Appended> TryGive(SqliteJournal* journal, const std::vector<Line>& lines,
                                          uint64_t first_id = 0, std::string_view route = "route") {
    return journal->Append({route, kNoon, "", false, Records(lines, first_id)});
  }
  // Give returns what the journal has, a text a record: number, and outcome where it is repeated.
  static std::vector<std::string> Give(SqliteJournal* journal, const std::vector<Line>& lines,
                                       uint64_t first_id = 0) {
    const Appended appended = Gives(TryGive(journal, lines, first_id));
    std::vector<std::string> known;
    for (size_t i = 0; appended.records.empty() && i < lines.size(); ++i)
      known.push_back(std::to_string(appended.first + i));
    for (const AppendedRecord& record : appended.records) {
      known.push_back(std::to_string(record.number));
      if (record.repeated) known.back() += " = " + std::to_string(record.outcome) + record.message;
    }
    return known;
  }
  static RunStanding Run(SqliteJournal* journal, bool restart = false,
                         std::string_view key = kLoad) {
    return Gives(journal->BeginRun(key, restart, kNoon + 1));
  }
  // Running is a session of the run.
  Handle Running(bool restart = false) const {
    Handle journal = Begun();
    Run(journal.get(), restart);
    return journal;
  }
};

TEST_F(RunsTest, AnotherSessionGoesOnWithIt) {
  {
    const Handle journal = Begun();
    const RunStanding standing = Run(journal.get());
    EXPECT_FALSE(standing.goes_on);
    EXPECT_EQ(standing.records, 0u);
    EXPECT_THAT(Give(journal.get(), {{0, "a"}, {1, "b"}, {2, "c"}}), ElementsAre("1", "2", "3"));
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
    ASSERT_TRUE(Settle(journal.get(), 3, kRejectedRecord).ok());
  }
  const Handle journal = Begun();
  const RunStanding standing = Gives(journal->BeginRun(kLoad, false, kNoon + 500));
  EXPECT_TRUE(standing.goes_on);
  EXPECT_EQ(standing.began, kNoon + 1);
  EXPECT_EQ(standing.records, 3u);
  EXPECT_EQ(standing.last, 2);
  EXPECT_EQ(standing.pending, 1u);
  EXPECT_EQ(standing.settled[kDeliveredRecord], 1u);
  EXPECT_EQ(standing.settled[kRejectedRecord], 1u);
  // Over the borders of the first batch, and beyond it.
  EXPECT_THAT(Give(journal.get(), {{1, "b"}, {2, "c"}, {3, "d"}}, 70),
              ElementsAre("2 = 0", "3 = 4why not", "4"));
  EXPECT_THAT(Give(journal.get(), {{0, "a"}, {4, "e"}}), ElementsAre("1 = 1", "5"));
  EXPECT_THAT(Give(journal.get(), {{0, "a"}}), ElementsAre("1 = 1"));
  EXPECT_THAT(Give(journal.get(), {{5, "f"}}), ElementsAre("6"));
  for (const uint64_t number : {2, 4, 5, 6}) EXPECT_TRUE(Settle(journal.get(), number).ok());
  EXPECT_EQ(journal->EndRun(), absl::OkStatus());
}

TEST_F(RunsTest, OfWhatIsPendingItTellsWhatWasTried) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}});
    ASSERT_EQ(Send(journal.get(), 2), absl::OkStatus());
  }
  const Handle journal = Running();
  const Appended appended = Gives(TryGive(journal.get(), {{0, "a"}, {1, "b"}}, 70));
  ASSERT_THAT(appended.records, SizeIs(2));
  EXPECT_FALSE(appended.records[0].maybe_applied);
  EXPECT_FALSE(appended.records[0].first_attempt.has_value());
  EXPECT_TRUE(appended.records[1].maybe_applied);
  EXPECT_EQ(appended.records[1].attempts, 1u);
  EXPECT_EQ(appended.records[1].first_attempt, kNoon + 5);
}

TEST_F(RunsTest, OrdinalsMayComeInAnyOrderButOnceInABatch) {
  const Handle journal = Running();
  EXPECT_THAT(Give(journal.get(), {{9, "i"}, {-4, "x"}, {7, "g"}}), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Give(journal.get(), {{8, "h"}, {-4, "x"}}), ElementsAre("4", "2 = 0"));
  for (const std::vector<Line>& lines : std::initializer_list<std::vector<Line>>{
           {{7, "g"}, {9, "i"}, {7, "g"}}, {{20, "t"}, {20, "t"}}}) {
    const absl::Status status = TryGive(journal.get(), lines).status();
    EXPECT_TRUE(absl::IsAborted(status));
    EXPECT_THAT(status.message(), HasSubstr("comes twice"));
  }
  EXPECT_THAT(Give(journal.get(), {{20, "t"}}), ElementsAre("5"));
}

TEST_F(RunsTest, AnotherRecordAtAPlaceIsTold) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}, {2, "c"}});
    ASSERT_TRUE(Settle(journal.get(), 3).ok());
  }
  const Handle journal = Running();
  for (const Line& line : {Line{1, "B"}, Line{2, "C"}}) {
    const absl::Status status = TryGive(journal.get(), {{3, "d"}, line}).status();
    EXPECT_TRUE(absl::IsAborted(status));
    EXPECT_THAT(status.message(), HasSubstr("place " + std::to_string(line.ordinal)));
    EXPECT_THAT(status.message(), HasSubstr("--restart"));
  }
  EXPECT_TRUE(absl::IsAborted(TryGive(journal.get(), {{1, "b"}}, 0, "elsewhere").status()));
  // Nothing of those batches is there.
  EXPECT_THAT(Give(journal.get(), {{3, "another d"}}), ElementsAre("4"));
}

TEST_F(RunsTest, ItIsComparedWithoutAChange) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}, {2, "c"}});
    ASSERT_TRUE(Settle(journal.get(), 3, kDroppedRecord).ok());
  }
  const Handle journal = Running();
  const auto compare = [&](const std::vector<Line>& lines, std::string_view route = "route") {
    return Gives(journal->CompareRun(Records(lines, 0), route));
  };
  EXPECT_EQ(compare({{0, "a"}, {1, "b"}, {2, "given back"}, {3, "new"}}), std::nullopt);
  EXPECT_EQ(compare({{0, "a"}, {1, "B"}, {0, "A"}}), 1);
  EXPECT_EQ(compare({{0, "a"}}, "elsewhere"), 0);
  EXPECT_EQ(compare({}), std::nullopt);
  // Between the places that it has, there was nothing.
  EXPECT_THAT(Give(journal.get(), {{9, "j"}}), ElementsAre("4"));
  EXPECT_EQ(compare({{5, ""}, {6, "f"}, {9, "j"}}), 6);
  EXPECT_THAT(Give(journal.get(), {{3, "another"}}), ElementsAre("5"));
}

TEST_F(RunsTest, WhatIsThereIsKnownWithoutAChange) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}});
    ASSERT_TRUE(Settle(journal.get(), 2).ok());
  }
  const Handle journal = Running();
  const auto known = [&](const std::vector<Line>& lines) {
    return journal->Known({"route", kNoon, "", false, Records(lines, 70)});
  };
  const std::vector<AppendedRecord> records = Gives(known({{2, "c"}, {1, "b"}, {0, "a"}}));
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_FALSE(records[0].repeated);
  EXPECT_EQ(records[1].outcome, kDeliveredRecord);
  EXPECT_EQ(records[2].number, 1u);
  EXPECT_EQ(records[2].accepted, kNoon);
  EXPECT_THAT(Gives(known({{2, "c"}, {3, "d"}})), IsEmpty());
  EXPECT_TRUE(absl::IsAborted(known({{0, "A"}}).status()));
  EXPECT_TRUE(absl::IsAborted(known({{5, "a"}, {5, "a"}}).status()));
  EXPECT_THAT(Give(journal.get(), {{2, "c"}}), ElementsAre("3"));
}

TEST_F(RunsTest, ItTellsWhatAnotherConfigurationLeftPending) {
  {
    const Handle journal = Begun(Options(), {"company", "name", "old settings"});
    Run(journal.get());
    Give(journal.get(), {{0, "a"}, {1, "b"}, {2, "c"}});
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
  }
  {
    const Handle journal = Begun();
    EXPECT_EQ(Run(journal.get()).others, 2u);
    Give(journal.get(), {{3, "d"}});
  }
  const RunStanding standing = Run(Begun().get());
  EXPECT_EQ(standing.pending, 3u);
  EXPECT_EQ(standing.others, 2u);
}

TEST_F(RunsTest, TheSessionsOwnRunBeginsAnewWhenItIsAsked) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}, {2, "c"}});
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
    const std::vector<SendingMark> marks = {{2, 1, 0, kNoon, "", "", true},
                                            {3, 1, 0, kNoon, "", ""}};
    ASSERT_EQ(journal->Sending(marks, true), absl::OkStatus());
  }
  const Handle journal = Running();
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->BeginRun("another", true, kNoon).status()));
  const RunStanding standing = Gives(journal->BeginRun(kLoad, /*restart=*/true, kNoon));
  EXPECT_FALSE(standing.goes_on);
  EXPECT_EQ(standing.ended[kDeliveredRecord], 1u);
  EXPECT_EQ(standing.settled[kDeliveredRecord], 0u);
  EXPECT_EQ(standing.dropped, 1u);
  EXPECT_EQ(standing.ambiguous, 1u);
  EXPECT_THAT(Give(journal.get(), {{0, "A"}}), ElementsAre("4"));
  EXPECT_THAT(Gives(journal->UnendedRuns()), SizeIs(1));
  // What is accepted already is not given up behind the caller's back.
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->BeginRun(kLoad, true, kNoon).status()));
}

TEST_F(RunsTest, WhatWasGivenBackIsNewAgain) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}});
    ASSERT_TRUE(Settle(journal.get(), 1, kDroppedRecord).ok());
    ASSERT_TRUE(Settle(journal.get(), 2, kAmbiguousRecord).ok());
  }
  const Handle journal = Begun();
  const RunStanding standing = Run(journal.get());
  EXPECT_EQ(standing.records, 1u);
  EXPECT_EQ(standing.settled[kDroppedRecord], 1u);
  EXPECT_THAT(Give(journal.get(), {{0, "a, mended"}, {1, "b"}}), ElementsAre("3", "2 = 6why not"));
  EXPECT_THAT(Give(journal.get(), {{0, "a, mended"}}), ElementsAre("3 = 0"));
}

TEST_F(RunsTest, ARunWhoseRecordsWereAllGivenBackGoesOnToo) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{5, "a"}});
    ASSERT_TRUE(Settle(journal.get(), 1, kDroppedRecord).ok());
  }
  const Handle journal = Running();
  EXPECT_THAT(Give(journal.get(), {{5, "a"}}), ElementsAre("2"));
}

TEST_F(RunsTest, ALivingOneIsLeftAlone) {
  const Handle living = Running();
  Give(living.get(), {{0, "a"}});
  const Handle journal = Begun();
  for (const bool restart : {false, true}) {
    const absl::Status status = journal->BeginRun(kLoad, restart, kNoon).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(status.message(), HasSubstr("process " + std::to_string(getpid())));
  }
  const absl::Status status = journal->ForgetRun(living->run(), kNoon).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_TRUE(Settle(living.get(), 1).ok());
  EXPECT_FALSE(Gives(journal->BeginRun("another", false, kNoon)).goes_on);
}

TEST_F(RunsTest, ARestartGivesUpWhatIsPending) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}, {2, "c"}, {3, "d"}});
    ASSERT_EQ(Send(journal.get(), 2), absl::OkStatus());
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
  }
  const Handle journal = Begun();
  EXPECT_EQ(journal->PendingCount(), 3u);
  const RunStanding standing = Gives(journal->BeginRun(kLoad, /*restart=*/true, kNoon + 900));
  EXPECT_FALSE(standing.goes_on);
  EXPECT_EQ(standing.began, kNoon + 900);
  EXPECT_EQ(standing.records, 0u);
  EXPECT_EQ(standing.ambiguous, 1u);
  EXPECT_EQ(standing.dropped, 2u);
  EXPECT_EQ(journal->PendingCount(), 0u);
  EXPECT_EQ(Gives(journal->CountPending()), 0u);
  EXPECT_THAT(Give(journal.get(), {{0, "A"}, {1, "b"}}), ElementsAre("5", "6"));
  EXPECT_FALSE(Gives(Begun()->BeginRun("another", /*restart=*/true, kNoon)).goes_on);
}

TEST_F(RunsTest, ItEndsWhenNothingIsPending) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}});
    const absl::Status status = journal->EndRun();
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(status.message(), HasSubstr("1 records pending"));
    ASSERT_TRUE(Settle(journal.get(), 1, kRejectedRecord).ok());
    EXPECT_EQ(journal->EndRun(), absl::OkStatus());
    EXPECT_TRUE(absl::IsFailedPrecondition(journal->EndRun()));
    EXPECT_THAT(Gives(journal->UnendedRuns()), IsEmpty());
  }
  const Handle journal = Begun();
  EXPECT_FALSE(Run(journal.get()).goes_on);
  EXPECT_THAT(Give(journal.get(), {{0, "a"}}), ElementsAre("2"));
  // Its host had what it ended with.
  EXPECT_THAT(Left(journal.get()), IsEmpty());
}

TEST_F(RunsTest, RunsAreLeftOutOfWhatEarlierSessionsLeft) {
  uint64_t dead = 0;
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}});
    dead = journal->session();
  }
  const Handle journal = Begun();
  EXPECT_THAT(Left(journal.get()), IsEmpty());
  EXPECT_THAT(Gives(journal->Sessions()), IsEmpty());
  const absl::Status status = journal->Adopt({&dead, 1});
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr("a run that has not ended"));
  Run(journal.get());
  EXPECT_THAT(Left(journal.get()), IsEmpty());
}

TEST_F(RunsTest, ThoseThatDidNotEndAreListedAndForgotten) {
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}});
    ASSERT_TRUE(Settle(journal.get(), 1, kRejectedRecord).ok());
  }
  const Handle journal = Begun();
  Run(journal.get(), false, "another");
  EXPECT_THAT(Gives(Begun(Options(), {"other", "name", ""})->UnendedRuns()), IsEmpty());
  std::vector<UnendedRun> runs = Gives(journal->UnendedRuns());
  ASSERT_THAT(runs, SizeIs(2));
  EXPECT_EQ(runs[0].key, kLoad);
  EXPECT_EQ(runs[0].holder, std::nullopt);
  EXPECT_EQ(runs[0].standing.began, kNoon + 1);
  EXPECT_EQ(runs[0].standing.pending, 1u);
  EXPECT_EQ(runs[0].standing.settled[kRejectedRecord], 1u);
  EXPECT_EQ(runs[1].holder, getpid());
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->ForgetRun(journal->run(), kNoon).status()));
  EXPECT_EQ(Gives(journal->ForgetRun(runs[0].standing.run, kNoon)).dropped, 1u);
  EXPECT_THAT(Gives(journal->UnendedRuns()), SizeIs(1));
  EXPECT_FALSE(Gives(Begun()->BeginRun(kLoad, false, kNoon)).goes_on);
}

TEST_F(RunsTest, ASessionWithSomethingPendingBeginsNone) {
  const Handle journal = Begun();
  Append(journal.get(), {"a"});
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->BeginRun(kLoad, false, kNoon).status()));
  ASSERT_TRUE(Settle(journal.get(), 1).ok());
  EXPECT_FALSE(Run(journal.get()).goes_on);
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->BeginRun("another", false, kNoon).status()));
}

TEST_F(RunsTest, RetentionLeavesThemUntilTheyEnd) {
  JournalOptions options = Options();
  options.retention = {1, 1, 1};
  const auto retain = [](SqliteJournal* journal) {
    while (Gives(journal->Retain({kNoon + 50 * kOneDay, 50 * kOneDay}))) {
    }
  };
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}});
    ASSERT_TRUE(Settle(journal.get(), 1, kRejectedRecord).ok());
    ASSERT_TRUE(Settle(journal.get(), 2).ok());
    ASSERT_EQ(journal->Close(kNoon), absl::OkStatus());
  }
  retain(Begun(options).get());
  {
    const Handle journal = Begun(options);
    EXPECT_TRUE(Run(journal.get()).goes_on);
    EXPECT_THAT(Give(journal.get(), {{0, "a"}, {1, "b"}}), ElementsAre("1 = 4why not", "2 = 1"));
    ASSERT_EQ(journal->EndRun(), absl::OkStatus());
  }
  const Handle journal = Begun(options);
  retain(journal.get());
  EXPECT_FALSE(Settle(journal.get(), 1, kRejectedRecord).ok());
}

TEST_F(RunsTest, WhatIsPendingIsCountedInTheScope) {
  const Handle other = Begun(Options(), {"other", "name", ""});
  Append(other.get(), {"x"});
  {
    const Handle journal = Running();
    Give(journal.get(), {{0, "a"}, {1, "b"}, {2, "c"}});
    EXPECT_EQ(journal->PendingCount(), 3u);
    ASSERT_TRUE(Settle(journal.get(), 2).ok());
    ASSERT_TRUE(Settle(journal.get(), 2).ok());
    EXPECT_EQ(journal->PendingCount(), 2u);
  }
  const Handle journal = Running();
  EXPECT_EQ(journal->PendingCount(), 2u);
  Give(journal.get(), {{2, "c"}, {3, "d"}});
  EXPECT_EQ(journal->PendingCount(), 3u);
  const Handle beside = Begun();
  Append(beside.get(), {"e"}, "token");
  Append(beside.get(), {"e"}, "token");
  EXPECT_EQ(beside->PendingCount(), 4u);
  EXPECT_EQ(journal->PendingCount(), 3u);
  EXPECT_EQ(Gives(journal->CountPending()), 4u);
  EXPECT_EQ(journal->PendingCount(), 4u);
}

}  // namespace
}  // namespace inflow

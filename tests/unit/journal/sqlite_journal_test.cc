// SPDX-License-Identifier: Apache-2.0
//
// What a journal knows after the process that wrote it has gone.
#include "plugin/journal/sqlite_journal.h"

#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class SqliteJournalTest : public JournalTest {};

TEST_F(SqliteJournalTest, WhatWasAcceptedOutlivesItsProcess) {
  {
    const Handle journal = Begun();
    const std::vector<NewRecord> records = {{7, -3, "a", ""}, {UINT64_MAX, 12, "b", ""}};
    ASSERT_TRUE(journal->Append({"products", kNoon, "token", true, records}).ok());
  }
  const Handle next = Begun();
  std::vector<std::string> seen;
  const EarlierPage page =
      Gives(next->Earlier({}, 10, 100, /*pending_only=*/true, [&](const EarlierRecord& record) {
        EXPECT_EQ(record.id, seen.empty() ? 7 : UINT64_MAX);
        EXPECT_EQ(record.ordinal, seen.empty() ? -3 : 12);
        EXPECT_EQ(record.route, "products");
        EXPECT_EQ(record.token, "token");
        EXPECT_EQ(record.accepted, kNoon);
        EXPECT_TRUE(record.closed);
        EXPECT_EQ(record.last_of_batch, !seen.empty());
        EXPECT_FALSE(record.first_attempt.has_value());
        seen.emplace_back(record.bytes);
      }));
  EXPECT_THAT(seen, ElementsAre("a", "b"));
  EXPECT_FALSE(page.more);
  EXPECT_THAT(Gives(next->Sessions()), SizeIs(1));
}

TEST_F(SqliteJournalTest, NumbersGoOnFromSessionToSession) {
  const uint64_t first = Append(Begun().get(), {"a", "b"});
  const uint64_t second = Append(Begun().get(), {"c"});
  EXPECT_EQ(first, 1u);
  EXPECT_EQ(second, 3u);
}

TEST_F(SqliteJournalTest, AnEmptyBatchLeavesNothing) {
  const Handle journal = Begun();
  EXPECT_EQ(Append(journal.get(), {}), 0u);
  EXPECT_EQ(Append(journal.get(), {"a"}), 1u);
}

TEST_F(SqliteJournalTest, BytesOfDeliveredRecordsLeaveTheFileAndOthersStay) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"secret of the first", "secret of the second"});
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
    ASSERT_TRUE(Settle(journal.get(), 2, kRejectedRecord).ok());
  }
  EXPECT_THAT(folder_.Read(kJournalFile), Not(HasSubstr("secret of the first")));
  EXPECT_THAT(folder_.Read(kJournalFile), HasSubstr("secret of the second"));
  EXPECT_THAT(Left(Begun().get()), ElementsAre("1  = 1", "2 secret of the second = 4"));
}

TEST_F(SqliteJournalTest, OutcomesAreListedUntilTheHostTookThem) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b", "c"});
    const uint64_t sequence = Gives(Settle(journal.get(), 2));
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
    ASSERT_EQ(journal->Taken(sequence), absl::OkStatus());
    // With what is written next.
    EXPECT_THAT(Left(Begun().get()), IsEmpty());
    ASSERT_EQ(journal->Flushed(), absl::OkStatus());
  }
  EXPECT_THAT(Left(Begun().get()), ElementsAre("1  = 1", "3 c"));
  EXPECT_THAT(Left(Begun().get(), 1000, 1000, /*pending_only=*/true), ElementsAre("3 c"));
}

TEST_F(SqliteJournalTest, ClosingTakesWhatWasHandedOutAndKeepsWhatIsPending) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b"});
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
    ASSERT_EQ(journal->Close(kNoon + 20), absl::OkStatus());
    EXPECT_TRUE(absl::IsFailedPrecondition(TryAppend(journal.get(), {"c"}).status()));
  }
  EXPECT_THAT(Left(Begun().get()), ElementsAre("2 b"));
}

TEST_F(SqliteJournalTest, MarksOfSendingStandUntilAnAnswerSaysThatNothingWasDone) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b", "c"});
    const std::vector<SendingMark> marks = {{2, 3, 1, kNoon + 5, "digest", ""},
                                            {3, 1, 0, kNoon + 6, "", ""}};
    ASSERT_EQ(journal->Sending(marks, /*wait=*/false), absl::OkStatus());
    const std::vector<uint64_t> refused = {3};
    ASSERT_EQ(journal->NotApplied(refused), absl::OkStatus());
  }
  const Handle next = Begun();
  EXPECT_THAT(Left(next.get()), ElementsAre("1 a", "2 b sent", "3 c"));
  ASSERT_TRUE(next->Earlier({1, 1}, 1, 100, true,
                            [](const EarlierRecord& record) {
                              EXPECT_EQ(record.attempts, 3u);
                              EXPECT_EQ(record.failures, 1u);
                              EXPECT_EQ(record.first_attempt, kNoon + 5);
                              EXPECT_EQ(record.digest, "digest");
                            })
                  .ok());
}

TEST_F(SqliteJournalTest, AMarkThatCannotStandRefusesAllOfThem) {
  const Handle journal = Begun();
  Append(journal.get(), {"a", "b"});
  ASSERT_TRUE(Settle(journal.get(), 2).ok());
  const std::vector<SendingMark> marks = {{1, 1, 0, kNoon, "", ""}, {2, 1, 0, kNoon, "", ""}};
  EXPECT_TRUE(absl::IsInternal(journal->Sending(marks, true)));
  EXPECT_TRUE(absl::IsNotFound(Send(journal.get(), 3)));
  EXPECT_THAT(Left(Begun().get()), IsEmpty());
  EXPECT_EQ(journal->Close(kNoon), absl::OkStatus());
  EXPECT_THAT(Left(Begun().get()), ElementsAre("1 a"));
}

TEST_F(SqliteJournalTest, SettlingAgainChangesNothing) {
  const Handle journal = Begun();
  Append(journal.get(), {"a", "b"});
  ASSERT_TRUE(Settle(journal.get(), 1).ok());
  std::vector<Settlement> both(2);
  both[0].number = 1;
  both[1].number = 2;
  EXPECT_TRUE(journal->Settled(both, kNoon).ok());
  EXPECT_TRUE(journal->Settled(both, kNoon).ok());
  both[1].outcome = kRejectedRecord;
  EXPECT_TRUE(absl::IsInternal(journal->Settled(both, kNoon).status()));
  both[1].number = 3;
  EXPECT_TRUE(absl::IsNotFound(journal->Settled(both, kNoon).status()));
}

TEST_F(SqliteJournalTest, OutcomesOfOneCallComeInItsOrder) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b", "c", "d"});
    std::vector<Settlement> all(4);
    const uint64_t order[] = {4, 1, 2, 3};
    for (size_t i = 0; i < all.size(); ++i) all[i].number = order[i];
    all[3].message = "another";
    EXPECT_EQ(Gives(journal->Settled(all, kNoon)), 4u);
    ASSERT_EQ(journal->Taken(2), absl::OkStatus());
    ASSERT_EQ(journal->Taken(1), absl::OkStatus());
    ASSERT_EQ(journal->Flushed(), absl::OkStatus());
  }
  EXPECT_THAT(Left(Begun().get()), ElementsAre("2  = 1", "3  = 1"));
}

TEST_F(SqliteJournalTest, FlagsAndRepeatabilityAreKept) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b", "c"}, "token");
    std::vector<SendingMark> marks = {{1, 1, 0, kNoon, "", "", true}, {2, 1, 0, kNoon, "", ""}};
    ASSERT_EQ(journal->Sending(marks, false), absl::OkStatus());
    std::vector<Settlement> all(1);
    all[0].number = 3;
    all[0].outcome = kRejectedRecord;
    all[0].flags = 5;
    ASSERT_TRUE(journal->Settled(all, kNoon).ok());
  }
  std::vector<std::string> seen;
  const Handle journal = Begun();
  ASSERT_TRUE(journal
                  ->Earlier({}, 10, 100, false,
                            [&](const EarlierRecord& record) {
                              seen.push_back(std::to_string(record.maybe_applied) +
                                             std::to_string(record.repeatable) +
                                             std::to_string(record.flags));
                            })
                  .ok());
  EXPECT_THAT(seen, ElementsAre("110", "100", "005"));
  const Appended again = Gives(TryAppend(journal.get(), {"a", "b", "c"}, "token"));
  ASSERT_THAT(again.records, SizeIs(3));
  EXPECT_TRUE(again.records[0].maybe_applied && again.records[0].repeatable);
  EXPECT_TRUE(again.records[1].maybe_applied && !again.records[1].repeatable);
  EXPECT_EQ(again.records[2].flags, 5u);
  EXPECT_EQ(again.records[0].accepted, kNoon);
  EXPECT_EQ(again.number(1), 2u);
}

TEST_F(SqliteJournalTest, AnotherCompanyOrNameSeesNothing) {
  Append(Begun().get(), {"a"});
  EXPECT_THAT(Left(Begun(Options(), {"company", "other", "settings"}).get()), IsEmpty());
  EXPECT_THAT(Left(Begun(Options(), {"other", "name", "settings"}).get()), IsEmpty());
  EXPECT_THAT(Left(Begun(Options(), {"company", "name", "others"}).get()), ElementsAre("1 a"));
}

TEST_F(SqliteJournalTest, SessionsTellTheirConfigurationAndHowMuchTheyLeft) {
  Append(Begun(Options(), {"company", "name", "old settings"}).get(), {"a", "b"});
  { const Handle nothing = Begun(); }
  const Handle journal = Begun();
  const std::vector<EarlierSession> sessions = Gives(journal->Sessions());
  ASSERT_THAT(sessions, SizeIs(1));
  EXPECT_EQ(sessions[0].fingerprint, "old settings");
  EXPECT_EQ(sessions[0].pending, 2u);
  EXPECT_EQ(sessions[0].began, kNoon);
  EXPECT_FALSE(sessions[0].adopted);
}

TEST_F(SqliteJournalTest, LivingSessionsAreLetBe) {
  const Handle living = Begun();
  Append(living.get(), {"a"});
  const Handle journal = Begun();
  EXPECT_THAT(Left(journal.get()), IsEmpty());
  const std::vector<uint64_t> sessions = {living->session()};
  const absl::Status status = journal->Adopt(sessions);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr("process " + std::to_string(getpid())));
  EXPECT_TRUE(Gives(journal->SessionHolder(living->session())).has_value());
  EXPECT_EQ(Send(living.get(), 1), absl::OkStatus());
}

TEST_F(SqliteJournalTest, AdoptedRecordsEndInTheirNewSession) {
  uint64_t dead = 0;
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b"});
    dead = journal->session();
  }
  const std::vector<uint64_t> sessions = {dead};
  Handle second = Begun();
  ASSERT_EQ(second->Adopt(sessions), absl::OkStatus());
  Handle third = Begun();
  EXPECT_THAT(Left(third.get()), IsEmpty());
  EXPECT_TRUE(absl::IsFailedPrecondition(third->Adopt(sessions)));
  ASSERT_EQ(Send(second.get(), 1), absl::OkStatus());
  ASSERT_TRUE(Settle(second.get(), 1, kRejectedRecord).ok());
  EXPECT_THAT(Left(second.get()), ElementsAre("1 a = 4", "2 b"));
  second.reset();
  EXPECT_THAT(Left(third.get()), ElementsAre("1 a = 4", "2 b"));
  ASSERT_EQ(third->Adopt(sessions), absl::OkStatus());
  EXPECT_TRUE(Gives(third->Sessions())[0].adopted);
  EXPECT_TRUE(Settle(third.get(), 2).ok());
  EXPECT_THAT(Gives(third->Sessions()), IsEmpty());
}

TEST_F(SqliteJournalTest, OneCannotAdoptWhatIsNotInItsScope) {
  const std::vector<uint64_t> unknown = {77};
  const Handle journal = Begun();
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Adopt(unknown)));
  const std::vector<uint64_t> own = {journal->session()};
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Adopt(own)));
  const std::vector<uint64_t> others = {Begun(Options(), {"other", "name", ""})->session()};
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Adopt(others)));
}

TEST_F(SqliteJournalTest, PagesHaveTheirBoundsAndMissNothing) {
  for (const char* const bytes : {"aaaa", "bbbb"}) {
    const Handle journal = Begun();
    Append(journal.get(), {bytes, bytes, bytes});
    ASSERT_TRUE(Settle(journal.get(), bytes[0] == 'a' ? 2 : 5).ok());
  }
  const Handle journal = Begun();
  const auto all = ElementsAre("1 aaaa", "2  = 1", "3 aaaa", "4 bbbb", "5  = 1", "6 bbbb");
  for (const size_t records : {0, 1, 2, 3, 4, 6, 7}) EXPECT_THAT(Left(journal.get(), records), all);
  for (const size_t bytes : {0, 4, 5, 8, 100}) EXPECT_THAT(Left(journal.get(), 1000, bytes), all);
  int visits = 0;
  const EarlierPage page =
      Gives(journal->Earlier({}, 1000, 9, false, [&](const EarlierRecord&) { ++visits; }));
  EXPECT_EQ(visits, 3);
  EXPECT_TRUE(page.more);
}

TEST_F(SqliteJournalTest, AFlushIsKnownOfTheLastBatch) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a"});
    Append(journal.get(), {"b"});
    ASSERT_EQ(journal->Flushed(), absl::OkStatus());
    Append(journal.get(), {"c"});
  }
  std::vector<bool> closed;
  ASSERT_TRUE(Begun()
                  ->Earlier({}, 10, 100, true,
                            [&](const EarlierRecord& record) { closed.push_back(record.closed); })
                  .ok());
  EXPECT_THAT(closed, ElementsAre(false, true, false));
}

TEST_F(SqliteJournalTest, NothingCanBeWrittenWithoutASession) {
  const Handle journal = Open(Options());
  EXPECT_TRUE(absl::IsFailedPrecondition(TryAppend(journal.get(), {"a"}).status()));
  ASSERT_EQ(journal->Begin({"company", "name", ""}, kNoon), absl::OkStatus());
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Begin({"company", "name", ""}, kNoon)));
}

}  // namespace
}  // namespace inflow

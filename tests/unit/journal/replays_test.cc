// SPDX-License-Identifier: Apache-2.0
//
// A replaying run knows records by what they are, wherever its input brings them again.
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kInput[] = "pipeline";

class ReplaysTest : public JournalTest {
 protected:
  Handle Replaying(WallMillis now = kNoon) {
    Handle journal = Begun();
    standing_ = Gives(journal->BeginRun(kInput, false, now, /*replays=*/true));
    next_ = static_cast<uint64_t>(standing_.next);
    return journal;
  }
  // Give gives records under the next ids, and returns a text a record: its number, and what became
  // of it where it is repeated. What the journal would answer beforehand is the same.
  std::vector<std::string> Give(SqliteJournal* journal, const std::vector<std::string>& bytes,
                                std::string_view route = "route") {
    std::vector<NewRecord> records;
    for (const std::string& one : bytes) {
      records.push_back({next_, static_cast<int64_t>(next_), one, ""});
      ++next_;
    }
    const NewBatch batch{route, kNoon, "", false, records};
    const std::vector<AppendedRecord> known = Gives(journal->Known(batch));
    const Appended appended = Gives(journal->Append(batch));
    std::vector<std::string> texts;
    for (size_t i = 0; i < bytes.size(); ++i) {
      AppendedRecord one;
      one.number = appended.number(i);
      if (!appended.records.empty()) one = appended.records[i];
      EXPECT_EQ(one.repeated, !known.empty() && known[i].repeated);
      EXPECT_EQ(one.outcome, known.empty() ? kPendingRecord : known[i].outcome);
      texts.push_back(std::to_string(one.number));
      if (one.repeated) texts.back() += " = " + std::to_string(one.outcome);
    }
    return texts;
  }
  static void Deliver(SqliteJournal* journal, uint64_t number) {
    EXPECT_EQ(Send(journal, number), absl::OkStatus());
    EXPECT_TRUE(Settle(journal, number).ok());
  }
  static absl::Status Acknowledge(SqliteJournal* journal, int64_t first, int64_t last) {
    const OrdinalRange range{first, last};
    return journal->Acknowledge({&range, 1});
  }

  RunStanding standing_;
  uint64_t next_ = 0;
};

TEST_F(ReplaysTest, RecordsAreKnownAtOtherPlaces) {
  {
    const Handle journal = Replaying();
    EXPECT_FALSE(standing_.goes_on);
    EXPECT_EQ(standing_.next, 0);
    EXPECT_THAT(Give(journal.get(), {"a", "b", "c"}), ElementsAre("1", "2", "3"));
    Deliver(journal.get(), 1);
    ASSERT_EQ(Send(journal.get(), 2), absl::OkStatus());
  }
  const Handle journal = Replaying();
  EXPECT_TRUE(standing_.goes_on);
  EXPECT_EQ(standing_.next, 3);
  EXPECT_THAT(Give(journal.get(), {"x", "b", "a"}), ElementsAre("4", "2 = 0", "1 = 1"));
  EXPECT_THAT(Give(journal.get(), {"y", "b"}), ElementsAre("5", "6"));
  // They are settled under the numbers that they have.
  for (const uint64_t number : {2, 4, 5, 6}) EXPECT_TRUE(Settle(journal.get(), number).ok());
}

TEST_F(ReplaysTest, EachStandsForOneRecord) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "a"});
    Deliver(journal.get(), 1);
    Deliver(journal.get(), 2);
    EXPECT_THAT(Give(journal.get(), {"a"}), ElementsAre("3"));
    Deliver(journal.get(), 3);
  }
  {
    const Handle journal = Replaying();
    EXPECT_THAT(Give(journal.get(), {"a"}), ElementsAre("1 = 1"));
    EXPECT_THAT(Give(journal.get(), {"a", "a", "a"}), ElementsAre("2 = 1", "3 = 1", "4"));
    Deliver(journal.get(), 4);
  }
  // Whoever stood for it is dead as well.
  const Handle journal = Replaying();
  EXPECT_EQ(standing_.records, 4u);
  EXPECT_THAT(Give(journal.get(), {"a", "a", "a", "a", "a"}),
              ElementsAre("1 = 1", "2 = 1", "3 = 1", "4 = 1", "5"));
}

TEST_F(ReplaysTest, AnotherRouteIsAnotherRecord) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a"}, "here");
    Deliver(journal.get(), 1);
  }
  const Handle journal = Replaying();
  EXPECT_THAT(Give(journal.get(), {"a"}, "there"), ElementsAre("2"));
  EXPECT_THAT(Give(journal.get(), {"a"}, "here"), ElementsAre("1 = 1"));
}

TEST_F(ReplaysTest, WhatMayBeSentAgainIsNew) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"1", "2", "3", "4", "5", "6", "7", "repeatable", "answered", "pending"});
    for (uint64_t number = 1; number <= 7; ++number) {
      ASSERT_EQ(Send(journal.get(), number), absl::OkStatus());
      ASSERT_TRUE(Settle(journal.get(), number, static_cast<int32_t>(number)).ok());
    }
    SendingMark mark{8, 1, 0, kNoon, "", ""};
    mark.repeatable = true;
    ASSERT_EQ(journal->Sending({&mark, 1}, false), absl::OkStatus());
    ASSERT_TRUE(Settle(journal.get(), 8).ok());
    ASSERT_EQ(Send(journal.get(), 9), absl::OkStatus());
    const uint64_t answered = 9;
    ASSERT_EQ(journal->NotApplied({&answered, 1}), absl::OkStatus());
  }
  const Handle journal = Replaying();
  EXPECT_EQ(journal->PendingCount(), 2u);
  // DELIVERED, UNCHANGED, SUPERSEDED and AMBIGUOUS count.
  EXPECT_THAT(Give(journal.get(), {"1", "2", "3", "4", "5", "6", "7"}),
              ElementsAre("1 = 1", "2 = 2", "3 = 3", "11", "12", "6 = 6", "13"));
  EXPECT_THAT(Give(journal.get(), {"repeatable", "answered", "pending"}),
              ElementsAre("14", "15", "16"));
  EXPECT_EQ(journal->PendingCount(), 6u);
  EXPECT_EQ(Gives(journal->CountPending()), 6u);
  EXPECT_FALSE(Settle(journal.get(), 10).ok());
}

TEST_F(ReplaysTest, TheSameIdIsTheSameRecord) {
  const Handle journal = Replaying();
  Give(journal.get(), {"a"});
  next_ = 0;
  EXPECT_THAT(Give(journal.get(), {"a", "a"}), ElementsAre("1 = 0", "2"));
}

TEST_F(ReplaysTest, IdsBeginBehindThoseOfEarlierSessions) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "b"});
  }
  const Handle journal = Replaying();
  const NewRecord record{1, 1, "b", ""};
  const absl::Status status = journal->Append({"route", kNoon, "", false, {&record, 1}}).status();
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_THAT(status.message(), HasSubstr("ids begin with 2"));
}

TEST_F(ReplaysTest, WhatWasAcknowledgedIsForgottenOneAcknowledgementLater) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "b", "b"});
    for (const uint64_t number : {1, 2, 3}) Deliver(journal.get(), number);
    ASSERT_EQ(Acknowledge(journal.get(), 0, 0), absl::OkStatus());
    ASSERT_EQ(Acknowledge(journal.get(), 1, 1), absl::OkStatus());
  }
  const Handle journal = Replaying();
  EXPECT_EQ(standing_.records, 2u);
  EXPECT_THAT(Give(journal.get(), {"a", "b"}), ElementsAre("4", "3 = 1"));
  EXPECT_THAT(Give(journal.get(), {"b"}), ElementsAre("2 = 1"));
}

TEST_F(ReplaysTest, InOrderWhatADeadSessionAcknowledgedIsForgottenWithTheFirstAcknowledgement) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "b", "c"});
    for (const uint64_t number : {1, 2, 3}) Deliver(journal.get(), number);
    ASSERT_TRUE(journal->AcknowledgeUpTo(0, kNoon).ok());
  }
  const Handle journal = Replaying();
  Give(journal.get(), {"b"});
  ASSERT_TRUE(journal->AcknowledgeUpTo(3, kNoon).ok());
  EXPECT_THAT(Give(journal.get(), {"a", "c"}), ElementsAre("4", "3 = 1"));
}

TEST_F(ReplaysTest, InNoOrderItIsKnownUntilNothingMoreIsReplayed) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "b"});
    for (const uint64_t number : {1, 2}) Deliver(journal.get(), number);
    ASSERT_EQ(Acknowledge(journal.get(), 0, 1), absl::OkStatus());
  }
  const Handle journal = Replaying();
  Give(journal.get(), {"b"});
  ASSERT_EQ(Acknowledge(journal.get(), 2, 2), absl::OkStatus());
  EXPECT_THAT(Give(journal.get(), {"a"}), ElementsAre("1 = 1"));
}

TEST_F(ReplaysTest, WhatIsPendingIsNotAcknowledged) {
  const Handle journal = Replaying();
  Give(journal.get(), {"a", "b"});
  ASSERT_TRUE(Settle(journal.get(), 1).ok());
  const absl::Status status = Acknowledge(journal.get(), 0, 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr("record 1 is pending"));
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->AcknowledgeUpTo(1, kNoon).status()));
  EXPECT_EQ(Acknowledge(journal.get(), 0, 0), absl::OkStatus());
}

TEST_F(ReplaysTest, WhatCameBeforeWhatIsAcknowledgedIsGivenUp) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "b", "c", "d", "e"});
    for (const uint64_t number : {1, 3, 4})
      ASSERT_EQ(Send(journal.get(), number), absl::OkStatus());
    for (const uint64_t number : {3, 4}) ASSERT_TRUE(Settle(journal.get(), number).ok());
  }
  const Handle journal = Replaying();
  EXPECT_THAT(Give(journal.get(), {"c"}), ElementsAre("3 = 1"));
  EXPECT_THAT(Give(journal.get(), {"d"}), ElementsAre("4 = 1"));
  EXPECT_EQ(journal->PendingCount(), 3u);
  const RunStanding passed = Gives(journal->AcknowledgeUpTo(5, kNoon));
  EXPECT_EQ(passed.dropped, 1u);
  EXPECT_EQ(passed.ambiguous, 1u);
  EXPECT_EQ(journal->PendingCount(), 1u);
  EXPECT_EQ(Gives(journal->AcknowledgeUpTo(6, kNoon)).dropped, 0u);
  EXPECT_EQ(Gives(journal->LeaveReplay()), false);
  EXPECT_EQ(Gives(journal->EndReplay(kNoon)).dropped, 1u);
  EXPECT_EQ(Gives(journal->LeaveReplay()), true);
}

TEST_F(ReplaysTest, ItEndsWhenNothingIsLeft) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "b"});
    Deliver(journal.get(), 1);
    Deliver(journal.get(), 2);
    ASSERT_TRUE(journal->AcknowledgeUpTo(0, kNoon).ok());
    EXPECT_EQ(Gives(journal->LeaveReplay()), false);
  }
  {
    const Handle journal = Replaying();
    EXPECT_TRUE(standing_.goes_on);
    EXPECT_THAT(Give(journal.get(), {"a", "b"}), ElementsAre("3", "2 = 1"));
    Deliver(journal.get(), 3);
    ASSERT_TRUE(journal->AcknowledgeUpTo(3, kNoon).ok());
    EXPECT_EQ(Gives(journal->LeaveReplay()), true);
    EXPECT_FALSE(journal->in_run());
  }
  const Handle journal = Replaying();
  EXPECT_FALSE(standing_.goes_on);
}

TEST_F(ReplaysTest, WhatDoesNotComeAgainIsGivenUp) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a", "b", "c", "d"});
    ASSERT_EQ(Send(journal.get(), 2), absl::OkStatus());
    Deliver(journal.get(), 4);
  }
  const Handle journal = Replaying();
  EXPECT_THAT(Give(journal.get(), {"c", "e"}), ElementsAre("5", "6"));
  const RunStanding ended = Gives(journal->EndReplay(kNoon));
  EXPECT_EQ(ended.dropped, 1u);
  EXPECT_EQ(ended.ambiguous, 1u);
  EXPECT_EQ(journal->PendingCount(), 2u);
  EXPECT_EQ(Gives(journal->CountPending()), 2u);
  EXPECT_THAT(Give(journal.get(), {"a", "d"}), ElementsAre("7", "8"));
}

TEST_F(ReplaysTest, WhatIsAsOldAsATokenThatIsForgottenIsGivenUp) {
  {
    const Handle journal = Replaying();
    Give(journal.get(), {"a"});
    ASSERT_EQ(Send(journal.get(), 1), absl::OkStatus());
  }
  { const Handle journal = Replaying(kNoon + 30 * kOneDay); }
  EXPECT_EQ(standing_.records, 1u);
  const Handle journal = Replaying(kNoon + 30 * kOneDay + 1);
  EXPECT_EQ(standing_.records, 0u);
  EXPECT_EQ(standing_.ambiguous, 1u);
  EXPECT_EQ(journal->PendingCount(), 0u);
  EXPECT_THAT(Give(journal.get(), {"a"}), ElementsAre("2"));
}

TEST_F(ReplaysTest, RetentionTakesWhatIsNotKnownAnyMore) {
  const JournalMoment later{kNoon + 200 * kOneDay, 200 * kOneDay};
  const Handle journal = Replaying();
  Give(journal.get(), {"a"});
  Give(journal.get(), {"b"});
  for (const uint64_t number : {1, 2})
    ASSERT_TRUE(Settle(journal.get(), number, kRejectedRecord).ok());
  ASSERT_EQ(journal->Taken(2), absl::OkStatus());
  ASSERT_EQ(Acknowledge(journal.get(), 0, 0), absl::OkStatus());
  ASSERT_EQ(journal->Acknowledge({}), absl::OkStatus());
  EXPECT_TRUE(journal->Retain(later).ok());
  EXPECT_TRUE(journal->Retain({later.wall + 1, later.since_boot + 1}).ok());
  // A receipt that is there can be settled again in the same way.
  EXPECT_FALSE(Settle(journal.get(), 1, kRejectedRecord).ok());
  EXPECT_TRUE(Settle(journal.get(), 2, kRejectedRecord).ok());
}

TEST_F(ReplaysTest, ARunKeepsItsKind) {
  {
    const Handle journal = Replaying();
    EXPECT_TRUE(journal->replays());
  }
  const Handle journal = Begun();
  const absl::Status status = journal->BeginRun(kInput, false, kNoon).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr("replay"));
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Acknowledge({})));
  EXPECT_TRUE(journal->BeginRun(kInput, /*restart=*/true, kNoon).ok());
  EXPECT_FALSE(journal->replays());
}

}  // namespace
}  // namespace inflow

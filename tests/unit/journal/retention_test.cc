// SPDX-License-Identifier: Apache-2.0
//
// What leaves the file with time, and what does not.
#include <filesystem>

#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RetentionTest : public JournalTest {
 protected:
  // Retains runs retention to its end, so many days after the records came.
  static void Retains(SqliteJournal* journal, int64_t days) {
    const JournalMoment now{kNoon + days * kOneDay, days * kOneDay};
    while (Gives(journal->Retain(now))) {
    }
  }
  JournalOptions Keeping(int64_t days, int64_t tokens_days) const {
    JournalOptions options = Options();
    options.retention.days = days;
    options.retention.tokens_days = tokens_days;
    options.keep_digests = true;
    return options;
  }
};

TEST_F(RetentionTest, OldOutcomesGoAndPendingRecordsStay) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b"});
    Append(journal.get(), {"c"});
    Append(journal.get(), {"d"});
    for (const uint64_t number : {1, 3, 4})
      ASSERT_TRUE(Settle(journal.get(), number, kRejectedRecord).ok());
  }
  const Handle journal = Begun(Keeping(10, 5));
  Retains(journal.get(), 9);
  EXPECT_THAT(Left(journal.get()), ElementsAre("1 a = 4", "2 b", "3 c = 4", "4 d = 4"));
  Retains(journal.get(), 11);
  EXPECT_THAT(Left(journal.get()), ElementsAre("2 b"));
  EXPECT_EQ(Append(journal.get(), {"e"}), 5u);
}

TEST_F(RetentionTest, NumbersGoOnWhenEverythingIsGone) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b", "c"});
    for (const uint64_t number : {1, 2, 3}) ASSERT_TRUE(Settle(journal.get(), number).ok());
  }
  const Handle journal = Begun(Keeping(1, 1));
  Retains(journal.get(), 3);
  EXPECT_EQ(Append(journal.get(), {"d"}), 4u);
}

TEST_F(RetentionTest, TokensLiveAsLongAsTheyAreKeptAndTheirOutcomesWithThem) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a"}, "token");
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
  }
  {
    const Handle journal = Begun(Keeping(2, 30));
    Retains(journal.get(), 20);
    const Appended again = Gives(TryAppend(journal.get(), {"a"}, "token"));
    EXPECT_EQ(again.records.size(), 1u);
  }
  const Handle journal = Begun(Keeping(2, 30));
  Retains(journal.get(), 20);
  Retains(journal.get(), 31);
  EXPECT_THAT(Gives(TryAppend(journal.get(), {"a"}, "token")).records, IsEmpty());
}

TEST_F(RetentionTest, DigestsStayAndOrdersOfKeysGoWithWhatTheyAreFor) {
  const Handle older = Begun(Keeping(1, 1));
  Append(older.get(), {"a"});
  {
    const Handle newer = Begun(Keeping(1, 1));
    Append(newer.get(), {"b", "c"});
    ASSERT_EQ(Send(newer.get(), 2, "delivered", "digest"), absl::OkStatus());
    ASSERT_TRUE(Settle(newer.get(), 2, kDeliveredRecord).ok());
    ASSERT_EQ(Send(newer.get(), 3, "refused", "digest"), absl::OkStatus());
    ASSERT_TRUE(Settle(newer.get(), 3, kRejectedRecord).ok());
  }
  Retains(older.get(), 100);
  EXPECT_EQ(Gives(older->Last("refused")).newest, 3u);
  ASSERT_TRUE(Settle(older.get(), 1).ok());
  Retains(older.get(), 100);
  EXPECT_EQ(Gives(older->Last("refused")).newest, 0u);
  EXPECT_EQ(Gives(older->Last("delivered")).digest, "digest");
}

TEST_F(RetentionTest, WhatALivingSessionHasNotHandedOutStays) {
  const Handle living = Begun();
  Append(living.get(), {"a", "b"});
  const uint64_t taken = Gives(Settle(living.get(), 1, kRejectedRecord));
  ASSERT_TRUE(Settle(living.get(), 2, kRejectedRecord).ok());
  ASSERT_EQ(living->Taken(taken), absl::OkStatus());
  ASSERT_EQ(living->Flushed(), absl::OkStatus());
  const Handle journal = Begun(Keeping(1, 1));
  Retains(journal.get(), 50);
  Append(living.get(), {"c"});
  // It is settled still, and so nothing is to be settled anew.
  EXPECT_TRUE(Settle(living.get(), 2, kRejectedRecord).ok());
  EXPECT_FALSE(Settle(living.get(), 1, kRejectedRecord).ok());
}

TEST_F(RetentionTest, ItPausesWhereTheClockJumps) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a"});
    ASSERT_TRUE(Settle(journal.get(), 1, kRejectedRecord).ok());
    Append(journal.get(), {"b"});
  }
  const Handle journal = Begun(Keeping(10, 10));
  const auto retain = [&](int64_t wall_days, int64_t real_days) {
    EXPECT_FALSE(Gives(journal->Retain({kNoon + wall_days * kOneDay, real_days * kOneDay})));
    return Left(journal.get()).size();
  };
  EXPECT_EQ(retain(0, 0), 2u);
  EXPECT_EQ(retain(400, 1), 2u);
  EXPECT_EQ(retain(1, 2), 2u);
  EXPECT_EQ(retain(2, 3), 2u);
  EXPECT_EQ(retain(12, 13), 1u);
}

TEST_F(RetentionTest, AfterARestartOfTheMachineOneRoundPauses) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a"});
    ASSERT_TRUE(Settle(journal.get(), 1, kRejectedRecord).ok());
    Append(journal.get(), {"b"});
    EXPECT_FALSE(Gives(journal->Retain({kNoon, 0})));
  }
  JournalOptions options = Keeping(10, 10);
  options.machine = Machine{"this machine", "another boot"};
  const Handle journal = Begun(options);
  EXPECT_FALSE(Gives(journal->Retain({kNoon + 50 * kOneDay, 1})));
  EXPECT_THAT(Left(journal.get()), ElementsAre("1 a = 4", "2 b"));
  EXPECT_FALSE(Gives(journal->Retain({kNoon + 50 * kOneDay + 60'000, 60'001})));
  EXPECT_THAT(Left(journal.get()), ElementsAre("2 b"));
}

TEST_F(RetentionTest, AFileThatIsTooLargeGivesUpItsOldestOutcomes) {
  {
    const Handle journal = Begun();
    for (int i = 0; i < 200; ++i) {
      const uint64_t number = Append(journal.get(), {std::string(20'000, 'r')});
      if (i % 50 != 0) {
        ASSERT_TRUE(Settle(journal.get(), number, kRejectedRecord).ok());
      }
    }
    ASSERT_EQ(journal->Close(kNoon), absl::OkStatus());
  }
  ASSERT_GT(std::filesystem::file_size(folder_.Path(kJournalFile)), 4'000'000u);
  JournalOptions options = Keeping(1000, 1000);
  options.retention.max_bytes = 1'500'000;
  {
    const Handle journal = Begun(options);
    Retains(journal.get(), 1);
    EXPECT_LE(Gives(journal->SizeBytes()), 1'500'000);
    EXPECT_GE(Gives(journal->SizeBytes()), 1'000'000);
    std::vector<uint64_t> pending;
    for (const EarlierSession& session : Gives(journal->Sessions()))
      pending.push_back(session.pending);
    EXPECT_THAT(pending, ElementsAre(4));
  }
  EXPECT_LE(std::filesystem::file_size(folder_.Path(kJournalFile)), 3'000'000u);
}

TEST_F(RetentionTest, SessionsThatLeftNothingAreForgotten) {
  uint64_t dead = 0;
  {
    const Handle journal = Begun();
    dead = journal->session();
  }
  const Handle living = Begun();
  const Handle journal = Begun(Keeping(1, 1));
  Retains(journal.get(), 2);
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Adopt({&dead, 1})));
  EXPECT_TRUE(Gives(journal->SessionHolder(living->session())).has_value());
  EXPECT_EQ(Append(living.get(), {"a"}), 1u);
}

}  // namespace
}  // namespace inflow

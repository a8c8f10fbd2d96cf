// SPDX-License-Identifier: Apache-2.0
//
// A batch that is given again under its token is accepted once.
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TokensTest : public JournalTest {
 protected:
  // Known is what a repeated batch tells: number and outcome.
  static std::vector<std::string> Known(const Appended& appended) {
    std::vector<std::string> known;
    for (const AppendedRecord& record : appended.records)
      known.push_back(std::to_string(record.number) + " = " + std::to_string(record.outcome) + " " +
                      record.message);
    return known;
  }
};

TEST_F(TokensTest, WhatSettledIsToldAndWhatIsPendingIsBound) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b", "c"}, "token");
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
    ASSERT_TRUE(Settle(journal.get(), 3, kRejectedRecord).ok());
  }
  const Handle journal = Begun();
  const Appended again = Gives(TryAppend(journal.get(), {"a", "b", "c"}, "token", /*first_id=*/50));
  EXPECT_TRUE(again.records[0].repeated);
  EXPECT_EQ(again.first, 1u);
  EXPECT_THAT(Known(again), ElementsAre("1 = 1 ", "2 = 0 ", "3 = 4 why not"));
  EXPECT_THAT(Left(journal.get()), IsEmpty());
  EXPECT_TRUE(Settle(journal.get(), 2).ok());
  ASSERT_EQ(journal->Close(kNoon), absl::OkStatus());
  EXPECT_THAT(Left(Begun().get()), IsEmpty());
}

TEST_F(TokensTest, OfWhatIsPendingItTellsWhatWasTried) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a", "b", "c"}, "token");
    const std::vector<SendingMark> marks = {{2, 3, 2, kNoon + 5, "", ""},
                                            {3, 1, 0, kNoon + 6, "", ""}};
    ASSERT_EQ(journal->Sending(marks, true), absl::OkStatus());
    const uint64_t refused = 3;
    ASSERT_EQ(journal->NotApplied({&refused, 1}), absl::OkStatus());
  }
  const std::vector<AppendedRecord> records =
      Gives(TryAppend(Begun().get(), {"a", "b", "c"}, "token")).records;
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_FALSE(records[0].first_attempt.has_value());
  EXPECT_EQ(records[1].attempts, 3u);
  EXPECT_EQ(records[1].failures, 2u);
  EXPECT_EQ(records[1].first_attempt, kNoon + 5);
  EXPECT_TRUE(records[1].maybe_applied);
  EXPECT_EQ(records[2].attempts, 1u);
  EXPECT_FALSE(records[2].maybe_applied);
}

TEST_F(TokensTest, BoundRecordsHaveTheNewIds) {
  Append(Begun().get(), {"a", "b"}, "token", 10);
  EXPECT_THAT(Known(Gives(TryAppend(Begun().get(), {"a", "b"}, "token", 70))), SizeIs(2));
  std::vector<uint64_t> ids;
  ASSERT_TRUE(Begun()
                  ->Earlier({}, 10, 100, true,
                            [&](const EarlierRecord& record) { ids.push_back(record.id); })
                  .ok());
  EXPECT_THAT(ids, ElementsAre(70, 71));
}

TEST_F(TokensTest, OfItsOwnSessionTooAndAsOftenAsItComes) {
  const Handle journal = Begun();
  Append(journal.get(), {"a"}, "token");
  for (int i = 0; i < 3; ++i)
    EXPECT_THAT(Known(Gives(TryAppend(journal.get(), {"a"}, "token"))), ElementsAre("1 = 0 "));
  ASSERT_TRUE(Settle(journal.get(), 1).ok());
  EXPECT_THAT(Known(Gives(TryAppend(journal.get(), {"a"}, "token"))), ElementsAre("1 = 1 "));
  EXPECT_EQ(Append(journal.get(), {"b"}), 2u);
}

TEST_F(TokensTest, OtherRecordsUnderItAreAConflict) {
  const Handle journal = Begun();
  Append(journal.get(), {"a", "bc"}, "token \n");
  for (const std::vector<std::string>& other :
       std::initializer_list<std::vector<std::string>>{{"ab", "c"}, {"a"}, {"a", "bc", ""}, {}}) {
    const absl::Status status = TryAppend(journal.get(), other, "token \n").status();
    EXPECT_TRUE(absl::IsAborted(status));
    EXPECT_THAT(status.message(), HasSubstr("\"token \\n\""));
  }
  const std::vector<NewRecord> records = {{0, 0, "a", ""}, {1, 1, "bc", ""}};
  EXPECT_TRUE(absl::IsAborted(
      journal->Append({"another route", kNoon, "token \n", false, records}).status()));
  EXPECT_EQ(Append(journal.get(), {"d"}), 3u);
}

TEST_F(TokensTest, EachScopeHasItsOwn) {
  Append(Begun().get(), {"a"}, "token");
  const Handle other = Begun(Options(), {"other", "name", ""});
  EXPECT_THAT(Known(Gives(TryAppend(other.get(), {"b"}, "token"))), IsEmpty());
}

TEST_F(TokensTest, ABatchWithoutRecordsIsKnownAgain) {
  const Handle journal = Begun();
  const uint64_t first = Append(journal.get(), {}, "token");
  EXPECT_EQ(Append(journal.get(), {}, "token"), first);
  EXPECT_TRUE(absl::IsAborted(TryAppend(journal.get(), {"a"}, "token").status()));
  EXPECT_EQ(Append(journal.get(), {"a"}), first + 1);
}

TEST_F(TokensTest, WhatALivingSessionDeliversIsNotBound) {
  const Handle living = Begun();
  Append(living.get(), {"a"}, "token");
  const Handle journal = Begun();
  const absl::Status status = TryAppend(journal.get(), {"a"}, "token").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr("process " + std::to_string(getpid())));
  EXPECT_TRUE(Settle(living.get(), 1).ok());
}

TEST_F(TokensTest, AnAdoptedBatchIsBoundByItsAdopterAlone) {
  uint64_t dead = 0;
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a"}, "token");
    dead = journal->session();
  }
  const Handle adopter = Begun();
  const Handle other = Begun();
  ASSERT_EQ(adopter->Adopt({&dead, 1}), absl::OkStatus());
  EXPECT_TRUE(absl::IsFailedPrecondition(TryAppend(other.get(), {"a"}, "token").status()));
  EXPECT_THAT(Known(Gives(TryAppend(adopter.get(), {"a"}, "token"))), ElementsAre("1 = 0 "));
  // It is in the results of the adopter's calls now.
  EXPECT_THAT(Left(adopter.get()), IsEmpty());
  EXPECT_EQ(Gives(Settle(adopter.get(), 1)), 2u);
}

TEST_F(TokensTest, OutcomesThatAreToldAgainAreTakenLikeOthers) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a"}, "token");
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
  }
  {
    const Handle journal = Begun();
    ASSERT_TRUE(TryAppend(journal.get(), {"a"}, "token").ok());
  }
  EXPECT_THAT(Left(Begun().get()), ElementsAre("1  = 1"));
  const Handle journal = Begun();
  ASSERT_TRUE(TryAppend(journal.get(), {"a"}, "token").ok());
  ASSERT_EQ(journal->Close(kNoon), absl::OkStatus());
  EXPECT_THAT(Left(Begun().get()), IsEmpty());
}

}  // namespace
}  // namespace inflow

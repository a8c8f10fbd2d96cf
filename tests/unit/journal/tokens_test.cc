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
    for (const RepeatedRecord& record : appended.records)
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
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.first, 1u);
  EXPECT_THAT(Known(again), ElementsAre("1 = 1 ", "2 = 0 ", "3 = 4 why not"));
  EXPECT_THAT(Left(journal.get()), IsEmpty());
  EXPECT_TRUE(Settle(journal.get(), 2).ok());
  ASSERT_EQ(journal->Close(kNoon), absl::OkStatus());
  EXPECT_THAT(Left(Begun().get()), IsEmpty());
}

TEST_F(TokensTest, BoundRecordsHaveTheNewIds) {
  Append(Begun().get(), {"a", "b"}, "token", 10);
  EXPECT_TRUE(Gives(TryAppend(Begun().get(), {"a", "b"}, "token", 70)).repeated);
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
  EXPECT_FALSE(Gives(TryAppend(other.get(), {"b"}, "token")).repeated);
}

TEST_F(TokensTest, ABatchWithoutRecordsIsKnownAgain) {
  const Handle journal = Begun();
  EXPECT_FALSE(Gives(TryAppend(journal.get(), {}, "token")).repeated);
  const Appended again = Gives(TryAppend(journal.get(), {}, "token"));
  EXPECT_TRUE(again.repeated);
  EXPECT_THAT(again.records, SizeIs(0));
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
  EXPECT_TRUE(Gives(TryAppend(adopter.get(), {"a"}, "token")).repeated);
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

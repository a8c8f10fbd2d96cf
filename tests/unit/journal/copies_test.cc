// SPDX-License-Identifier: Apache-2.0
//
// A copy of a journal delivers nothing until a person takes it over.
#include <filesystem>

#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CopiesTest : public JournalTest {
 protected:
  CopiesTest() {
    const Handle journal = Begun(Digests());
    Append(journal.get(), {"a", "b"});
    EXPECT_EQ(Send(journal.get(), 1, "key", "digest"), absl::OkStatus());
    EXPECT_TRUE(Settle(journal.get(), 1, kDeliveredRecord).ok());
  }
  JournalOptions Digests() const {
    JournalOptions options = Options();
    options.keep_digests = true;
    return options;
  }
  static void ExpectRefusal(const JournalOptions& options, JournalStanding standing,
                            const char* why) {
    const Handle journal = Open(options);
    EXPECT_EQ(journal->standing(), standing);
    const absl::Status status = journal->Begin({"company", "name", ""}, kNoon);
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(status.message(), HasSubstr(why));
    EXPECT_THAT(status.message(), HasSubstr("--take-over"));
  }
  // TakesOver takes a copy over, whose records then count as perhaps applied, and digests as
  // unknown.
  static void TakesOver(const JournalOptions& options) {
    {
      const Handle journal = Open(options);
      ASSERT_EQ(journal->TakeOver(), absl::OkStatus());
      EXPECT_EQ(journal->standing(), JournalStanding::kOwn);
    }
    const Handle journal = Begun(options);
    EXPECT_EQ(journal->standing(), JournalStanding::kOwn);
    EXPECT_THAT(Left(journal.get()), ElementsAre("1  = 1", "2 b sent"));
    EXPECT_FALSE(Gives(journal->Last("key")).digest.has_value());
  }
};

TEST_F(CopiesTest, TheFileItselfIsNoCopy) {
  const Handle journal = Begun(Digests());
  EXPECT_EQ(journal->standing(), JournalStanding::kOwn);
  EXPECT_EQ(Gives(journal->Last("key")).digest, "digest");
}

TEST_F(CopiesTest, OneElsewhere) {
  std::filesystem::copy_file(folder_.Path(kJournalFile), folder_.Path("copy.db"));
  JournalOptions options = Digests();
  options.path = folder_.Path("copy.db");
  ExpectRefusal(options, JournalStanding::kRestored, "is a backup or a copy");
  ExpectRefusal(options, JournalStanding::kRestored, "is a backup or a copy");
  TakesOver(options);
  EXPECT_NE(Begun(Digests()), nullptr);
}

TEST_F(CopiesTest, AnOlderOneInItsPlace) {
  std::filesystem::copy_file(folder_.Path(kJournalFile), folder_.Path("copy.db"));
  { const Handle journal = Begun(Digests()); }
  std::filesystem::rename(folder_.Path("copy.db"), folder_.Path(kJournalFile));
  ExpectRefusal(Digests(), JournalStanding::kRestored, "is a backup or a copy");
  TakesOver(Digests());
}

TEST_F(CopiesTest, OneOfAnotherMachine) {
  JournalOptions options = Digests();
  options.machine = Machine{"another machine", "its boot"};
  ExpectRefusal(options, JournalStanding::kOtherMachine, "was written on another machine");
  TakesOver(options);
  ExpectRefusal(Digests(), JournalStanding::kOtherMachine, "was written on another machine");
}

TEST_F(CopiesTest, AMachineWithoutAnIdIsAnyMachine) {
  JournalOptions options = Digests();
  options.machine = Machine{"", "its boot"};
  EXPECT_EQ(Open(options)->standing(), JournalStanding::kOwn);
}

TEST_F(CopiesTest, OneWhoseSessionsFileWasRemoved) {
  std::filesystem::remove(folder_.Path("inflow.db-sessions"));
  ExpectRefusal(Digests(), JournalStanding::kRestored, "its -sessions file was removed");
  TakesOver(Digests());
}

TEST_F(CopiesTest, NothingIsTakenFromALivingSession) {
  const Handle living = Begun(Digests());
  JournalOptions options = Digests();
  options.machine = Machine{"another machine", "its boot"};
  const Handle journal = Open(options);
  const absl::Status status = journal->TakeOver();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(status.message(), HasSubstr("process " + std::to_string(getpid())));
  EXPECT_EQ(journal->standing(), JournalStanding::kOtherMachine);
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// What a person does with a journal: back it up, look into it, move it, and read what is left of a
// damaged one.
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "plugin/journal/backup.h"
#include "plugin/journal/check.h"
#include "plugin/journal/salvage.h"
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr size_t kPageBytes = 4096;

class CareTest : public JournalTest {
 protected:
  // This machine's, as the functions take it.
  JournalOptions Here(const std::string& name = kJournalFile) const {
    JournalOptions options = Options();
    options.path = folder_.Path(name);
    options.machine.reset();
    return options;
  }
  std::string Path(const std::string& name = kJournalFile) const { return folder_.Path(name); }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.Path("")))
      names.push_back(entry.path().filename().string());
    return names;
  }
  static std::vector<std::string> Words(const absl::StatusOr<JournalReport>& report) {
    return Gives(report).faults;
  }
  void Damage(uintmax_t at, size_t size) const {
    std::fstream file(Path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at));
    file << std::string(size, '\x5a');
  }
  // Salvaged is what comes out, a text a record, and what does not.
  std::vector<std::string> Salvaged(SalvageReport* report = nullptr) const {
    std::vector<std::string> seen;
    static int count = 0;
    const absl::StatusOr<SalvageReport> done = SalvageJournal(
        Path(), Path("salvaged" + std::to_string(++count)),
        [&](const SalvagedRecord& record, std::string* out) {
          seen.push_back(std::to_string(record.number) + " " + std::string(record.bytes) +
                         (record.maybe_applied ? " sent" : "") +
                         (record.route == "route" ? "" : " without its route"));
          *out = "line\n";
        });
    EXPECT_EQ(done.status(), absl::OkStatus());
    if (done.ok() && report != nullptr) *report = *done;
    return seen;
  }
};

TEST_F(CareTest, ABackupHoldsWhatTheJournalHeldAndDeliversNothingUntilItIsTakenOver) {
  const Handle journal = Begun(Here());
  Append(journal.get(), {"a", "b"});
  ASSERT_TRUE(Settle(journal.get(), 1).ok());
  ASSERT_EQ(BackUpJournal(Path(), Path("copy.db")), absl::OkStatus());
  Append(journal.get(), {"c"});
  struct stat status {};
  ASSERT_EQ(stat(Path("copy.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(Open(Here("copy.db"))->standing(), JournalStanding::kRestored);
  ASSERT_EQ(TakeOverJournal(Path("copy.db")), absl::OkStatus());
  EXPECT_THAT(Left(Begun(Here("copy.db")).get()), ElementsAre("1  = 1", "2 b sent"));
}

TEST_F(CareTest, ABackupInTheJournalsPlaceIsToldThoughNothingBeganSince) {
  {
    const Handle journal = Begun(Here());
    Append(journal.get(), {"a"});
    ASSERT_EQ(BackUpJournal(Path(), Path("copy.db")), absl::OkStatus());
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
  }
  std::filesystem::rename(Path("copy.db"), Path());
  EXPECT_EQ(Open(Here())->standing(), JournalStanding::kRestored);
}

TEST_F(CareTest, ABackupOverwritesNothing) {
  Append(Begun(Here()).get(), {"a"});
  folder_.Write("there", "mine");
  EXPECT_TRUE(absl::IsFailedPrecondition(BackUpJournal(Path(), Path("there"))));
  EXPECT_EQ(folder_.Read("there"), "mine");
  EXPECT_TRUE(absl::IsNotFound(BackUpJournal(Path("none"), Path("copy.db"))));
  EXPECT_TRUE(absl::IsFailedPrecondition(BackUpJournal(Path("there"), Path("copy.db"))));
  EXPECT_THAT(Names(), Not(Contains("copy.db")));
}

TEST_F(CareTest, ASoundJournalIsTold) {
  {
    const Handle journal = Begun(Here());
    ASSERT_TRUE(journal->BeginRun("load of records.csv", false, kNoon + 1).ok());
    const std::vector<NewRecord> records = {{0, 0, "a", ""}, {1, 1, "b", ""}, {2, 2, "c", ""}};
    ASSERT_TRUE(journal->Append({"route", kNoon, "", false, records}).ok());
    ASSERT_TRUE(Settle(journal.get(), 1).ok());
    ASSERT_EQ(Send(journal.get(), 2), absl::OkStatus());
  }
  const Handle living = Begun(Here(), {"company", "another", ""});
  Append(living.get(), {"x"});
  const JournalReport report = Gives(CheckJournal(Path()));
  EXPECT_THAT(report.faults, IsEmpty());
  EXPECT_EQ(report.standing, JournalStanding::kOwn);
  EXPECT_GT(report.bytes, 0);
  ASSERT_THAT(report.scopes, SizeIs(2));
  EXPECT_EQ(report.scopes[0].name, "another");
  EXPECT_EQ(report.scopes[0].counts.pending, 1u);
  EXPECT_EQ(report.scopes[1].counts.pending, 2u);
  EXPECT_EQ(report.scopes[1].counts.maybe_applied, 1u);
  EXPECT_EQ(report.scopes[1].counts.settled[kDeliveredRecord], 1u);
  ASSERT_THAT(report.sessions, SizeIs(2));
  EXPECT_EQ(report.sessions[0].holder, std::nullopt);
  EXPECT_EQ(report.sessions[1].holder, getpid());
  ASSERT_THAT(report.runs, SizeIs(1));
  EXPECT_EQ(report.runs[0].key, "load of records.csv");
  EXPECT_EQ(report.runs[0].began, kNoon + 1);
  EXPECT_EQ(report.runs[0].holder, std::nullopt);
  EXPECT_EQ(report.runs[0].counts.pending, 2u);
}

TEST_F(CareTest, CheckingMakesNoSessionsFileAndTellsACopy) {
  { Append(Begun(Here()).get(), {"a"}); }
  std::filesystem::copy_file(Path(), Path("copy.db"));
  EXPECT_EQ(Gives(CheckJournal(Path("copy.db"))).standing, JournalStanding::kRestored);
  EXPECT_THAT(Names(), Not(Contains("copy.db-sessions")));
  EXPECT_EQ(Gives(CheckJournal(Path(), Machine{"another", ""})).standing,
            JournalStanding::kOtherMachine);
  EXPECT_TRUE(absl::IsNotFound(CheckJournal(Path("none")).status()));
}

TEST_F(CareTest, WhatBreaksOurRulesIsTold) {
  {
    const Handle journal = Begun(Here());
    Append(journal.get(), {"a", "b", "c"});
    ASSERT_TRUE(Settle(journal.get(), 1, kRejectedRecord).ok());
  }
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(Path().c_str(), &database), SQLITE_OK);
  const auto run = [&](const char* sql) {
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  };
  const auto broken = [&](const char* sql, const char* told, const char* mend) {
    run(sql);
    EXPECT_THAT(Words(CheckJournal(Path())), Contains(HasSubstr(told))) << sql;
    run(mend);
    EXPECT_THAT(Words(CheckJournal(Path())), IsEmpty()) << mend;
  };
  broken("INSERT INTO pending (session, number, id, ordinal) VALUES (1, 1, 0, 0)",
         "1 records are pending and settled at once", "DELETE FROM pending WHERE number = 1");
  broken("UPDATE payload SET number = 9 WHERE number = 2",
         "1 pending records have lost their bytes",
         "UPDATE payload SET number = 2 WHERE number = 9");
  broken("INSERT INTO payload VALUES (9, x'61')", "neither pending nor settled",
         "DELETE FROM payload WHERE number = 9");
  broken("UPDATE receipt SET outcome = 1", "have left their bytes behind",
         "UPDATE receipt SET outcome = 4");
  broken("UPDATE pending SET session = 7", "2 records are in no batch of their session",
         "UPDATE pending SET session = 1");
  broken("INSERT INTO batch VALUES (2, 1, 1, 1, 'route', 0, 0, NULL, NULL)",
         "1 batches lie over each other", "DELETE FROM batch WHERE first = 2");
  broken("UPDATE batch SET scope = 5", "of no session of their company and name",
         "UPDATE batch SET scope = 1");
  broken("UPDATE session SET run = 3", "1 sessions are of a load that is not there",
         "UPDATE session SET run = NULL");
  broken("INSERT INTO run_record VALUES (1, 0, 1, 77, x'00', NULL)", "places of a load have lost",
         "DELETE FROM run_record");
  sqlite3_close(database);
}

TEST_F(CareTest, DamagedPagesAreTold) {
  { Append(Begun(Here()).get(), std::vector<std::string>(300, std::string(300, 'r'))); }
  Damage(std::filesystem::file_size(Path()) / 2, kPageBytes);
  EXPECT_THAT(Words(CheckJournal(Path())), Not(IsEmpty()));
}

TEST_F(CareTest, AMovedJournalIsTheSameElsewhere) {
  {
    const Handle journal = Begun(Here());
    Append(journal.get(), {"a", "b"});
    ASSERT_EQ(Send(journal.get(), 1), absl::OkStatus());
  }
  std::filesystem::create_directory(Path("there"));
  ASSERT_EQ(MoveJournal(Path(), Path("there/moved.db")), absl::OkStatus());
  EXPECT_THAT(Names(), ElementsAre("there"));
  const Handle journal = Begun(Here("there/moved.db"));
  EXPECT_EQ(journal->standing(), JournalStanding::kOwn);
  EXPECT_EQ(journal->session(), 2u);
  EXPECT_THAT(Left(journal.get()), ElementsAre("1 a sent", "2 b"));
}

TEST_F(CareTest, ACopyStaysOneWhereverItIsMoved) {
  {
    const Handle journal = Begun(Here());
    ASSERT_EQ(BackUpJournal(Path(), Path("copy.db")), absl::OkStatus());
  }
  ASSERT_EQ(MoveJournal(Path("copy.db"), Path("moved.db")), absl::OkStatus());
  EXPECT_EQ(Open(Here("moved.db"))->standing(), JournalStanding::kRestored);
  std::filesystem::copy_file(Path(), Path("another.db"));
  ASSERT_EQ(MoveJournal(Path("another.db"), Path("another moved.db")), absl::OkStatus());
  EXPECT_EQ(Open(Here("another moved.db"))->standing(), JournalStanding::kRestored);
}

TEST_F(CareTest, AJournalInUseIsNotMoved) {
  {
    const Handle living = Begun(Here());
    const absl::Status status = MoveJournal(Path(), Path("moved.db"));
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(status.message(), HasSubstr("process " + std::to_string(getpid())));
    EXPECT_EQ(Append(living.get(), {"a"}), 1u);
  }
  {
    const Handle open = Open(Here());
    const absl::Status status = MoveJournal(Path(), Path("moved.db"));
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(status.message(), HasSubstr("open in another process"));
  }
  EXPECT_THAT(Names(), Not(Contains("moved.db")));
  EXPECT_THAT(Names(), Not(Contains("moved.db-sessions")));
  EXPECT_THAT(Left(Begun(Here()).get()), ElementsAre("1 a"));
}

TEST_F(CareTest, NothingIsOverwrittenByAMove) {
  { Append(Begun(Here()).get(), {"a"}); }
  for (const char* const name : {"there", "moved.db-sessions", "moved.db-wal"}) {
    folder_.Write(name, "mine");
    const std::string to = name == std::string("there") ? "there" : "moved.db";
    const absl::Status status = MoveJournal(Path(), Path(to));
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(status.message(), HasSubstr("is there already"));
    EXPECT_EQ(folder_.Read(name), "mine");
    std::filesystem::remove(Path(name));
  }
  EXPECT_EQ(Open(Here())->standing(), JournalStanding::kOwn);
}

TEST_F(CareTest, PendingRecordsAreSalvaged) {
  {
    const Handle journal = Begun(Here());
    Append(journal.get(), {"a", "b", "c"});
    ASSERT_EQ(Send(journal.get(), 1), absl::OkStatus());
    ASSERT_TRUE(Settle(journal.get(), 2, kRejectedRecord).ok());
  }
  SalvageReport report;
  EXPECT_THAT(Salvaged(&report), ElementsAre("1 a sent", "3 c"));
  EXPECT_EQ(report.records, 2u);
  EXPECT_THAT(report.faults, IsEmpty());
  folder_.Write("there", "mine");
  EXPECT_TRUE(absl::IsFailedPrecondition(
      SalvageJournal(Path(), Path("there"), [](const SalvagedRecord&, std::string*) {}).status()));
}

// Whichever page is damaged, what lies in the others comes out, and the rest is counted.
TEST_F(CareTest, AnyPageMayBeDamaged) {
  constexpr size_t kRecords = 600;
  {
    const Handle journal = Begun(Here());
    for (size_t i = 0; i < kRecords / 100; ++i)
      Append(journal.get(), std::vector<std::string>(100, std::string(100, 'r')));
    ASSERT_EQ(journal->Close(kNoon), absl::OkStatus());
  }
  const std::string whole = folder_.Read(kJournalFile);
  size_t all = 0;
  for (uintmax_t page = 1; page < whole.size() / kPageBytes; ++page) {
    std::string damaged = whole;
    std::fill_n(damaged.begin() + static_cast<ptrdiff_t>(page * kPageBytes), kPageBytes, '\x5a');
    folder_.Write(kJournalFile, damaged);
    const absl::StatusOr<SalvageReport> done =
        SalvageJournal(Path(), Path("salvaged"), [](const SalvagedRecord&, std::string*) {});
    std::filesystem::remove(Path("salvaged"));
    // A page of the schema, or the root of a table, takes all with it.
    if (!done.ok() || done->records == 0) {
      ++all;
      continue;
    }
    EXPECT_LE(done->records + done->unreadable + done->lost_bytes.size(), kRecords);
    EXPECT_GE(done->records, done->faults.empty() ? kRecords : kRecords / 2) << page;
    EXPECT_EQ(folder_.Read(kJournalFile), damaged);
  }
  EXPECT_LE(all, 6u);
}

TEST_F(CareTest, WhatIsLeftOfACutFileIsSalvaged) {
  {
    const Handle journal = Begun(Here());
    for (int i = 0; i < 6; ++i)
      Append(journal.get(), std::vector<std::string>(100, std::string(100, 'r')));
    ASSERT_EQ(journal->Close(kNoon), absl::OkStatus());
  }
  std::filesystem::resize_file(Path(), std::filesystem::file_size(Path()) - 3 * kPageBytes);
  SalvageReport report;
  EXPECT_GE(Salvaged(&report).size(), 200u);
  EXPECT_THAT(report.faults, Not(IsEmpty()));
}

}  // namespace
}  // namespace inflow

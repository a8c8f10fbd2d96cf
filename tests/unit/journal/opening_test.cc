// SPDX-License-Identifier: Apache-2.0
//
// Files that are opened, and files that are let be.
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "plugin/journal/internal/schema.h"
#include "plugin/sqlite/file_system.h"
#include "plugin/sqlite/library.h"
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class OpeningTest : public JournalTest {
 protected:
  std::string Path() const { return folder_.Path(kJournalFile); }
  void Sql(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(Path().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  // Refused tells how the file is refused; afterwards it must be what it was.
  std::string Refused(absl::StatusCode code) const {
    const std::string before = folder_.Read(kJournalFile);
    const std::string wal = folder_.Read(std::string(kJournalFile) + "-wal");
    const absl::Status status = Fault(Options());
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(folder_.Read(kJournalFile), before);
    EXPECT_EQ(folder_.Read(std::string(kJournalFile) + "-wal"), wal);
    EXPECT_THAT(status.message(), HasSubstr(kJournalFile));
    return std::string(status.message());
  }
  static int Mode(const std::filesystem::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : -1;
  }
  // Leave makes a journal with records in its -wal, as a killed process leaves it.
  void Leave(int records) const {
    const pid_t child = fork();
    if (child == 0) {
      const Handle journal = Begun();
      const std::vector<std::string> bytes(static_cast<size_t>(records), std::string(500, 'r'));
      _exit(journal != nullptr && TryAppend(journal.get(), bytes).ok() ? 0 : 1);
    }
    int code = 1;
    waitpid(child, &code, 0);
    ASSERT_EQ(code, 0);
  }
};

constexpr auto kNotOurs = absl::StatusCode::kFailedPrecondition;
constexpr auto kBadPath = absl::StatusCode::kInvalidArgument;

TEST_F(OpeningTest, AllFilesAreTheirOwnersAlone) {
  const mode_t before = umask(0);
  const Handle journal = Begun();
  Append(journal.get(), {"a"});
  umask(before);
  for (const std::string& name : folder_.Names())
    EXPECT_EQ(Mode(folder_.path() / name), 0600) << name;
  EXPECT_THAT(folder_.Names(), ElementsAre("inflow.db", "inflow.db-reserve", "inflow.db-sessions",
                                           "inflow.db-shm", "inflow.db-wal"));
}

TEST_F(OpeningTest, OthersPermissionsAreTakenAway) {
  { const Handle journal = Begun(); }
  for (const std::string& name : folder_.Names())
    std::filesystem::permissions(folder_.path() / name, std::filesystem::perms(0664));
  const Handle journal = Begun();
  for (const std::string& name : folder_.Names())
    EXPECT_EQ(Mode(folder_.path() / name), 0600) << name;
}

TEST_F(OpeningTest, ClosingLeavesNoFilesOfSqlites) {
  { const Handle journal = Begun(); }
  EXPECT_THAT(folder_.Names(), ElementsAre("inflow.db", "inflow.db-reserve", "inflow.db-sessions"));
}

TEST_F(OpeningTest, FilesThatAreNoJournalStayAsTheyAre) {
  const std::string long_text(5000, 'x');
  for (const std::string& text : {std::string(), std::string("name,sku\n"), long_text,
                                  std::string("SQLite format 3\0", 16) + long_text}) {
    folder_.Write(kJournalFile, text);
    EXPECT_THAT(Refused(kNotOurs), HasSubstr("is no journal of inflow"));
    EXPECT_THAT(folder_.Names(), ElementsAre(kJournalFile));
  }
}

TEST_F(OpeningTest, DatabasesOfOthersStayAsTheyAre) {
  Sql("CREATE TABLE t (x); PRAGMA application_id=7; PRAGMA journal_mode=WAL");
  EXPECT_THAT(Refused(kNotOurs), HasSubstr("name another file in journal.path"));
  EXPECT_THAT(folder_.Names(), ElementsAre(kJournalFile));
}

TEST_F(OpeningTest, ANewerVersionsFileStaysAsItIs) {
  { const Handle journal = Begun(); }
  Sql("PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_THAT(Refused(kNotOurs), AllOf(HasSubstr("newer version"), HasSubstr("99")));
}

TEST_F(OpeningTest, ANewerVersionThatIsInTheWalAloneIsSeenToo) {
  Leave(1);
  const pid_t child = fork();
  if (child == 0) {
    // It ends without closing the file.
    sqlite3* database = nullptr;
    sqlite3_open(Path().c_str(), &database);
    _exit(sqlite3_exec(database, "PRAGMA user_version=99", nullptr, nullptr, nullptr));
  }
  int code = 1;
  waitpid(child, &code, 0);
  ASSERT_EQ(code, 0);
  EXPECT_THAT(Refused(kNotOurs), HasSubstr("99"));
}

TEST_F(OpeningTest, AnOlderFileIsBroughtForward) {
  { const Handle journal = Begun(); }
  Sql("DROP TABLE meta; DROP TABLE scope; DROP TABLE session; DROP TABLE batch; DROP TABLE payload;"
      "DROP TABLE pending; DROP TABLE receipt; DROP TABLE last; DROP TABLE run; DROP TABLE run_record; PRAGMA user_version=0");
  Database database;
  ASSERT_EQ(database.Open(Path(), nullptr), absl::OkStatus());
  ASSERT_EQ(Migrate(&database), absl::OkStatus());
  EXPECT_EQ(Migrate(&database), absl::OkStatus());
  EXPECT_EQ(database.Run("SELECT number FROM pending"), absl::OkStatus());
  EXPECT_EQ(CheckVersion(&database), absl::OkStatus());
}

TEST_F(OpeningTest, ATruncatedFileIsNotOpened) {
  {
    const Handle journal = Begun();
    Append(journal.get(), std::vector<std::string>(100, std::string(500, 'r')));
  }
  const auto size = std::filesystem::file_size(Path());
  for (const auto rest : {size - 1, size - 4096, size / 2, uintmax_t{4096}, uintmax_t{200}}) {
    std::filesystem::resize_file(Path(), rest);
    EXPECT_THAT(Refused(absl::StatusCode::kDataLoss), HasSubstr("is damaged"));
  }
  std::filesystem::resize_file(Path(), 99);
  Refused(kNotOurs);
}

TEST_F(OpeningTest, ATruncatedFileIsNotOpenedWhereItsWalHasOtherPages) {
  {
    const Handle journal = Begun();
    Append(journal.get(), std::vector<std::string>(100, std::string(500, 'r')));
  }
  Leave(1);
  std::filesystem::resize_file(Path(), std::filesystem::file_size(Path()) - 3 * 4096);
  EXPECT_THAT(Refused(absl::StatusCode::kDataLoss), HasSubstr("is damaged"));
}

TEST_F(OpeningTest, PagesThatOnlyTheWalHasAreNoDamage) {
  Leave(100);
  EXPECT_EQ(Left(Begun().get()).size(), 100u);
}

TEST_F(OpeningTest, DamageThatIsFoundLaterStopsAllWriting) {
  {
    const Handle journal = Begun();
    for (int i = 0; i < 20; ++i) Append(journal.get(), {std::string(3000, 'r')});
  }
  const auto size = std::filesystem::file_size(Path());
  {
    // All but the first pages, which say what is where.
    std::fstream file(Path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(14 * 4096);
    file << std::string(size - 14 * 4096, '\x5a');
  }
  const absl::StatusOr<Handle> journal = SqliteJournal::Open(Options());
  ASSERT_TRUE(journal.ok()) << journal.status();
  absl::Status status = (*journal)->Begin({"company", "name", ""}, kNoon);
  for (int i = 0; i < 20 && status.ok(); ++i)
    status = TryAppend(journal->get(), {std::string(3000, 'r')}).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ((*journal)->Close(kNoon), status);
}

TEST_F(OpeningTest, PathsThatCannotBeAJournals) {
  JournalOptions options = Options();
  for (const std::string& path :
       {std::string(), folder_.Path("none/inflow.db"), folder_.Path(""), folder_.Path("."),
        folder_.Path(".."), folder_.Path(std::string("a\0b", 3))}) {
    options.path = path;
    EXPECT_EQ(Fault(options).code(), kBadPath) << options.path;
  }
  std::filesystem::create_directory(Path());
  EXPECT_THAT(Refused(kBadPath), HasSubstr("is no file"));
}

TEST_F(OpeningTest, LinksAreNotFollowed) {
  folder_.Write("elsewhere", "text");
  for (const char* const name :
       {"inflow.db", "inflow.db-wal", "inflow.db-sessions", "inflow.db-shm", "inflow.db-reserve"}) {
    std::filesystem::create_symlink(folder_.Path("elsewhere"), folder_.Path(name));
    const absl::Status status = Fault(Options());
    EXPECT_EQ(status.code(), kBadPath);
    EXPECT_THAT(status.message(), AllOf(HasSubstr(folder_.Path(name)), HasSubstr("is a link")));
    std::filesystem::remove(folder_.Path(name));
  }
  EXPECT_EQ(folder_.Read("elsewhere"), "text");
  EXPECT_THAT(folder_.Names(), ElementsAre("elsewhere"));
  // A folder may be one.
  std::filesystem::create_directory(folder_.Path("folder"));
  std::filesystem::create_symlink(folder_.Path("folder"), folder_.Path("link"));
  JournalOptions options = Options();
  options.path = folder_.Path("link/inflow.db");
  EXPECT_NE(Begun(options), nullptr);
}

TEST_F(OpeningTest, AFileWithTwoNamesIsNotOpened) {
  { const Handle journal = Begun(); }
  std::filesystem::create_hard_link(Path(), folder_.Path("other"));
  EXPECT_THAT(Refused(kBadPath), HasSubstr("another name"));
}

TEST_F(OpeningTest, AWalWithoutItsJournalIsNotWrittenOver) {
  Leave(1);
  std::filesystem::remove(Path());
  const absl::Status status = Fault(Options());
  EXPECT_EQ(status.code(), kNotOurs);
  EXPECT_THAT(status.message(), HasSubstr("inflow.db-wal is there without its journal"));
  EXPECT_FALSE(folder_.Has(kJournalFile));
}

TEST_F(OpeningTest, AJournalThatWasRemovedBeginsAnew) {
  Append(Begun().get(), {"a"});
  std::filesystem::remove(Path());
  const Handle journal = Begun();
  EXPECT_THAT(Left(journal.get()), IsEmpty());
  EXPECT_EQ(Append(journal.get(), {"b"}), 1u);
}

TEST_F(OpeningTest, ADamagedSessionsFileIsSaid) {
  { const Handle journal = Begun(); }
  folder_.Write("inflow.db-sessions", "short");
  EXPECT_THAT(Refused(absl::StatusCode::kInternal), HasSubstr("inflow.db-sessions is damaged"));
}

TEST_F(OpeningTest, AFolderThatCannotBeWrittenToIsSaid) {
  { const Handle journal = Begun(); }
  const pid_t child = fork();
  if (child == 0) {
    // Root may write everywhere.
    if (geteuid() == 0) {
      std::error_code ignored;
      std::filesystem::permissions(folder_.path(), std::filesystem::perms(0555), ignored);
      if (seteuid(65534) != 0) _exit(2);
    } else {
      std::filesystem::permissions(folder_.path(), std::filesystem::perms(0500));
    }
    const absl::Status there = Fault(Options());
    JournalOptions options = Options();
    options.path = folder_.Path("new.db");
    const absl::Status fresh = Fault(options);
    const bool said = there.code() == kBadPath && fresh.code() == kBadPath &&
                      fresh.message().find("cannot be written to") != absl::string_view::npos;
    _exit(said ? 0 : 1);
  }
  int code = 1;
  waitpid(child, &code, 0);
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0700));
  EXPECT_EQ(code, 0);
}

TEST(FileSystemTest, NetworkFileSystemsAreKnown) {
  EXPECT_EQ(NetworkFileSystem(0x6969), "NFS");
  EXPECT_EQ(NetworkFileSystem(0xFF534D42), "CIFS");
  EXPECT_EQ(NetworkFileSystem(static_cast<int>(0xFF534D42)), "CIFS");
  EXPECT_EQ(NetworkFileSystem(0xEF53), "");      // ext4
  EXPECT_EQ(NetworkFileSystem(0x01021994), "");  // tmpfs
  EXPECT_EQ(NetworkFolder("/"), "");
  EXPECT_TRUE(IsNetworkMount("fuse.sshfs"));
  EXPECT_FALSE(IsNetworkMount("fuse.gocryptfs"));
}

TEST(FileSystemTest, AMountsTypeIsFoundByItsDevice) {
  constexpr char kMounts[] =
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
      "40 22 0:50 / /srv/far rw,nosuid shared:7 master:2 - fuse.sshfs u@far:/ rw\n"
      "41 22 0:51 / /srv/near rw - fuse.gocryptfs near rw\n"
      "broken";
  EXPECT_EQ(MountType(kMounts, "0:50"), "fuse.sshfs");
  EXPECT_EQ(MountType(kMounts, "0:51"), "fuse.gocryptfs");
  EXPECT_EQ(MountType(kMounts, "8:1"), "ext4");
  EXPECT_EQ(MountType(kMounts, "0:52"), "");
  EXPECT_EQ(MountType("1 2 8:1 no end", "8:1"), "");
}

TEST(LibraryTest, OneThatCannotDoItIsRefused) {
  EXPECT_EQ(CheckLibrary(1, 3040001), absl::OkStatus());
  EXPECT_EQ(CheckLibrary(2, 3037000), absl::OkStatus());
  EXPECT_EQ(CheckLibrary(0, 3040001).code(), kNotOurs);
  EXPECT_EQ(CheckLibrary(1, 3036999).code(), kNotOurs);
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// Several processes on one journal: who writes, who lives, and what a fork may not touch.
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>

#include "plugin/journal/internal/sessions_file.h"
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Child is a process that waits until it may go, does something, says so, and waits to be killed.
// It is made while no journal is open here, as SQLite wants it.
class Child {
 public:
  template <class Work>
  explicit Child(Work work) {
    std::array<int, 2> said{};
    std::array<int, 2> go{};
    EXPECT_EQ(pipe(said.data()), 0);
    EXPECT_EQ(pipe(go.data()), 0);
    pid_ = fork();
    if (pid_ == 0) {
      close(said[0]);
      close(go[1]);
      char byte = 0;
      if (read(go[0], &byte, 1) != 1) _exit(1);
      work([&](char told) { return write(said[1], &told, 1) == 1; });
      for (;;) pause();
    }
    close(said[1]);
    close(go[0]);
    said_ = said[0];
    go_ = go[1];
  }
  ~Child() {
    if (pid_ > 0) Kill();
    close(said_);
    close(go_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  void Go() const { EXPECT_EQ(write(go_, "g", 1), 1); }
  // Next waits for what it says; 0: nothing more.
  char Next() const {
    char byte = 0;
    return read(said_, &byte, 1) == 1 ? byte : '\0';
  }
  char GoAndTell() const {
    Go();
    return Next();
  }
  void Kill() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  int said_ = -1;
  int go_ = -1;
};

int ExitCode(pid_t child) {
  int code = -1;
  waitpid(child, &code, 0);
  return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

class ProcessesTest : public JournalTest {
 protected:
  // Locking is what a process does that takes the writer's lock.
  auto Locking() const {
    return [path = folder_.Path(kJournalFile)](const auto& tell) {
      sqlite3* database = nullptr;
      sqlite3_open(path.c_str(), &database);
      const int code = sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
      tell(code == SQLITE_OK ? 'y' : 'n');
    };
  }
};

TEST_F(ProcessesTest, AWriterElsewhereIsNamedAtOnce) {
  auto child = std::make_unique<Child>(Locking());
  const Handle journal = Begun();
  ASSERT_EQ(child->GoAndTell(), 'y');
  const absl::Status status = TryAppend(journal.get(), {"a"}).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(status.message(),
              HasSubstr("is being written by process " + std::to_string(child->pid())));
  EXPECT_TRUE(absl::IsUnavailable(journal->Close(kNoon)));
  // What only reads goes on.
  EXPECT_THAT(Left(journal.get()), IsEmpty());
  child.reset();
  EXPECT_EQ(Append(journal.get(), {"a"}), 1u);
}

TEST_F(ProcessesTest, AStoppedWriterIsNamedToo) {
  const Child child(Locking());
  const Handle journal = Begun();
  ASSERT_EQ(child.GoAndTell(), 'y');
  ASSERT_EQ(kill(child.pid(), SIGSTOP), 0);
  EXPECT_THAT(TryAppend(journal.get(), {"a"}).status().message(),
              HasSubstr("process " + std::to_string(child.pid())));
}

TEST_F(ProcessesTest, ASessionLivesAsLongAsItsProcess) {
  Child child([&](const auto& tell) {
    const Handle journal = Begun();
    tell(TryAppend(journal.get(), {"a"}, "token").ok() ? 'y' : 'n');
    for (;;) pause();
  });
  const Handle journal = Begun();
  ASSERT_EQ(child.GoAndTell(), 'y');
  EXPECT_THAT(Left(journal.get()), IsEmpty());
  const absl::Status status = TryAppend(journal.get(), {"a"}, "token").status();
  EXPECT_THAT(status.message(), HasSubstr("process " + std::to_string(child.pid())));
  child.Kill();
  EXPECT_THAT(Left(journal.get()), ElementsAre("1 a"));
}

TEST_F(ProcessesTest, OtherHandlesThatComeAndGoTakeNoLocksAway) {
  const Child child([&](const auto& tell) {
    const Handle own = Begun();
    tell(Left(own.get()).empty() ? 'y' : 'n');
  });
  const Handle journal = Begun();
  Append(journal.get(), {"a"});
  { const Handle other = Begun(); }
  { const Handle other = Open(Options()); }
  EXPECT_EQ(child.GoAndTell(), 'y');
}

TEST_F(ProcessesTest, AForkedChildTouchesNothing) {
  const Child other([&](const auto& tell) {
    const Handle own = Begun();
    tell(Left(own.get()).empty() ? 'y' : 'n');
  });
  Handle journal = Begun();
  Append(journal.get(), {"a"});
  const pid_t child = fork();
  if (child == 0) {
    const absl::Status status = TryAppend(journal.get(), {"b"}).status();
    const bool refused = absl::IsFailedPrecondition(status) &&
                         status.message().find("before it forked") != absl::string_view::npos &&
                         absl::IsFailedPrecondition(journal->Close(kNoon)) &&
                         absl::IsFailedPrecondition(journal->TakeOver());
    journal.reset();
    // SQLite would take the parent's locks for this process's.
    _exit(refused && absl::IsFailedPrecondition(Fault(Options())) ? 0 : 1);
  }
  EXPECT_EQ(ExitCode(child), 0);
  EXPECT_EQ(Append(journal.get(), {"c"}), 2u);
  EXPECT_EQ(other.GoAndTell(), 'y');
}

TEST_F(ProcessesTest, TwoHandlesOfOneProcessWriteInTurn) {
  const Handle one = Begun();
  const Handle two = Begun();
  EXPECT_EQ(Append(one.get(), {"a"}), 1u);
  EXPECT_EQ(Append(two.get(), {"b"}), 2u);
  EXPECT_TRUE(absl::IsFailedPrecondition(Send(one.get(), 2)));
  EXPECT_TRUE(absl::IsFailedPrecondition(Settle(one.get(), 2).status()));
  EXPECT_EQ(Send(one.get(), 1), absl::OkStatus());
  EXPECT_TRUE(Settle(two.get(), 2).ok());
}

TEST_F(ProcessesTest, FilesAreMadeOnceWhereTwoBegin) {
  for (int round = 0; round < 5; ++round) {
    const testing::TempFolder folder;
    JournalOptions options = Options();
    options.path = folder.Path(kJournalFile);
    std::vector<std::unique_ptr<Child>> children;
    for (int i = 0; i < 3; ++i) {
      children.push_back(std::make_unique<Child>([options](const auto& tell) {
        absl::StatusOr<Handle> journal = SqliteJournal::Open(options);
        while (absl::IsUnavailable(journal.status())) journal = SqliteJournal::Open(options);
        absl::Status status = journal.status();
        if (status.ok()) {
          do status = (*journal)->Begin({"company", "name", ""}, kNoon);
          while (absl::IsUnavailable(status));
        }
        tell(status.ok() ? 'y' : 'n');
        for (;;) pause();
      }));
    }
    for (const auto& child : children) child->Go();
    for (const auto& child : children) EXPECT_EQ(child->Next(), 'y');
  }
}

// A process that is killed at any instant leaves whole batches, and all that it was told of.
TEST_F(ProcessesTest, AKillLosesNothingThatWasAnswered) {
  std::mt19937_64 random(20261130);
  uint64_t answered = 0;
  for (int round = 0; round < 12; ++round) {
    Child child([&](const auto& tell) {
      const Handle journal = Begun();
      for (;;) {
        const absl::StatusOr<Appended> batch =
            TryAppend(journal.get(), {"one", std::string(3000, 'x'), "three"});
        if (!batch.ok() || !tell('a')) _exit(1);
        if (!Send(journal.get(), batch->first).ok() || !tell('s')) _exit(1);
        if (!Settle(journal.get(), batch->first + 1).ok() || !tell('d')) _exit(1);
      }
    });
    child.Go();
    uint64_t batches = 0;
    uint64_t sent = 0;
    uint64_t settled = 0;
    for (uint64_t steps = random() % 40; steps > 0; --steps) {
      const char step = child.Next();
      ASSERT_NE(step, '\0');
      batches += step == 'a' ? 1 : 0;
      sent += step == 's' ? 1 : 0;
      settled += step == 'd' ? 1 : 0;
    }
    child.Kill();
    // What it said and was not read yet counts too.
    for (char step = child.Next(); step != '\0'; step = child.Next()) {
      batches += step == 'a' ? 1 : 0;
      sent += step == 's' ? 1 : 0;
      settled += step == 'd' ? 1 : 0;
    }
    const Handle journal = Begun();
    uint64_t records = 0;
    uint64_t marked = 0;
    uint64_t ended = 0;
    ASSERT_TRUE(journal
                    ->Earlier({answered, 0}, 100000, 1 << 30, false,
                              [&](const EarlierRecord& record) {
                                if (record.at.session <= answered) return;
                                ++records;
                                marked += record.maybe_applied ? 1 : 0;
                                ended += record.outcome == kPendingRecord ? 0 : 1;
                              })
                    .ok());
    EXPECT_EQ(records % 3, 0u);
    EXPECT_GE(records / 3, batches);
    EXPECT_LE(records / 3, batches + 1);
    EXPECT_GE(marked, sent);
    EXPECT_GE(ended, settled);
    EXPECT_LE(ended, settled + 1);
    answered = journal->session();
  }
}

TEST_F(ProcessesTest, ASessionsLockIsHeldOnce) {
  absl::StatusOr<SessionsFile> one = SessionsFile::Open(folder_.Path("s"));
  absl::StatusOr<SessionsFile> two = SessionsFile::Open(folder_.Path("s"));
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(one->nonce(), two->nonce());
  EXPECT_EQ(one->Lock(5), absl::OkStatus());
  EXPECT_TRUE(absl::IsFailedPrecondition(two->Lock(5)));
  EXPECT_EQ(two->Holder(5), getpid());
  two->Unlock(5);
  EXPECT_EQ(two->Holder(5), getpid());
  one->Unlock(5);
  EXPECT_EQ(two->Holder(5), std::nullopt);
  EXPECT_EQ(one->NoteLast(0x0102030405060708), absl::OkStatus());
  EXPECT_EQ(Gives(two->last()), 0x0102030405060708u);
}

}  // namespace
}  // namespace inflow

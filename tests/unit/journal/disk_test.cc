// SPDX-License-Identifier: Apache-2.0
//
// A disk that fails, or is full, at any of the writes that a journal makes.
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "tests/unit/journal/fault_vfs.h"
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;

class DiskTest : public JournalTest {
 protected:
  JournalOptions Faulty() const {
    JournalOptions options = Options();
    options.durability = JournalDurability::kFull;
    options.vfs = FaultVfs::name();
    return options;
  }
  // ByBytes is what became of each record, by its bytes, which are different in all of them.
  static std::map<std::string, int32_t> ByBytes(SqliteJournal* journal) {
    std::map<std::string, int32_t> found;
    EXPECT_TRUE(journal
                    ->Earlier({}, 1000, 1 << 20, false,
                              [&](const EarlierRecord& record) {
                                found[std::string(record.bytes)] = record.outcome;
                              })
                    .ok());
    return found;
  }

  FaultVfs disk_;
};

// Story is what a session does; it keeps to what it was answered.
class Story {
 public:
  // Tell does everything; a call that fails is given again `again` times.
  void Tell(const JournalOptions& options, int again) {
    again_ = again;
    Handle journal;
    if (!Try([&] {
          absl::StatusOr<Handle> opened = SqliteJournal::Open(options);
          if (opened.ok()) journal = *std::move(opened);
          return opened.status();
        }))
      return;
    if (!Try([&] { return journal->Begin({"company", "name", "settings"}, kNoon); })) return;
    for (const char* const batch : {"a", "b", "c"}) Deliver(journal.get(), batch);
    Try([&] { return journal->Retain({kNoon, 1}).status(); });
    after_ = nullptr;
  }
  // Look is called after each call that failed for good.
  void SetLook(std::function<void(const Story&)> look) { after_ = std::move(look); }

  // Expect compares with what is in the file. Where the disk failed to the end, what a call that
  // failed was about may be there or not.
  void Expect(const std::map<std::string, int32_t>& found, bool failed_to_the_end = false) const {
    for (const std::string& bytes : refused_)
      EXPECT_TRUE(failed_to_the_end || found.count(bytes) == 0) << bytes;
    for (const auto& [bytes, outcome] : outcomes_) {
      const auto at = found.find(bytes);
      ASSERT_NE(at, found.end()) << bytes;
      EXPECT_TRUE(at->second == outcome || (failed_to_the_end && unsettled_.count(bytes) != 0))
          << bytes;
    }
    EXPECT_LE(outcomes_.size(), found.size());
    EXPECT_LE(found.size(), outcomes_.size() + refused_.size());
  }
  int failures() const { return failures_; }

 private:
  bool Try(const std::function<absl::Status()>& call) {
    absl::Status status = call();
    for (int i = 0; i < again_ && !status.ok(); ++i) status = call();
    if (!status.ok()) ++failures_;
    return status.ok();
  }
  void Deliver(SqliteJournal* journal, const std::string& batch) {
    const std::vector<std::string> bytes = {batch + "1", batch + "2" + std::string(5000, '.')};
    std::vector<NewRecord> records;
    for (const std::string& one : bytes) records.push_back({0, 0, one, ""});
    uint64_t first = 0;
    if (!Try([&] {
          const absl::StatusOr<Appended> appended =
              journal->Append({"route", kNoon, "", false, records});
          if (appended.ok()) first = appended->first;
          return appended.status();
        })) {
      for (const std::string& one : bytes) refused_.push_back(one);
      if (after_) after_(*this);
      return;
    }
    for (const std::string& one : bytes) outcomes_[one] = kPendingRecord;
    const SendingMark mark{first, 1, 0, kNoon, "", ""};
    Try([&] { return journal->Sending({&mark, 1}, true); });
    Settlement settlement;
    settlement.number = first;
    settlement.outcome = kRejectedRecord;
    if (Try([&] { return journal->Settled({&settlement, 1}, kNoon).status(); })) {
      outcomes_[bytes[0]] = kRejectedRecord;
      return;
    }
    unsettled_.insert(bytes[0]);
    if (after_) after_(*this);
  }

  int again_ = 0;
  int failures_ = 0;
  std::map<std::string, int32_t> outcomes_;
  std::vector<std::string> refused_;
  std::set<std::string> unsettled_;  // whose outcome could not be written
  std::function<void(const Story&)> after_;
};

// The failures that a disk has: of each change to a file, once or from then on.
constexpr int kCodes[] = {SQLITE_IOERR_WRITE, SQLITE_FULL, SQLITE_IOERR_FSYNC};

TEST_F(DiskTest, OneFailureAtAnyPlaceLosesAndInventsNothing) {
  int64_t places = 1;
  int failures = 0;
  for (int64_t place = 0; place <= places; ++place) {
    for (const int code : kCodes) {
      const testing::TempFolder folder;
      JournalOptions options = Faulty();
      options.path = folder.Path(kJournalFile);
      disk_.changes = 0;
      disk_.judge = [&](auto, int64_t n, const std::string&) {
        return n == place ? code : SQLITE_OK;
      };
      Story story;
      // What somebody finds who starts anew right behind a failure.
      story.SetLook([&](const Story& so_far) {
        const testing::TempFolder other;
        JournalOptions copy = Options();
        copy.path = other.Path(kJournalFile);
        for (const char* const end : {"", "-wal"}) {
          if (std::filesystem::exists(options.path + end))
            std::filesystem::copy_file(options.path + end, copy.path + end);
        }
        ASSERT_EQ(Open(copy)->TakeOver(), absl::OkStatus());
        so_far.Expect(ByBytes(Begun(copy).get()));
      });
      story.Tell(options, /*again=*/0);
      if (place == 0) places = disk_.changes;
      failures += story.failures();
      disk_.judge = nullptr;
      SCOPED_TRACE("change " + std::to_string(place) + ", code " + std::to_string(code));
      if (std::filesystem::exists(options.path)) story.Expect(ByBytes(Begun(options).get()));
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(failures, 20);
}

TEST_F(DiskTest, CallsThatAreGivenAgainGoOn) {
  int64_t places = 1;
  for (int64_t place = 0; place <= places; ++place) {
    const testing::TempFolder folder;
    JournalOptions options = Faulty();
    options.path = folder.Path(kJournalFile);
    disk_.changes = 0;
    disk_.judge = [&](auto, int64_t n, const std::string&) {
      return n == place ? SQLITE_IOERR_WRITE : SQLITE_OK;
    };
    Story story;
    story.Tell(options, /*again=*/1);
    if (place == 0) places = disk_.changes;
    EXPECT_EQ(story.failures(), 0) << place;
    disk_.judge = nullptr;
    story.Expect(ByBytes(Begun(options).get()));
    if (HasFailure()) return;
  }
}

TEST_F(DiskTest, ADiskThatFailsFromAnyPlaceOnLosesNothing) {
  int64_t places = 1;
  for (int64_t place = 0; place <= places; ++place) {
    const testing::TempFolder folder;
    JournalOptions options = Faulty();
    options.path = folder.Path(kJournalFile);
    disk_.changes = 0;
    disk_.judge = [&](auto, int64_t n, const std::string&) {
      return place > 0 && n >= place ? SQLITE_IOERR_WRITE : SQLITE_OK;
    };
    Story story;
    story.Tell(options, /*again=*/1);
    if (place == 0) places = disk_.changes;
    disk_.judge = nullptr;
    if (std::filesystem::exists(options.path))
      story.Expect(ByBytes(Begun(options).get()), /*failed_to_the_end=*/true);
    if (HasFailure()) return;
  }
}

TEST_F(DiskTest, AFullDiskIsSaidAndTheReserveLetsOutcomesIn) {
  const Handle journal = Begun(Faulty());
  Append(journal.get(), {"a", "b"});
  const std::string reserve = folder_.Path("inflow.db-reserve");
  ASSERT_EQ(std::filesystem::file_size(reserve), 1u << 20);
  disk_.judge = [&](FaultVfs::Change change, int64_t, const std::string&) {
    const bool full = std::filesystem::file_size(reserve) > 0;
    return full && change == FaultVfs::Change::kWrite ? SQLITE_FULL : SQLITE_OK;
  };
  const absl::Status status = TryAppend(journal.get(), {"c"}).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_THAT(status.message(), HasSubstr("the disk is full"));
  EXPECT_TRUE(absl::IsResourceExhausted(Send(journal.get(), 1)));
  EXPECT_EQ(std::filesystem::file_size(reserve), 1u << 20);
  EXPECT_TRUE(Settle(journal.get(), 1).ok());
  EXPECT_EQ(std::filesystem::file_size(reserve), 0u);
  disk_.judge = [](auto, int64_t, const std::string&) { return SQLITE_FULL; };
  EXPECT_TRUE(absl::IsResourceExhausted(Settle(journal.get(), 2).status()));
  disk_.judge = nullptr;
  EXPECT_EQ(Append(journal.get(), {"c"}), 3u);
  EXPECT_EQ(std::filesystem::file_size(reserve), 1u << 20);
}

TEST_F(DiskTest, WaitsForTheDiskWhereItMustAndOnlyThere) {
  const auto syncs = [&](JournalDurability durability, const auto& work) {
    const testing::TempFolder folder;
    JournalOptions options = Faulty();
    options.path = folder.Path(kJournalFile);
    options.durability = durability;
    const Handle journal = Begun(options);
    Append(journal.get(), {"a"});
    const int64_t before = disk_.syncs;
    work(journal.get());
    return disk_.syncs - before;
  };
  const auto append = [](SqliteJournal* journal) { Append(journal, {"b"}); };
  const auto settle = [](SqliteJournal* journal) { EXPECT_TRUE(Settle(journal, 1).ok()); };
  const auto send = [](bool wait) {
    return [wait](SqliteJournal* journal) {
      const SendingMark mark{1, 1, 0, kNoon, "", ""};
      EXPECT_EQ(journal->Sending({&mark, 1}, wait), absl::OkStatus());
    };
  };
  EXPECT_EQ(syncs(JournalDurability::kFull, append), 1);
  EXPECT_EQ(syncs(JournalDurability::kFull, settle), 1);
  EXPECT_EQ(syncs(JournalDurability::kFull, send(true)), 1);
  EXPECT_EQ(syncs(JournalDurability::kFull, send(false)), 0);
  EXPECT_EQ(syncs(JournalDurability::kNormal, append), 0);
  EXPECT_EQ(syncs(JournalDurability::kOff, append), 0);
}

}  // namespace
}  // namespace inflow

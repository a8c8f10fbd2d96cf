// SPDX-License-Identifier: Apache-2.0
//
// Whatever the batches are and wherever processes end, a run accepts each place once and keeps what
// became of it.
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "plugin/journal/sqlite_journal.h"
#include "rapidcheck/gtest.h"
#include "tests/support/temp_folder.h"

namespace inflow {
namespace {

constexpr WallMillis kBegan = 1'700'000'000'000;
constexpr int64_t kYears = int64_t{1} << 40;
constexpr size_t kLines = 40;

struct KnownLine {
  uint64_t number = 0;  // 0: it was never accepted, or was given back
  bool accepted = false;
  int32_t outcome = kPendingRecord;
};

class RunWorld {
 public:
  explicit RunWorld(uint64_t seed) : random_(seed) {
    options_.path = folder_.Path("inflow.db");
    options_.durability = JournalDurability::kOff;
    for (size_t i = 0; i < kLines; ++i) lines_.push_back("line " + std::to_string(i % 7));
    Begin();
  }

  void Step() {
    switch (Below(8)) {
      case 0:
        journal_.reset();  // as a kill leaves it
        return Begin();
      case 1:
        RC_ASSERT(journal_->Retain({kBegan + kYears, kYears}).ok());
        return;
      case 2:
      case 3:
        return Settle();
      default:
        return Give(Below(kLines), 1 + Below(9), Below(6) == 0);
    }
  }
  // Finish gives the whole file, settles what is pending of it, and ends the run.
  void Finish() {
    Give(0, kLines, false);
    for (auto& [line, known] : known_)
      if (known.outcome == kPendingRecord) SettleOne(&known, kDeliveredRecord);
    RC_ASSERT(journal_->EndRun().ok());
    RC_ASSERT(journal_->CountPending().value() == 0u);
    RC_ASSERT(!journal_->BeginRun("key", false, kBegan).value().goes_on);
  }

 private:
  uint64_t Below(uint64_t bound) { return random_() % bound; }

  void Begin() {
    journal_ = *SqliteJournal::Open(options_);
    RC_ASSERT(journal_->Begin({"company", "name", ""}, kBegan).ok());
    const RunStanding standing = journal_->BeginRun("key", false, kBegan).value();
    RC_ASSERT(standing.goes_on == begun_);
    begun_ = true;
    RunStanding expected;
    for (const auto& [line, known] : known_) {
      if (known.number == 0) continue;
      ++expected.records;
      known.outcome == kPendingRecord ? ++expected.pending
                                      : ++expected.settled[static_cast<size_t>(known.outcome)];
    }
    RC_ASSERT(standing.records == expected.records);
    RC_ASSERT(standing.pending == expected.pending);
    RC_ASSERT(journal_->PendingCount() == expected.pending);
    for (size_t outcome = 1; outcome < kDroppedRecord; ++outcome)
      RC_ASSERT(standing.settled[outcome] == expected.settled[outcome]);
  }

  // Give gives lines, one of them perhaps another one than before.
  void Give(size_t from, size_t count, bool another) {
    std::vector<NewRecord> records;
    for (size_t line = from; line < std::min(from + count, kLines); ++line)
      records.push_back({random_(), static_cast<int64_t>(line), lines_[line], ""});
    const size_t mended = Below(records.size());
    const std::string other = "another " + std::to_string(random_());
    const KnownLine there = known_[from + mended];
    if (another) records[mended].bytes = other;
    Compare(records);
    const NewBatch batch{"route", kBegan, "", false, records};
    const auto before = journal_->Known(batch);
    const absl::StatusOr<Appended> appended = journal_->Append(batch);
    RC_ASSERT(before.status().code() == appended.status().code());
    if (another && there.number != 0) {
      RC_ASSERT(absl::IsAborted(appended.status()));
      return;
    }
    RC_ASSERT(appended.ok());
    RC_ASSERT(before->size() == appended->records.size());
    for (size_t i = 0; i < before->size(); ++i)
      RC_ASSERT((*before)[i].repeated == appended->records[i].repeated);
    if (another) lines_[from + mended] = other;
    for (size_t i = 0; i < records.size(); ++i) {
      AppendedRecord one;
      one.number = appended->first + i;
      if (!appended->records.empty()) one = appended->records[i];
      KnownLine& known = known_[from + i];
      RC_ASSERT(one.repeated == (known.number != 0));
      if (known.number == 0) {
        RC_ASSERT(one.number > newest_);
        newest_ = known.number = one.number;
        known.accepted = true;
        last_ = std::max(last_, from + i);
      }
      RC_ASSERT(one.number == known.number);
      RC_ASSERT(one.outcome == known.outcome);
    }
  }

  void Settle() {
    const auto at = known_.find(Below(kLines));
    if (at == known_.end() || at->second.number == 0 || at->second.outcome != kPendingRecord)
      return;
    SettleOne(&at->second, static_cast<int32_t>(1 + Below(kDroppedRecord)));
  }
  void SettleOne(KnownLine* known, int32_t outcome) {
    Settlement settlement;
    settlement.number = known->number;
    settlement.outcome = outcome;
    RC_ASSERT(journal_->Settled({&settlement, 1}, kBegan).status() == absl::OkStatus());
    known->outcome = outcome;
    if (outcome != kDroppedRecord) return;
    *known = KnownLine();
    known->accepted = true;
  }
  // Compare expects the first line that is another one than was accepted, or was left out.
  void Compare(const std::vector<NewRecord>& records) {
    std::optional<int64_t> differs;
    for (const NewRecord& record : records) {
      const auto line = static_cast<size_t>(record.ordinal);
      const KnownLine& known = known_[line];
      const bool other =
          known.accepted ? known.number != 0 && record.bytes != lines_[line] : line < last_;
      if (other && !differs.has_value()) differs = record.ordinal;
    }
    RC_ASSERT(journal_->CompareRun(records, "route").value() == differs);
  }

  std::mt19937_64 random_;
  testing::TempFolder folder_;
  JournalOptions options_;
  std::unique_ptr<SqliteJournal> journal_;
  std::vector<std::string> lines_;
  std::map<size_t, KnownLine> known_;
  uint64_t newest_ = 0;
  size_t last_ = 0;  // the highest line that was accepted
  bool begun_ = false;
};

RC_GTEST_PROP(RunProperty, EachPlaceIsAcceptedOnce, (uint64_t seed)) {
  RunWorld world(seed);
  for (int step = 0; step < 60; ++step) world.Step();
  world.Finish();
}

}  // namespace
}  // namespace inflow

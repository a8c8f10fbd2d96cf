// SPDX-License-Identifier: Apache-2.0
//
// An input that brings again, in whatever order, what it has no acknowledgement of: wherever
// processes end, the service gets no record twice, and none is missing without having been told.
#include <algorithm>
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

constexpr WallMillis kReplayed = 1'700'000'000'000;
constexpr size_t kInput = 30;

// InputLine is a record of the input, and what this session knows of it.
struct InputLine {
  std::string bytes;
  bool repeatable = false;  // sending it twice does no harm
  bool acknowledged = false;
  bool acknowledged_last = false;  // so that the input may not have noticed
  bool written = false;
  uint64_t id = 0;
  uint64_t number = 0;
  int32_t outcome = kPendingRecord;  // as it was told last
};

class ReplayWorld {
 public:
  // kinds: how many different records there are. loses: acknowledgements may be lost, by the input
  // or on the way to the journal. in_order: records come, and are acknowledged, in their order.
  ReplayWorld(uint64_t seed, size_t kinds, bool loses, bool in_order)
      : random_(seed), loses_(loses), in_order_(in_order) {
    options_.path = folder_.Path("inflow.db");
    options_.durability = JournalDurability::kOff;
    for (size_t i = 0; i < kInput; ++i)
      lines_.push_back({"record " + std::to_string(i % kinds), i % kinds % 3 == 0});
    Begin();
  }

  void Step() {
    switch (Below(9)) {
      case 0:
        return Die();
      case 1:
        RC_ASSERT(journal_->Retain({kReplayed, 0}).ok());
        return;
      case 2:
        return Acknowledge();
      case 3:
      case 4:
      case 5:
        return Deliver(Below(kInput), Below(12));
      default:
        return Write(1 + Below(6));
    }
  }
  void Finish() {
    for (int round = 0; !good(); ++round) {
      RC_ASSERT(round < 3);
      if (round > 0) Die();
      Write(kInput);
      for (size_t line = 0; line < kInput; ++line) Deliver(line, kAnswered);
    }
    RC_ASSERT(journal_->CountPending().value() == journal_->PendingCount());
    RC_ASSERT(journal_->EndReplay(kReplayed).ok());
    RC_ASSERT(journal_->CountPending().value() == 0u);
    std::vector<OrdinalRange> all;
    for (const InputLine& line : lines_)
      if (line.written)
        all.push_back({static_cast<int64_t>(line.id), static_cast<int64_t>(line.id)});
    RC_ASSERT(journal_->Acknowledge(all).ok());
    RC_ASSERT(journal_->LeaveReplay().value());
    std::map<std::string, size_t> wanted;
    std::map<std::string, size_t> doubtful;
    for (const InputLine& line : lines_) {
      if (line.repeatable) {
        RC_ASSERT(service_[line.bytes] > 0 || line.outcome == kAmbiguousRecord);
        continue;
      }
      ++wanted[line.bytes];
      doubtful[line.bytes] += line.outcome == kAmbiguousRecord ? 1 : 0;
    }
    for (const auto& [bytes, count] : wanted) {
      RC_ASSERT(service_[bytes] <= count);
      RC_ASSERT(service_[bytes] + doubtful[bytes] >= count);
    }
  }

 private:
  static constexpr uint64_t kAnswered = 11;

  uint64_t Below(uint64_t bound) { return random_() % bound; }

  void Begin() {
    journal_ = *SqliteJournal::Open(options_);
    RC_ASSERT(journal_->Begin({"company", "name", ""}, kReplayed).ok());
    next_ = static_cast<uint64_t>(journal_->BeginRun("key", false, kReplayed, true).value().next);
    order_.clear();
    for (size_t i = 0; i < kInput; ++i) {
      lines_[i].written = false;
      if (!lines_[i].acknowledged) order_.push_back(i);
    }
    if (!in_order_) std::shuffle(order_.begin(), order_.end(), random_);
  }

  void Die() {
    journal_.reset();
    const bool lost = loses_ && Below(2) == 0;
    for (InputLine& line : lines_) {
      if (lost && line.acknowledged_last) line.acknowledged = false;
      line.acknowledged_last = false;
    }
    Begin();
  }

  void Write(size_t count) {
    count = std::min(count, order_.size());
    std::vector<NewRecord> records;
    for (size_t i = 0; i < count; ++i) {
      InputLine& line = lines_[order_[i]];
      line.id = next_++;
      records.push_back({line.id, static_cast<int64_t>(line.id), line.bytes, ""});
    }
    const NewBatch batch{"route", kReplayed, "", false, records};
    const std::vector<AppendedRecord> known = journal_->Known(batch).value();
    const Appended appended = journal_->Append(batch).value();
    for (size_t i = 0; i < count; ++i) {
      InputLine& line = lines_[order_[i]];
      line.written = true;
      line.number = appended.number(i);
      line.outcome = kPendingRecord;
      bool maybe_applied = false;
      if (!appended.records.empty()) {
        RC_ASSERT(appended.records[i].outcome == known[i].outcome);
        line.outcome = appended.records[i].outcome;
        maybe_applied = appended.records[i].maybe_applied;
        RC_ASSERT(!appended.records[i].repeated || !line.repeatable);
      }
      if (maybe_applied && line.outcome == kPendingRecord) Settle(&line, kAmbiguousRecord);
    }
    order_.erase(order_.begin(), order_.begin() + static_cast<int64_t>(count));
  }

  // Deliver sends a record that is pending: the process may end before and after the service has
  // it.
  void Deliver(size_t at, uint64_t luck) {
    InputLine& line = lines_[at];
    if (!line.written || line.outcome != kPendingRecord) return;
    if (luck == 0) return Settle(&line, kDroppedRecord);
    const SendingMark mark{line.number, 1, 0, kReplayed, "", "", line.repeatable};
    RC_ASSERT(journal_->Sending({&mark, 1}, true).ok());
    if (luck == 1) return Die();
    if (luck == 2) {
      const uint64_t number = line.number;
      RC_ASSERT(journal_->NotApplied({&number, 1}).ok());
      return Die();
    }
    // REJECTED or FAILED
    if (luck == 3) return Settle(&line, 4 + static_cast<int32_t>(Below(2)));
    ++service_[line.bytes];
    if (luck == 4) return Die();
    Settle(&line, kDeliveredRecord);
    if (luck == 5) Die();
  }

  void Settle(InputLine* line, int32_t outcome) {
    Settlement settlement;
    settlement.number = line->number;
    settlement.outcome = outcome;
    RC_ASSERT(journal_->Settled({&settlement, 1}, kReplayed).ok());
    line->outcome = outcome;
  }

  // The host acknowledges what the service has, or may have.
  void Acknowledge() {
    for (InputLine& line : lines_) line.acknowledged_last = false;
    std::vector<OrdinalRange> ranges;
    for (InputLine& line : lines_) {
      if (line.acknowledged) continue;
      const bool leaves = line.written && IsGood(line) && Below(4) != 0;
      if (!leaves && in_order_) break;
      if (!leaves) continue;
      line.acknowledged = line.acknowledged_last = true;
      ranges.push_back({static_cast<int64_t>(line.id), static_cast<int64_t>(line.id)});
    }
    if (loses_ && Below(6) == 0) return Die();
    if (ranges.empty()) return;
    const absl::Status status =
        in_order_ ? journal_->AcknowledgeUpTo(ranges.back().last, kReplayed).status()
                  : journal_->Acknowledge(ranges);
    RC_ASSERT(status.ok());
    if (!loses_) RC_ASSERT(journal_->Acknowledge({}).ok());
  }

  static bool IsGood(const InputLine& line) {
    return line.outcome == kDeliveredRecord || line.outcome == kAmbiguousRecord;
  }
  bool good() const {
    return std::all_of(lines_.begin(), lines_.end(), [](const InputLine& line) {
      return line.acknowledged || (line.written && IsGood(line));
    });
  }

  std::mt19937_64 random_;
  const bool loses_;
  const bool in_order_;
  testing::TempFolder folder_;
  JournalOptions options_;
  std::unique_ptr<SqliteJournal> journal_;
  std::vector<InputLine> lines_;
  std::vector<size_t> order_;  // what the input still brings
  std::map<std::string, size_t> service_;
  uint64_t next_ = 0;
};

void Replay(uint64_t seed, size_t kinds, bool loses, bool in_order) {
  ReplayWorld world(seed, kinds, loses, in_order);
  for (int step = 0; step < 50; ++step) world.Step();
  world.Finish();
}

RC_GTEST_PROP(ReplayProperty, NoRecordIsSentTwiceOrLost, (uint64_t seed)) {
  Replay(seed, kInput, /*loses=*/true, /*in_order=*/seed % 2 == 0);
}

// Where acknowledgements are never lost, that holds for equal records too, each of which counts.
RC_GTEST_PROP(ReplayProperty, EqualRecordsStayAsManyAsTheyAre, (uint64_t seed)) {
  Replay(seed, 4, /*loses=*/false, /*in_order=*/seed % 2 == 0);
}

}  // namespace
}  // namespace inflow

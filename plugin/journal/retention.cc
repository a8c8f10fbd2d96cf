// SPDX-License-Identifier: Apache-2.0
//
// What leaves the file with time. Each round is bounded, so that no call waits long for it.
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugin/journal/internal/parts.h"

namespace inflow {
namespace {

constexpr int64_t kDayMillis = 86'400'000;
constexpr int kBatchesARound = 64;
// Pages that are free are used again; so many of them, and so large a part, go back to the disk.
constexpr int64_t kFreePages = 256;
constexpr int64_t kFreePart = 4;

int64_t DaysBefore(WallMillis now, int64_t days) {
  return days > now / kDayMillis ? 0 : now - days * kDayMillis;
}

}  // namespace

// ClockJumped notes when this ran, and tells whether the calendar went another way than time did.
absl::StatusOr<bool> SqliteJournal::ClockJumped(const JournalMoment& now) {
  const absl::StatusOr<std::string> noted = Meta("retained");
  if (!noted.ok()) return noted.status();
  absl::Status status =
      SetMeta("retained", absl::StrCat(now.wall, " ", now.since_boot, " ", parts_->machine.boot));
  if (!status.ok()) return status;
  const std::vector<std::string> parts = absl::StrSplit(*noted, absl::MaxSplits(' ', 2));
  int64_t wall = 0;
  int64_t since_boot = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &wall) ||
      !absl::SimpleAtoi(parts[1], &since_boot))
    return false;
  // How long a machine was off nobody knows.
  const bool same_boot = !parts[2].empty() && parts[2] == parts_->machine.boot;
  const int64_t passed = same_boot ? now.since_boot - since_boot : 0;
  return std::abs(now.wall - wall - passed) > kDayMillis;
}

absl::StatusOr<bool> SqliteJournal::Retain(const JournalMoment& now) {
  bool more = false;
  lowest_run_ = 0;
  absl::Status status = WriteAsSession(Wait::kNo, [&]() -> absl::Status {
    const absl::StatusOr<bool> jumped = ClockJumped(now);
    if (!jumped.ok() || *jumped) return jumped.status();
    absl::Status done = RetainBatches(now, &more);
    if (done.ok() && !more) done = DropSpent();
    return done.ok() ? GiveBackPages(&more) : done;
  });
  if (!status.ok()) return status;
  return more;
}

absl::Status SqliteJournal::RetainBatches(const JournalMoment& now, bool* more) {
  for (int round = 0; round < kBatchesARound; ++round) {
    const absl::StatusOr<int64_t> size = SizeBytes();
    if (!size.ok()) return size.status();
    const WallMillis until = *size > options_.retention.max_bytes
                                 ? now.wall
                                 : DaysBefore(now.wall, options_.retention.days);
    BatchFacts facts;
    {
      Rows rows(&parts_->statements.batch_behind);
      absl::StatusOr<bool> row = rows.First(retained_to_);
      if (!row.ok()) return row.status();
      if (*row) facts = ReadBatch(rows);
    }
    // Those behind it came later.
    if (facts.first == 0 || facts.accepted > until) {
      retained_to_ = 0;
      return absl::OkStatus();
    }
    absl::Status status = RetainBatch(facts, until, now);
    if (!status.ok()) return status;
    retained_to_ = facts.first;
  }
  *more = true;
  return absl::OkStatus();
}

absl::Status SqliteJournal::RetainBatch(const BatchFacts& facts, WallMillis until,
                                        const JournalMoment& now) {
  Statements& sql = parts_->statements;
  // What a living session has not handed out yet stays, and what a run may still be asked for.
  int64_t taken = std::numeric_limits<int64_t>::max();
  uint64_t run = 0;
  {
    Rows rows(&sql.session_get);
    absl::StatusOr<bool> row = rows.First(facts.session);
    if (!row.ok()) return row.status();
    if (*row && !rows.IsNull(4)) run = rows.Unsigned(4);
    if (*row && rows.Unsigned(1) == facts.session &&
        parts_->sessions->Holder(facts.session).has_value())
      taken = rows.Int(3);
  }
  if (run != 0) {
    const absl::StatusOr<bool> needs = RunNeeds(run, facts.last());
    if (!needs.ok() || *needs) return needs.status();
  }
  if (!facts.token.empty()) {
    if (facts.accepted > DaysBefore(now.wall, options_.retention.tokens_days))
      return absl::OkStatus();
    absl::Status status = sql.batch_forget_token.Run(facts.first);
    if (!status.ok()) return status;
  }
  absl::Status status = sql.payload_old.Run(facts.session, facts.first, facts.last(), until, taken);
  if (status.ok())
    status = sql.receipt_old.Run(facts.session, facts.first, facts.last(), until, taken);
  if (!status.ok()) return status;
  {
    Rows rows(&sql.batch_in_use);
    absl::StatusOr<bool> row = rows.First(facts.session, facts.first, facts.last());
    if (!row.ok()) return row.status();
    if (rows.Int(0) != 0) return absl::OkStatus();
  }
  parts_->batch = BatchFacts();
  return sql.batch_drop_old.Run(facts.first);
}

// DropSpent forgets sessions that left nothing, and orders of keys that nothing waits behind.
absl::Status SqliteJournal::DropSpent() {
  Statements& sql = parts_->statements;
  std::vector<uint64_t> spent;
  {
    Rows rows(&sql.session_spent);
    absl::StatusOr<bool> row = rows.First();
    for (; row.ok() && *row; row = rows.Next())
      if (!parts_->sessions->Holder(rows.Unsigned(0)).has_value())
        spent.push_back(rows.Unsigned(0));
    if (!row.ok()) return row.status();
  }
  for (const uint64_t session : spent) {
    absl::Status status = sql.session_drop.Run(session);
    if (!status.ok()) return status;
  }
  int64_t lowest = std::numeric_limits<int64_t>::max();
  {
    Rows rows(&sql.pending_lowest);
    absl::StatusOr<bool> row = rows.First(scope_);
    if (!row.ok()) return row.status();
    if (*row && !rows.IsNull(0)) lowest = rows.Int(0);
  }
  return sql.last_old.Run(scope_, lowest);
}

absl::Status SqliteJournal::GiveBackPages(bool* more) {
  int64_t pages = 0;
  int64_t free = 0;
  {
    Rows rows(&parts_->statements.pages);
    absl::StatusOr<bool> row = rows.First();
    if (!row.ok()) return row.status();
    pages = rows.Int(0);
    free = rows.Int(1);
  }
  if (free < kFreePages || free < pages / kFreePart) return absl::OkStatus();
  *more = true;
  return parts_->database.Run("PRAGMA incremental_vacuum(1024)");
}

}  // namespace inflow

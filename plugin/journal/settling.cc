// SPDX-License-Identifier: Apache-2.0
//
// How records end.
#include <algorithm>
#include <limits>

#include "plugin/journal/internal/parts.h"

namespace inflow {
namespace {

// What an adopted record ended with is never in a call's result, so no call takes it.
constexpr int64_t kNeverTaken = std::numeric_limits<int64_t>::max();

// Nobody needs the bytes of these again.
bool LeavesTheFile(int32_t outcome) {
  return outcome == kDeliveredRecord || outcome == kUnchangedRecord || outcome == kSupersededRecord;
}

// EndAlike tells whether b can end in the same statement as a, as the next one.
bool EndAlike(const Settlement& a, const Settlement& b) {
  return b.outcome == a.outcome && b.http_status == a.http_status && b.attempts == a.attempts &&
         b.message == a.message && b.receipt == a.receipt;
}

}  // namespace

// RunOf takes the longest run of records of one batch, in order, that end alike.
absl::StatusOr<std::span<const Settlement>> SqliteJournal::RunOf(std::span<const Settlement> rest,
                                                                 uint64_t* session) {
  const absl::StatusOr<const BatchFacts*> batch = OwnBatchOf(rest.front().number);
  if (!batch.ok()) return batch.status();
  *session = (*batch)->session;
  size_t size = 1;
  while (size < rest.size() && rest[size].number == rest.front().number + size &&
         rest[size].number <= (*batch)->last() && EndAlike(rest.front(), rest[size]))
    ++size;
  return rest.first(size);
}

absl::StatusOr<uint64_t> SqliteJournal::Settled(std::span<const Settlement> settlements,
                                                WallMillis now) {
  uint64_t sequence = sequence_;
  const auto body = [&]() -> absl::Status {
    sequence = sequence_;
    for (std::span<const Settlement> rest = settlements; !rest.empty();) {
      uint64_t session = 0;
      const absl::StatusOr<std::span<const Settlement>> run = RunOf(rest, &session);
      if (!run.ok()) return run.status();
      absl::Status status = SettleRun(*run, session, sequence + 1, now);
      if (!status.ok()) return status;
      if (session == session_) sequence += run->size();
      rest = rest.subspan(run->size());
    }
    return absl::OkStatus();
  };
  absl::Status status = WriteAsSession(Wait::kYes, body);
  // What is in flight must be able to end.
  if (absl::IsResourceExhausted(status) && parts_->reserve.Free())
    status = WriteAsSession(Wait::kYes, body);
  if (!status.ok()) return status;
  sequence_ = sequence;
  return sequence;
}

absl::Status SqliteJournal::SettleRun(std::span<const Settlement> run, uint64_t session,
                                      uint64_t sequence, WallMillis now) {
  Statements& sql = parts_->statements;
  const Settlement& like = run.front();
  const uint64_t first = like.number;
  const uint64_t last = run.back().number;
  absl::Status status;
  if (options_.keep_digests && like.outcome == kDeliveredRecord) {
    for (const Settlement& settlement : run) {
      if (settlement.key.empty()) continue;
      status = sql.last_delivered.Run(scope_, Blob(settlement.key), settlement.number, session);
      if (!status.ok()) return status;
    }
  }
  const int64_t order = session == session_ ? static_cast<int64_t>(sequence) : -kNeverTaken;
  status = sql.receipt_add.Run(session, first, last, like.attempts, like.outcome, like.http_status,
                               now, order, like.message, like.receipt);
  if (!status.ok()) return status;
  if (sql.receipt_add.changed() != static_cast<int64_t>(run.size())) {
    // Given again after an error, perhaps: then each has a receipt of this outcome.
    Rows rows(&sql.receipt_count);
    absl::StatusOr<bool> row = rows.First(session, first, last, like.outcome);
    if (!row.ok()) return row.status();
    if (rows.Int(0) != static_cast<int64_t>(run.size())) return NotPending(first);
  }
  status = sql.pending_drop.Run(session, first, last);
  if (status.ok() && LeavesTheFile(like.outcome)) status = sql.payload_drop.Run(first, last);
  return status;
}

absl::Status SqliteJournal::Taken(uint64_t sequence) {
  return WriteAsSession(Wait::kYes,
                        [&] { return parts_->statements.session_taken.Run(session_, sequence); });
}

}  // namespace inflow

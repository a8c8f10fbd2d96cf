// SPDX-License-Identifier: Apache-2.0
//
// How records end.
#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include "plugin/journal/internal/answered_secret.h"
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
         b.message == a.message && b.receipt == a.receipt && b.flags == a.flags;
}

// Kept is what is written of a text of an answer.
struct Kept {
  explicit Kept(std::string_view answered) : text(answered) {
    if (!MayHaveSecret(answered)) return;
    hidden = answered;
    HideAnsweredSecrets(&hidden);
    text = hidden;
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  std::string hidden;
  std::string_view text;
};

}  // namespace

// AlikeOf takes as many records of one batch from the front as follow each other and end alike.
absl::StatusOr<std::span<const Settlement>> SqliteJournal::AlikeOf(std::span<const Settlement> rest,
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
                                                WallMillis now, bool wait) {
  Ended ended;
  const auto body = [&]() -> absl::Status {
    // A commit that waits takes those before it to the disk, but only if it has something to write.
    if (settlements.empty()) return parts_->statements.session_touch.Run(session_);
    return SettleAll(settlements, now, &ended);
  };
  const Wait for_disk = wait ? Wait::kYes : Wait::kNo;
  absl::Status status = WriteAsSession(for_disk, body);
  // What is in flight must be able to end.
  if (absl::IsResourceExhausted(status) && parts_->reserve.Free())
    status = WriteAsSession(for_disk, body);
  if (!status.ok()) return status;
  NoteEnded(ended);
  return sequence_;
}

// SettleAll is what a transaction does that ends records.
absl::Status SqliteJournal::SettleAll(std::span<const Settlement> settlements, WallMillis now,
                                      Ended* ended) {
  *ended = Ended();
  for (std::span<const Settlement> rest = settlements; !rest.empty();) {
    uint64_t session = 0;
    const absl::StatusOr<std::span<const Settlement>> alike = AlikeOf(rest, &session);
    if (!alike.ok()) return alike.status();
    absl::Status status =
        SettleAlike(*alike, session, sequence_ + ended->own + 1, now, &ended->all);
    if (!status.ok()) return status;
    if (session == session_) ended->own += alike->size();
    rest = rest.subspan(alike->size());
  }
  return absl::OkStatus();
}

void SqliteJournal::NoteEnded(const Ended& ended) {
  sequence_ += ended.own;
  LessPending(ended.all);
}

// LessPending counts what ended; others' records may have, which were never counted here.
void SqliteJournal::LessPending(uint64_t ended) { pending_ -= std::min(pending_, ended); }

absl::Status SqliteJournal::SettleAlike(std::span<const Settlement> alike, uint64_t session,
                                        uint64_t sequence, WallMillis now, uint64_t* ended) {
  Statements& sql = parts_->statements;
  const Settlement& like = alike.front();
  const uint64_t first = like.number;
  const uint64_t last = alike.back().number;
  absl::Status status;
  if (keeps_digests_ && like.outcome == kDeliveredRecord) {
    status = sql.last_delivered.Run(scope_, session, first, last);
    if (!status.ok()) return status;
  }
  const int64_t order = session == session_ ? static_cast<int64_t>(sequence) : -kNeverTaken;
  const Kept message(like.message);
  const Kept receipt(like.receipt);
  status = sql.receipt_add.Run(session, first, last, like.attempts, like.outcome, like.http_status,
                               now, order, message.text, receipt.text, like.flags);
  if (!status.ok()) return status;
  *ended += static_cast<uint64_t>(sql.receipt_add.changed());
  if (sql.receipt_add.changed() != static_cast<int64_t>(alike.size())) {
    // Given again after an error, perhaps: then each has a receipt of this outcome.
    Rows rows(&sql.receipt_count);
    absl::StatusOr<bool> row = rows.First(session, first, last, like.outcome);
    if (!row.ok()) return row.status();
    if (rows.Int(0) != static_cast<int64_t>(alike.size())) return NotPending(first);
  }
  status = sql.pending_drop.Run(session, first, last);
  if (status.ok() && LeavesTheFile(like.outcome)) status = sql.payload_drop.Run(first, last);
  return status;
}

absl::Status SqliteJournal::Taken(uint64_t sequence) {
  absl::Status status = CheckSession();
  if (status.ok()) taken_ = std::max(taken_, sequence);
  return status;
}

}  // namespace inflow

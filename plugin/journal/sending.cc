// SPDX-License-Identifier: Apache-2.0
//
// What is noted of records before they leave, and of their keys.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/parts.h"

namespace inflow {

// KeysMatter tells whether it is noted of keys what was sent of them. An older record of a key can
// only be in a session that has some pending now.
absl::StatusOr<bool> SqliteJournal::KeysMatter() {
  if (keeps_digests_) return true;
  Rows rows(&parts_->statements.pending_of_others);
  absl::StatusOr<bool> row = rows.First(scope_, session_);
  if (!row.ok()) return row.status();
  keeps_digests_ = rows.Int(0) != 0;
  return keeps_digests_ || rows.Int(1) != 0;
}

absl::Status SqliteJournal::Sending(std::span<const SendingMark> marks, bool wait,
                                    std::vector<uint64_t>* overtaken,
                                    std::span<const Settlement> before, WallMillis now) {
  // A digest that comes back after a loss of power would keep a record from being sent.
  const bool keyed = std::any_of(marks.begin(), marks.end(),
                                 [](const SendingMark& mark) { return !mark.key.empty(); });
  wait = wait || (keeps_digests_ && keyed);
  Ended ended;
  const auto body = [&]() -> absl::Status {
    Statements& sql = parts_->statements;
    if (absl::Status status = SettleAll(before, now, &ended); !status.ok()) return status;
    const absl::StatusOr<bool> keys = KeysMatter();
    if (!keys.ok()) return keys.status();
    if (*keys && overtaken != nullptr) {
      absl::Status status = FindOvertaken(marks, overtaken);
      if (!status.ok() || !overtaken->empty()) return status;
    }
    for (const SendingMark& mark : marks) {
      const absl::StatusOr<const BatchFacts*> batch = OwnBatchOf(mark.number);
      if (!batch.ok()) return batch.status();
      const std::string_view key = *keys ? mark.key : std::string_view();
      absl::Status status = sql.pending_mark.Run(
          (*batch)->session, mark.number, mark.attempts, mark.failures, mark.first_attempt,
          BlobOrNull(mark.digest), mark.repeatable ? kSentRepeatable : kSentOnce, BlobOrNull(key));
      if (!status.ok()) return status;
      if (sql.pending_mark.changed() != 1) return NotPending(mark.number);
      if (key.empty()) continue;
      status = sql.last_sent.Run(scope_, Blob(key), mark.number);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  };
  absl::Status status = WriteAsSession(wait ? Wait::kYes : Wait::kNo, body);
  if (!status.ok()) return status;
  NoteEnded(ended);
  if (wait || !keyed || !keeps_digests_) return status;
  // Another session began to keep digests just now.
  return WriteAsSession(Wait::kYes, [&] { return parts_->statements.session_touch.Run(session_); });
}

absl::Status SqliteJournal::FindOvertaken(std::span<const SendingMark> marks,
                                          std::vector<uint64_t>* overtaken) {
  overtaken->clear();
  for (const SendingMark& mark : marks) {
    if (mark.key.empty()) continue;
    Rows rows(&parts_->statements.last_get);
    absl::StatusOr<bool> row = rows.First(scope_, Blob(mark.key));
    if (!row.ok()) return row.status();
    if (*row && rows.Unsigned(1) > mark.number) overtaken->push_back(mark.number);
  }
  return absl::OkStatus();
}

absl::Status SqliteJournal::NotApplied(std::span<const uint64_t> numbers) {
  return WriteAsSession(Wait::kNo, [&]() -> absl::Status {
    for (const uint64_t number : numbers) {
      const absl::StatusOr<const BatchFacts*> batch = OwnBatchOf(number);
      if (!batch.ok()) return batch.status();
      absl::Status status = parts_->statements.pending_unapplied.Run((*batch)->session, number);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<LastDelivery> SqliteJournal::Last(std::string_view key) {
  absl::Status status = CheckProcess();
  if (!status.ok()) return status;
  LastDelivery last;
  Rows rows(&parts_->statements.last_known);
  absl::StatusOr<bool> row = rows.First(scope_, Blob(key), session_);
  if (!row.ok()) return row.status();
  if (!rows.IsNull(0)) last.digest = std::string(rows.Bytes(0));
  if (!rows.IsNull(1)) last.newest = rows.Unsigned(1);
  last.other_pending = rows.Int(2) != 0;
  return last;
}

absl::Status SqliteJournal::ForgetLast(std::string_view key) {
  return WriteAsSession(Wait::kYes,
                        [&] { return parts_->statements.last_forget.Run(scope_, Blob(key)); });
}

absl::Status SqliteJournal::NotPending(uint64_t number) const {
  return absl::InternalError(absl::StrCat("the record of the number ", number,
                                          " is not pending in the journal ", parts_->paths.file));
}

}  // namespace inflow

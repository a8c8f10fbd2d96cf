// SPDX-License-Identifier: Apache-2.0
//
// What is noted of records before they leave, and of their keys.
#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/parts.h"

namespace inflow {

absl::StatusOr<bool> SqliteJournal::OthersHavePending() {
  Rows rows(&parts_->statements.pending_of_others);
  absl::StatusOr<bool> row = rows.First(scope_, session_);
  if (row.ok()) *row = rows.Int(0) != 0;
  return row;
}

absl::Status SqliteJournal::Sending(std::span<const SendingMark> marks, bool wait,
                                    std::vector<uint64_t>* overtaken,
                                    std::span<const Settlement> before, WallMillis now) {
  // A digest that comes back after a loss of power would keep a record from being sent.
  for (const SendingMark& mark : marks) wait = wait || (options_.keep_digests && !mark.key.empty());
  Ended ended;
  const auto body = [&]() -> absl::Status {
    Statements& sql = parts_->statements;
    if (absl::Status status = SettleAll(before, now, &ended); !status.ok()) return status;
    // An older record of a key can only be in a session that has some pending now.
    absl::StatusOr<bool> keys = options_.keep_digests;
    if (!*keys) keys = OthersHavePending();
    if (!keys.ok()) return keys.status();
    if (*keys && overtaken != nullptr) {
      absl::Status status = FindOvertaken(marks, overtaken);
      if (!status.ok() || !overtaken->empty()) return status;
    }
    for (const SendingMark& mark : marks) {
      const absl::StatusOr<const BatchFacts*> batch = OwnBatchOf(mark.number);
      if (!batch.ok()) return batch.status();
      absl::Status status = sql.pending_mark.Run(
          (*batch)->session, mark.number, mark.attempts, mark.failures, mark.first_attempt,
          BlobOrNull(mark.digest), mark.repeatable ? kSentRepeatable : kSentOnce);
      if (!status.ok()) return status;
      if (sql.pending_mark.changed() != 1) return NotPending(mark.number);
      if (!*keys || mark.key.empty()) continue;
      status = sql.last_sent.Run(scope_, Blob(mark.key), mark.number);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  };
  absl::Status status = WriteAsSession(wait ? Wait::kYes : Wait::kNo, body);
  if (status.ok()) NoteEnded(ended);
  return status;
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
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  LastDelivery last;
  if (!options_.keep_digests) return last;
  {
    Rows rows(&parts_->statements.last_get);
    absl::StatusOr<bool> row = rows.First(scope_, Blob(key));
    if (!row.ok()) return row.status();
    if (*row && !rows.IsNull(0)) last.digest = std::string(rows.Bytes(0));
  }
  Rows rows(&parts_->statements.pending_key_of_others);
  absl::StatusOr<bool> row = rows.First(Blob(key), session_, scope_);
  if (!row.ok()) return row.status();
  last.other_pending = rows.Int(0) != 0;
  return last;
}

absl::Status SqliteJournal::SetLast(std::string_view key, std::string_view digest) {
  return WriteAsSession(
      Wait::kYes, [&] { return parts_->statements.last_set.Run(scope_, Blob(key), Blob(digest)); });
}

absl::Status SqliteJournal::ForgetLast(std::string_view key) {
  return WriteAsSession(Wait::kYes,
                        [&] { return parts_->statements.last_forget.Run(scope_, Blob(key)); });
}

absl::StatusOr<bool> SqliteJournal::HasNewer(std::string_view key, uint64_t number) {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  Rows rows(&parts_->statements.last_get);
  absl::StatusOr<bool> row = rows.First(scope_, Blob(key));
  if (row.ok() && *row) *row = rows.Unsigned(1) > number;
  return row;
}

absl::Status SqliteJournal::NotPending(uint64_t number) const {
  return absl::InternalError(absl::StrCat("the record of the number ", number,
                                          " is not pending in the journal ", parts_->paths.file));
}

}  // namespace inflow

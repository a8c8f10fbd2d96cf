// SPDX-License-Identifier: Apache-2.0
//
// How batches come into the journal, and what becomes of one whose token is there.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/digest.h"
#include "plugin/journal/internal/parts.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// A token's digest covers what the host gave but for the ids, which begin anew in each process.
std::string BatchDigest(const NewBatch& batch) {
  Sha256 sum;
  sum.Add(batch.route);
  for (const NewRecord& record : batch.records) sum.Add(record.bytes);
  return sum.End();
}

std::string Shown(std::string_view token) { return absl::CHexEscape(Absl(token.substr(0, 64))); }

}  // namespace

absl::StatusOr<Appended> SqliteJournal::Append(const NewBatch& batch) {
  Appended appended;
  const std::string digest = batch.token.empty() ? std::string() : BatchDigest(batch);
  uint64_t sequence = sequence_;
  absl::Status status = WriteAsSession(Wait::kYes, [&]() -> absl::Status {
    if (!batch.token.empty()) {
      BatchFacts facts;
      {
        Rows rows(&parts_->statements.batch_by_token);
        absl::StatusOr<bool> row = rows.First(scope_, Blob(batch.token));
        if (!row.ok()) return row.status();
        if (*row) facts = ReadBatch(rows);
      }
      if (facts.first != 0 && facts.digest != digest) {
        return absl::AbortedError(
            absl::StrCat("the batch token \"", Shown(batch.token),
                         "\" stands for other records, accepted before; give each batch its own"));
      }
      if (facts.first != 0) return AppendRepeated(batch, facts, &sequence, &appended);
    }
    return AppendNew(batch, digest, &appended);
  });
  if (!status.ok()) return status;
  sequence_ = sequence;
  if (parts_->reserve.freed()) parts_->reserve.Fill();
  return appended;
}

absl::Status SqliteJournal::AppendNew(const NewBatch& batch, std::string_view digest,
                                      Appended* appended) {
  if (batch.records.empty() && batch.token.empty()) return absl::OkStatus();
  Statements& sql = parts_->statements;
  uint64_t first = 1;
  {
    // The newest batch always stays, so numbers never come again.
    Rows rows(&sql.batch_end);
    absl::StatusOr<bool> row = rows.First();
    if (!row.ok()) return row.status();
    if (*row) first = rows.Unsigned(0);
  }
  // A batch without records has a number too, as batches are told apart by it.
  const uint64_t count = std::max<uint64_t>(batch.records.size(), 1);
  unknown_first_ = first;
  unknown_count_ = count;
  absl::Status status =
      sql.batch_add.Run(first, count, scope_, session_, batch.route, batch.accepted, batch.closed,
                        BlobOrNull(batch.token), BlobOrNull(digest));
  uint64_t number = first;
  for (const NewRecord& record : batch.records) {
    if (!status.ok()) return status;
    const std::string_view key = options_.keep_digests ? record.key : std::string_view();
    status = sql.pending_add.Run(session_, number, record.id, record.ordinal, BlobOrNull(key));
    if (status.ok()) status = sql.payload_add.Run(number, Blob(record.bytes));
    ++number;
  }
  appended->first = first;
  return status;
}

absl::Status SqliteJournal::AppendRepeated(const NewBatch& batch, const BatchFacts& facts,
                                           uint64_t* sequence, Appended* appended) {
  absl::Status status = facts.session == session_ ? absl::OkStatus() : BindBatch(facts, sequence);
  uint64_t number = facts.first;
  for (const NewRecord& record : batch.records) {
    if (!status.ok()) return status;
    status = parts_->statements.pending_id.Run(session_, number++, record.id);
  }
  appended->first = facts.first;
  appended->repeated = true;
  return status.ok() ? ListRepeated(facts, appended) : status;
}

// BindBatch makes a batch of a dead session, or one that was adopted, this session's.
absl::Status SqliteJournal::BindBatch(const BatchFacts& facts, uint64_t* sequence) {
  Statements& sql = parts_->statements;
  uint64_t owner = 0;
  {
    Rows rows(&sql.session_get);
    absl::StatusOr<bool> row = rows.First(facts.session);
    if (!row.ok()) return row.status();
    if (*row) owner = rows.Unsigned(1);
  }
  const std::optional<long> holder =
      owner == session_ ? std::nullopt : parts_->sessions->Holder(owner);
  if (holder.has_value()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the batch of the token \"", Shown(facts.token), "\" is being delivered by process ",
        *holder, "; give it again when that has ended"));
  }
  parts_->batch = BatchFacts();
  const uint64_t last = facts.last();
  absl::Status status = sql.batch_move.Run(facts.first, session_);
  if (status.ok()) status = sql.pending_move.Run(facts.session, session_, facts.first, last);
  // What had settled is handed out by this session now.
  if (status.ok())
    status = sql.receipt_move.Run(facts.session, session_, facts.first, last, *sequence + 1);
  *sequence += facts.count;
  return status;
}

absl::Status SqliteJournal::ListRepeated(const BatchFacts& facts, Appended* appended) {
  Statements& sql = parts_->statements;
  Rows receipts(&sql.receipt_list);
  Rows pending(&sql.pending_list);
  absl::StatusOr<bool> receipt = receipts.First(session_, facts.first, facts.last());
  absl::StatusOr<bool> waiting = pending.First(session_, facts.first, facts.last());
  while (receipt.ok() && waiting.ok() && (*receipt || *waiting)) {
    RepeatedRecord record;
    if (*waiting && (!*receipt || pending.Unsigned(0) < receipts.Unsigned(0))) {
      record.number = pending.Unsigned(0);
      record.attempts = static_cast<uint32_t>(pending.Int(1));
      waiting = pending.Next();
    } else {
      record.number = receipts.Unsigned(0);
      record.outcome = static_cast<int32_t>(receipts.Int(1));
      record.http_status = static_cast<int32_t>(receipts.Int(2));
      record.attempts = static_cast<uint32_t>(receipts.Int(3));
      record.message = receipts.Bytes(4);
      receipt = receipts.Next();
    }
    appended->records.push_back(std::move(record));
  }
  return receipt.ok() ? waiting.status() : receipt.status();
}

absl::Status SqliteJournal::Flushed() {
  return WriteAsSession(Wait::kYes, [&] { return parts_->statements.batch_close.Run(session_); });
}

}  // namespace inflow

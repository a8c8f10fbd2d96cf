// SPDX-License-Identifier: Apache-2.0
//
// How batches come into the journal, and what becomes of one whose token is there.
#include <algorithm>
#include <string>

#include "absl/cleanup/cleanup.h"
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
  const std::string digest = batch.token.empty() || run_ != 0 ? std::string() : BatchDigest(batch);
  uint64_t sequence = sequence_;
  uint64_t added = 0;
  int64_t newest = run_newest_;
  given_back_ = 0;
  absl::Cleanup unclaim = [this, count = claimed_.size()] { claimed_.resize(count); };
  absl::Status status = WriteAsSession(Wait::kYes, [&]() -> absl::Status {
    if (run_ != 0) return AppendToRun(batch, &newest, &appended, &added);
    if (!batch.token.empty()) {
      const absl::StatusOr<BatchFacts> facts = FindBatch(batch.token, digest);
      if (!facts.ok()) return facts.status();
      if (facts->first != 0) return AppendRepeated(batch, *facts, &sequence, &appended);
    }
    added = batch.records.size();
    return AppendNew(batch, digest, &appended);
  });
  if (!status.ok()) return status;
  sequence_ = sequence;
  run_newest_ = newest;
  pending_ += added;
  LessPending(given_back_);
  std::move(unclaim).Cancel();
  if (parts_->reserve.freed()) parts_->reserve.Fill();
  return appended;
}

absl::StatusOr<SqliteJournal::BatchFacts> SqliteJournal::FindBatch(std::string_view token,
                                                                   std::string_view digest) {
  BatchFacts facts;
  Rows rows(&parts_->statements.batch_by_token);
  absl::StatusOr<bool> row = rows.First(scope_, Blob(token));
  if (!row.ok()) return row.status();
  if (*row) facts = ReadBatch(rows);
  if (!*row || facts.digest == digest) return facts;
  return absl::AbortedError(
      absl::StrCat("the batch token \"", Shown(token),
                   "\" stands for other records, accepted before; give each batch its own"));
}

absl::StatusOr<std::vector<AppendedRecord>> SqliteJournal::Known(const NewBatch& batch) {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  if (run_ != 0) return KnownInRun(batch);
  std::vector<AppendedRecord> records;
  if (batch.token.empty()) return records;
  const absl::StatusOr<BatchFacts> facts = FindBatch(batch.token, BatchDigest(batch));
  if (!facts.ok()) return facts.status();
  if (facts->first == 0) return records;
  status = CheckBinding(*facts);
  if (status.ok()) status = ListRepeated(*facts, &records);
  if (!status.ok()) return status;
  return records;
}

absl::Status SqliteJournal::AppendNew(const NewBatch& batch, std::string_view digest,
                                      Appended* appended) {
  if (batch.records.empty() && batch.token.empty()) return absl::OkStatus();
  const absl::StatusOr<uint64_t> first = NextNumber();
  if (!first.ok()) return first.status();
  // A batch without records has a number too, as batches are told apart by it.
  const uint64_t count = std::max<uint64_t>(batch.records.size(), 1);
  unknown_first_ = *first;
  unknown_count_ = count;
  absl::Status status =
      parts_->statements.batch_add.Run(*first, count, scope_, session_, batch.route, batch.accepted,
                                       batch.closed, BlobOrNull(batch.token), BlobOrNull(digest));
  uint64_t number = *first;
  for (const NewRecord& record : batch.records) {
    if (!status.ok()) return status;
    status = AddRecord(record, number++);
  }
  appended->first = *first;
  return status;
}

absl::StatusOr<uint64_t> SqliteJournal::NextNumber() {
  // The newest batch always stays, so numbers never come again.
  Rows rows(&parts_->statements.batch_end);
  absl::StatusOr<bool> row = rows.First();
  if (!row.ok()) return row.status();
  return *row ? rows.Unsigned(0) : 1;
}

absl::Status SqliteJournal::AddRecord(const NewRecord& record, uint64_t number) {
  Statements& sql = parts_->statements;
  const std::string_view key = keeps_digests_ ? record.key : std::string_view();
  absl::Status status =
      sql.pending_add.Run(session_, number, record.id, record.ordinal, BlobOrNull(key));
  return status.ok() ? sql.payload_add.Run(number, Blob(record.bytes)) : status;
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
  if (!status.ok()) return status;
  BatchFacts bound = facts;
  bound.session = session_;
  return ListRepeated(bound, &appended->records);
}

// CheckBinding refuses a batch that another living session has.
absl::Status SqliteJournal::CheckBinding(const BatchFacts& facts) {
  uint64_t owner = 0;
  {
    Rows rows(&parts_->statements.session_get);
    absl::StatusOr<bool> row = rows.First(facts.session);
    if (!row.ok()) return row.status();
    if (*row) owner = rows.Unsigned(1);
  }
  const std::optional<long> holder =
      owner == session_ ? std::nullopt : parts_->sessions->Holder(owner);
  if (!holder.has_value()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the batch of the token \"", Shown(facts.token),
                                                    "\" is being delivered by process ", *holder,
                                                    "; give it again when that has ended"));
}

// BindBatch makes a batch of a dead session, or one that was adopted, this session's.
absl::Status SqliteJournal::BindBatch(const BatchFacts& facts, uint64_t* sequence) {
  absl::Status status = CheckBinding(facts);
  if (!status.ok()) return status;
  Statements& sql = parts_->statements;
  parts_->batch = BatchFacts();
  const uint64_t last = facts.last();
  status = sql.batch_move.Run(facts.first, session_);
  if (status.ok()) status = sql.pending_move.Run(facts.session, session_, facts.first, last);
  // What had settled is handed out by this session now.
  if (status.ok())
    status = sql.receipt_move.Run(facts.session, session_, facts.first, last, *sequence + 1);
  *sequence += facts.count;
  return status;
}

absl::Status SqliteJournal::ListRepeated(const BatchFacts& facts,
                                         std::vector<AppendedRecord>* records) {
  Statements& sql = parts_->statements;
  Rows receipts(&sql.receipt_list);
  Rows pending(&sql.pending_list);
  absl::StatusOr<bool> receipt = receipts.First(facts.session, facts.first, facts.last());
  absl::StatusOr<bool> waiting = pending.First(facts.session, facts.first, facts.last());
  while (receipt.ok() && waiting.ok() && (*receipt || *waiting)) {
    if (*waiting && (!*receipt || pending.Unsigned(0) < receipts.Unsigned(0))) {
      records->push_back(PendingRow(pending));
      waiting = pending.Next();
    } else {
      records->push_back(ReceiptRow(receipts));
      receipt = receipts.Next();
    }
    records->back().accepted = facts.accepted;
  }
  return receipt.ok() ? waiting.status() : receipt.status();
}

absl::Status SqliteJournal::Flushed() {
  return WriteAsSession(Wait::kYes, [&] { return parts_->statements.batch_close.Run(session_); });
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/sqlite_journal.h"

#include <unistd.h>

#include <new>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/digest.h"
#include "plugin/journal/internal/parts.h"
#include "plugin/sqlite/transaction.h"

namespace inflow {
namespace {

constexpr int kSyncOff = 0;
constexpr int kSyncNormal = 1;
constexpr int kSyncFull = 2;
constexpr size_t kStampBytes = 8;

}  // namespace

SqliteJournal::SqliteJournal(const JournalOptions& options, std::unique_ptr<Parts> parts)
    : options_(options), pid_(getpid()), parts_(std::move(parts)) {}

SqliteJournal::~SqliteJournal() {
  if (getpid() != pid_) {
    // Closing would take locks away from the parent's file, or write to it.
    static_cast<void>(parts_.release());
    return;
  }
  try {
    static_cast<void>(Repair());
  } catch (const std::bad_alloc&) {
    // Whoever opens the file next has what lies in it.
  }
}

absl::Status SqliteJournal::CheckProcess() const {
  if (getpid() == pid_) return parts_->database.damage();
  return absl::FailedPreconditionError(
      absl::StrCat("the journal ", parts_->paths.file, " was opened by process ", pid_,
                   " before it forked; open another handle in this process"));
}

absl::StatusOr<std::string> SqliteJournal::Meta(std::string_view name) {
  Rows rows(&parts_->statements.meta_get);
  absl::StatusOr<bool> row = rows.First(name);
  if (!row.ok()) return row.status();
  return *row ? std::string(rows.Bytes(0)) : std::string();
}

absl::Status SqliteJournal::SetMeta(std::string_view name, std::string_view value) {
  return parts_->statements.meta_set.Run(name, Blob(value));
}

absl::Status SqliteJournal::SetSynchronous(Wait wait) {
  const int level = wait == Wait::kAlways                            ? kSyncFull
                    : options_.durability == JournalDurability::kOff ? kSyncOff
                    : options_.durability == JournalDurability::kFull && wait == Wait::kYes
                        ? kSyncFull
                        : kSyncNormal;
  if (level == parts_->synchronous) return absl::OkStatus();
  absl::Status status = parts_->database.Run(absl::StrCat("PRAGMA synchronous=", level).c_str());
  if (status.ok()) parts_->synchronous = level;
  return status;
}

absl::Status SqliteJournal::Write(Wait wait, absl::FunctionRef<absl::Status()> body) {
  absl::Status status = CheckProcess();
  if (status.ok()) status = Repair();
  if (status.ok()) status = SetSynchronous(wait);
  if (!status.ok()) return status;
  unknown_first_ = 0;
  {
    Transaction transaction(&parts_->database);
    status = transaction.Begin();
    if (status.ok()) status = body();
    if (!status.ok()) return status;
    end_unknown_ = true;  // also where it throws
    status = transaction.Commit();
    end_unknown_ = !status.ok() && !absl::IsUnavailable(status);
  }
  // Frames of a commit that failed may lie whole on the disk, and whoever opens the file after a
  // crash would take them for done.
  if (end_unknown_) static_cast<void>(Repair());
  return status;
}

// Repair undoes what the last commit may have done, by another one in its place.
absl::Status SqliteJournal::Repair() {
  if (!end_unknown_) return absl::OkStatus();
  absl::Status status = parts_->database.damage();
  if (status.ok()) status = SetSynchronous(Wait::kYes);
  if (!status.ok()) return status;
  {
    Transaction transaction(&parts_->database);
    status = transaction.Begin();
    if (status.ok() && unknown_first_ != 0) status = UndoAppend();
    // Something must change, or SQLite writes nothing.
    if (status.ok()) status = SetMeta("repaired", RandomBytes(kStampBytes));
    if (status.ok()) status = transaction.Commit();
    if (!status.ok()) return status;
  }
  end_unknown_ = false;
  if (!parts_->database.sync_failed()) return absl::OkStatus();
  // What the kernel could not write it may believe written: everything goes to the disk anew. Where
  // another process is in the way, the next checkpoint does so.
  sqlite3_wal_checkpoint_v2(parts_->database.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                            nullptr);
  parts_->database.ForgetSyncFailure();
  return absl::OkStatus();
}

// Numbers that were never used may be another session's since, so its batch tells.
absl::Status SqliteJournal::UndoAppend() {
  Statements& sql = parts_->statements;
  {
    Rows rows(&sql.batch_is);
    absl::StatusOr<bool> row = rows.First(unknown_first_, unknown_count_, session_);
    if (!row.ok() || !*row) return row.status();
  }
  const uint64_t last = unknown_first_ + unknown_count_ - 1;
  absl::Status status = sql.batch_drop.Run(unknown_first_);
  if (status.ok()) status = sql.pending_drop.Run(session_, unknown_first_, last);
  if (status.ok()) status = sql.payload_drop.Run(unknown_first_, last);
  if (status.ok() && run_ != 0)
    status = sql.run_record_undo.Run(run_, session_, unknown_first_, last);
  return status;
}

absl::Status SqliteJournal::CheckSession() const {
  absl::Status status = CheckProcess();
  if (!status.ok() || session_ != 0) return status;
  return absl::FailedPreconditionError(
      absl::StrCat("the journal ", parts_->paths.file, " has no session begun"));
}

absl::Status SqliteJournal::WriteAsSession(Wait wait, absl::FunctionRef<absl::Status()> body) {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  status = Write(wait, [&]() -> absl::Status {
    uint64_t owner = 0;
    {
      Rows rows(&parts_->statements.session_get);
      absl::StatusOr<bool> row = rows.First(session_);
      if (!row.ok()) return row.status();
      if (*row && rows.IsNull(2)) owner = rows.Unsigned(1);
    }
    if (owner == session_) {
      absl::Status done = taken_ > taken_noted_
                              ? parts_->statements.session_taken.Run(session_, taken_)
                              : absl::OkStatus();
      return done.ok() ? body() : done;
    }
    return absl::FailedPreconditionError(
        absl::StrCat("what this session wrote to the journal ", parts_->paths.file,
                     " was taken over by another one, since its lock in ", parts_->paths.sessions(),
                     " was lost; nothing more is sent by this one"));
  });
  if (status.ok()) taken_noted_ = taken_;
  return status;
}

absl::StatusOr<std::optional<AppendedRecord>> SqliteJournal::ReadPending(uint64_t session,
                                                                         uint64_t number) {
  Rows rows(&parts_->statements.pending_list);
  const absl::StatusOr<bool> row = rows.First(session, number, number);
  if (!row.ok()) return row.status();
  return *row ? std::optional(PendingRow(rows)) : std::nullopt;
}

absl::StatusOr<AppendedRecord> SqliteJournal::ReadRecord(uint64_t session, uint64_t number) {
  absl::StatusOr<std::optional<AppendedRecord>> pending = ReadPending(session, number);
  if (!pending.ok()) return pending.status();
  AppendedRecord record;
  if (pending->has_value()) {
    record = **std::move(pending);
  } else {
    Rows rows(&parts_->statements.receipt_list);
    const absl::StatusOr<bool> row = rows.First(session, number, number);
    if (!row.ok()) return row.status();
    if (!*row) return parts_->database.Fault(SQLITE_CORRUPT);
    record = ReceiptRow(rows);
  }
  const absl::StatusOr<const BatchFacts*> batch = BatchOf(number);
  if (!batch.ok()) return batch.status();
  record.accepted = (*batch)->accepted;
  return record;
}

absl::StatusOr<uint64_t> SqliteJournal::ScopeId(const JournalScope& scope, bool* digests) {
  absl::Status status = parts_->statements.scope_add.Run(scope.company, scope.name);
  if (!status.ok()) return status;
  uint64_t id = 0;
  {
    Rows rows(&parts_->statements.scope_get);
    absl::StatusOr<bool> row = rows.First(scope.company, scope.name);
    if (!row.ok()) return row.status();
    id = rows.Unsigned(0);
    *digests = rows.Int(1) != 0;
  }
  if (!options_.keep_digests || *digests) return id;
  *digests = true;
  status = parts_->statements.scope_digests.Run(id);
  if (!status.ok()) return status;
  return id;
}

absl::Status SqliteJournal::Look(const JournalScope& scope) {
  absl::Status status = CheckProcess();
  if (!status.ok() || session_ != 0) return status;
  Rows rows(&parts_->statements.scope_get);
  const absl::StatusOr<bool> row = rows.First(scope.company, scope.name);
  if (!row.ok()) return row.status();
  scope_ = *row ? rows.Unsigned(0) : 0;
  return absl::OkStatus();
}

absl::Status SqliteJournal::Begin(const JournalScope& scope, WallMillis now) {
  absl::Status status = CheckProcess();
  if (!status.ok()) return status;
  if (session_ != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("the journal ", parts_->paths.file, " has a session begun already"));
  }
  if (standing_ != JournalStanding::kOwn) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the journal ", parts_->paths.file,
        standing_ == JournalStanding::kOtherMachine
            ? " was written on another machine"
            : " is a backup or a copy, or its -sessions file was removed",
        ": what it has pending may have been sent since; make sure that nothing else delivers from "
        "it, and take it over: inflow journal check FILE --take-over"));
  }
  uint64_t scope_id = 0;
  bool digests = false;
  uint64_t session = 0;
  uint64_t pending = 0;
  // With any durability: PATH-sessions must never know of a session that the file has lost.
  status = Write(Wait::kAlways, [&]() -> absl::Status {
    const absl::StatusOr<uint64_t> id = ScopeId(scope, &digests);
    if (!id.ok()) return id.status();
    scope_id = *id;
    absl::Status done = parts_->statements.session_add.Run(scope_id, Blob(scope.fingerprint),
                                                           static_cast<int64_t>(pid_), now);
    if (!done.ok()) return done;
    session = static_cast<uint64_t>(sqlite3_last_insert_rowid(parts_->database.handle()));
    done = parts_->statements.session_own.Run(session, session);
    if (!done.ok()) return done;
    {
      Rows rows(&parts_->statements.pending_of_scope);
      absl::StatusOr<bool> row = rows.First(scope_id);
      if (!row.ok()) return row.status();
      pending = rows.Unsigned(0);
    }
    // Before anybody can see the session: whoever sees one without a lock takes it for dead.
    return parts_->sessions->Lock(session);
  });
  if (!status.ok()) {
    if (session != 0) parts_->sessions->Unlock(session);
    return status;
  }
  scope_ = scope_id;
  keeps_digests_ = digests;
  session_ = session;
  sequence_ = 0;
  taken_ = 0;
  taken_noted_ = 0;
  run_ = 0;
  pending_ = pending;
  // Of use where a copy is put in the journal's place; nothing else depends on it.
  static_cast<void>(parts_->sessions->NoteLast(session));
  parts_->reserve.Fill();
  return absl::OkStatus();
}

absl::Status SqliteJournal::Close(WallMillis now) {
  absl::Status status = WriteAsSession(
      Wait::kYes, [&] { return parts_->statements.session_end.Run(session_, now, sequence_); });
  if (!status.ok()) return status;
  parts_->sessions->Unlock(session_);
  session_ = 0;
  run_ = 0;
  return absl::OkStatus();
}

absl::StatusOr<const SqliteJournal::BatchFacts*> SqliteJournal::BatchOf(uint64_t number) {
  BatchFacts& facts = parts_->batch;
  if (facts.Has(number)) return &facts;
  Rows rows(&parts_->statements.batch_of);
  absl::StatusOr<bool> row = rows.First(number);
  if (!row.ok()) return row.status();
  if (*row) facts = ReadBatch(rows);
  if (*row && facts.Has(number)) return &facts;
  facts = BatchFacts();
  return absl::NotFoundError(
      absl::StrCat("the journal ", parts_->paths.file, " has no record of the number ", number));
}

absl::StatusOr<const SqliteJournal::BatchFacts*> SqliteJournal::OwnBatchOf(uint64_t number) {
  absl::StatusOr<const BatchFacts*> facts = BatchOf(number);
  if (!facts.ok() || (*facts)->session == session_) return facts;
  Rows rows(&parts_->statements.session_get);
  absl::StatusOr<bool> row = rows.First((*facts)->session);
  if (!row.ok()) return row.status();
  if (*row && rows.Unsigned(1) == session_) return facts;
  return absl::FailedPreconditionError(absl::StrCat("the record of the number ", number,
                                                    " in the journal ", parts_->paths.file,
                                                    " is another session's"));
}

SqliteJournal::BatchFacts SqliteJournal::ReadBatch(const Rows& rows) {
  BatchFacts facts;
  facts.first = rows.Unsigned(0);
  facts.count = rows.Unsigned(1);
  facts.session = rows.Unsigned(2);
  facts.route = rows.Bytes(3);
  facts.token = rows.Bytes(4);
  facts.digest = rows.Bytes(5);
  facts.accepted = rows.Int(6);
  facts.closed = rows.Int(7) != 0;
  return facts;
}

absl::StatusOr<int64_t> SqliteJournal::SizeBytes() {
  absl::Status status = CheckProcess();
  if (!status.ok()) return status;
  Rows rows(&parts_->statements.pages);
  absl::StatusOr<bool> row = rows.First();
  if (!row.ok()) return row.status();
  return (rows.Int(0) - rows.Int(1)) * rows.Int(2);
}

absl::StatusOr<uint64_t> SqliteJournal::CountPending() {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  Rows rows(&parts_->statements.pending_of_scope);
  absl::StatusOr<bool> row = rows.First(scope_);
  if (!row.ok()) return row.status();
  pending_ = rows.Unsigned(0);
  return pending_;
}

}  // namespace inflow

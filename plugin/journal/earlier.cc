// SPDX-License-Identifier: Apache-2.0
//
// What other sessions left, and how it becomes this one's.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/parts.h"

namespace inflow {

struct SqliteJournal::Dead {
  EarlierSession session;
  uint64_t taken = 0;
};

struct SqliteJournal::Page {
  bool pending_only;
  size_t records;  // that it has room for
  size_t bytes;
  EarlierCursor after;
  absl::FunctionRef<void(const EarlierRecord&)> visit;
  bool any = false;
  bool more = false;
};

// ListDead lists the dead and adopted sessions of this scope, from an id on.
absl::StatusOr<std::vector<SqliteJournal::Dead>> SqliteJournal::ListDead(uint64_t from) {
  std::vector<Dead> found;
  Rows rows(&parts_->statements.session_list);
  absl::StatusOr<bool> row = rows.First(scope_, from);
  for (; row.ok() && *row; row = rows.Next()) {
    Dead dead;
    dead.session.session = rows.Unsigned(0);
    const uint64_t owner = rows.Unsigned(1);
    dead.session.adopted = owner == session_;
    if (dead.session.session == session_) continue;
    if (!dead.session.adopted && parts_->sessions->Holder(owner).has_value()) continue;
    dead.session.fingerprint = rows.Bytes(2);
    dead.session.began = rows.Int(3);
    dead.taken = rows.Unsigned(4);
    found.push_back(std::move(dead));
  }
  if (!row.ok()) return row.status();
  return found;
}

absl::StatusOr<std::vector<EarlierSession>> SqliteJournal::Sessions() {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<Dead>> found = ListDead(0);
  if (!found.ok()) return found.status();
  std::vector<EarlierSession> sessions;
  for (Dead& dead : *found) {
    Rows rows(&parts_->statements.pending_count);
    const absl::StatusOr<bool> row = rows.First(dead.session.session);
    if (!row.ok()) return row.status();
    dead.session.pending = rows.Unsigned(0);
    if (dead.session.pending > 0) sessions.push_back(std::move(dead.session));
  }
  return sessions;
}

// VisitSession visits records of one session behind a number, until the page is full.
absl::Status SqliteJournal::VisitSession(const Dead& dead, uint64_t after, Page* page) {
  Rows rows(page->pending_only ? &parts_->statements.earlier_pending
                               : &parts_->statements.earlier_all);
  BatchFacts batch;
  // One more than the page has room for shows that there is more.
  absl::StatusOr<bool> row =
      rows.First(dead.session.session, after, dead.taken, static_cast<uint64_t>(page->records) + 1);
  for (; row.ok() && *row; row = rows.Next()) {
    EarlierRecord record;
    record.at = {dead.session.session, rows.Unsigned(0)};
    record.bytes = rows.Bytes(13);
    if (page->records == 0 || (page->any && record.bytes.size() > page->bytes)) {
      page->more = true;
      return absl::OkStatus();
    }
    if (!batch.Has(record.at.number)) {
      const absl::StatusOr<const BatchFacts*> facts = BatchOf(record.at.number);
      if (!facts.ok()) return facts.status();
      batch = **facts;
    }
    record.id = rows.Unsigned(1);
    record.ordinal = rows.Int(2);
    record.attempts = static_cast<uint32_t>(rows.Int(3));
    record.digest = rows.Bytes(4);
    record.failures = static_cast<uint32_t>(rows.Int(5));
    if (!rows.IsNull(6)) record.first_attempt = rows.Int(6);
    record.maybe_applied = MaybeApplied(rows.Int(7));
    record.repeatable = IsRepeatable(rows.Int(7));
    record.flags = static_cast<uint32_t>(rows.Int(14));
    record.outcome = static_cast<int32_t>(rows.Int(8));
    record.http_status = static_cast<int32_t>(rows.Int(9));
    record.settled = rows.Int(10);
    record.message = rows.Bytes(11);
    record.receipt = rows.Bytes(12);
    record.route = batch.route;
    record.token = batch.token;
    record.accepted = batch.accepted;
    record.closed = batch.closed;
    record.last_of_batch = record.at.number == batch.last();
    page->visit(record);
    page->any = true;
    --page->records;
    page->bytes -= std::min(page->bytes, record.bytes.size());
    page->after = record.at;
  }
  return row.status();
}

absl::StatusOr<EarlierPage> SqliteJournal::Earlier(
    const EarlierCursor& after, size_t max_records, size_t max_bytes, bool pending_only,
    absl::FunctionRef<void(const EarlierRecord&)> visit) {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  const absl::StatusOr<std::vector<Dead>> found = ListDead(after.session);
  if (!found.ok()) return found.status();
  Page page{pending_only, std::max<size_t>(max_records, 1), max_bytes, after, visit};
  for (const Dead& dead : *found) {
    const uint64_t number = dead.session.session == after.session ? after.number : 0;
    status = VisitSession(dead, number, &page);
    if (!status.ok()) return status;
    if (page.more) break;
  }
  return EarlierPage{page.after, page.more};
}

absl::Status SqliteJournal::Adopt(std::span<const uint64_t> sessions) {
  return WriteAsSession(Wait::kYes, [&]() -> absl::Status {
    Statements& sql = parts_->statements;
    for (const uint64_t session : sessions) {
      uint64_t owner = 0;
      {
        Rows rows(&sql.session_get);
        absl::StatusOr<bool> row = rows.First(session);
        if (!row.ok()) return row.status();
        if (!*row || rows.Unsigned(0) != scope_ || session == session_) {
          return absl::FailedPreconditionError(absl::StrCat("the journal ", parts_->paths.file,
                                                            " has no earlier session ", session,
                                                            " of this company and name"));
        }
        if (!rows.IsNull(4)) {
          return absl::FailedPreconditionError(absl::StrCat(
              "session ", session, " in the journal ", parts_->paths.file,
              " is part of a run that has not ended, and is gone on with by that alone"));
        }
        owner = rows.Unsigned(1);
      }
      if (owner == session_) continue;
      const std::optional<long> holder = parts_->sessions->Holder(owner);
      if (holder.has_value()) {
        return absl::FailedPreconditionError(
            absl::StrCat("what session ", session, " left in the journal ", parts_->paths.file,
                         " is being delivered by process ", *holder));
      }
      absl::Status status = sql.session_own.Run(session, session_);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<long>> SqliteJournal::SessionHolder(uint64_t session) {
  absl::Status status = CheckProcess();
  if (!status.ok()) return status;
  uint64_t owner = 0;
  Rows rows(&parts_->statements.session_get);
  absl::StatusOr<bool> row = rows.First(session);
  if (!row.ok()) return row.status();
  if (*row) owner = rows.Unsigned(1);
  return owner == 0 ? std::nullopt : parts_->sessions->Holder(owner);
}

}  // namespace inflow

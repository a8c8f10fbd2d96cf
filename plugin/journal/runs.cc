// SPDX-License-Identifier: Apache-2.0
//
// Runs: what one command line loads, over as many sessions as it takes.
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/digest.h"
#include "plugin/journal/internal/parts.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

constexpr size_t kRunDigestBytes = 16;
constexpr int64_t kNoOrdinal = std::numeric_limits<int64_t>::min();
constexpr std::string_view kGaveUp = "the load that it was part of was given up";

std::string RunDigest(std::string_view route, std::string_view bytes) {
  Sha256 sum;
  sum.Add(route);
  sum.Add(bytes);
  std::string digest = sum.End();
  digest.resize(kRunDigestBytes);
  return digest;
}

// CheckOrdinals refuses records of which two have the same ordinal.
absl::Status CheckOrdinals(std::span<const NewRecord> records) {
  const auto not_above = [](const NewRecord& a, const NewRecord& b) {
    return a.ordinal >= b.ordinal;
  };
  if (std::adjacent_find(records.begin(), records.end(), not_above) == records.end())
    return absl::OkStatus();
  std::vector<int64_t> ordinals;
  ordinals.reserve(records.size());
  for (const NewRecord& record : records) ordinals.push_back(record.ordinal);
  std::sort(ordinals.begin(), ordinals.end());
  const auto twice = std::adjacent_find(ordinals.begin(), ordinals.end());
  if (twice == ordinals.end()) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("the place ", *twice,
                                         " of the load comes twice in one batch; give each record "
                                         "its own"));
}

}  // namespace

absl::Status SqliteJournal::AppendToRun(const NewBatch& batch, int64_t* newest, Appended* appended,
                                        uint64_t* added) {
  Statements& sql = parts_->statements;
  absl::Status status = CheckOrdinals(batch.records);
  if (!status.ok()) return status;
  const absl::StatusOr<uint64_t> first = NextNumber();
  if (!first.ok()) return first.status();
  appended->first = *first;
  std::vector<AppendedRecord>& records = appended->records;
  Claims claims;
  for (size_t i = 0; i < batch.records.size(); ++i) {
    const NewRecord& record = batch.records[i];
    const std::string digest = RunDigest(batch.route, record.bytes);
    AppendedRecord one;
    absl::StatusOr<uint64_t> session = 0;
    if (replays_)
      session = FindReplayed(record, digest, *newest, &claims, &one);
    else if (record.ordinal <= *newest)
      session = FindInRun(record, digest, &one);
    if (!session.ok()) return session.status();
    if (claims.place.has_value()) status = Claim(claims, record, one.repeated, batch.accepted);
    if (status.ok() && one.repeated && one.outcome == kPendingRecord)
      status = sql.pending_id.Run(*session, one.number, record.id);
    if (status.ok() && !one.repeated) {
      one.number = *first + (*added)++;
      status = AddRecord(record, one.number);
      if (status.ok())
        status = sql.run_record_set.Run(run_, record.ordinal, session_, one.number, Blob(digest),
                                        replays_ ? 0 : -1);
    }
    if (!status.ok()) return status;
    *newest = std::max(*newest, record.ordinal);
    if (one.repeated && records.empty()) {
      records.reserve(batch.records.size());
      for (size_t before = 0; before < i; ++before) records.emplace_back().number = *first + before;
    }
    if (one.repeated || !records.empty()) records.push_back(std::move(one));
  }
  if (*added == 0) return absl::OkStatus();
  unknown_first_ = *first;
  unknown_count_ = *added;
  return sql.batch_add.Run(*first, *added, scope_, session_, batch.route, batch.accepted,
                           batch.closed, BlobOrNull({}), BlobOrNull({}));
}

absl::StatusOr<std::vector<AppendedRecord>> SqliteJournal::KnownInRun(const NewBatch& batch) {
  absl::Status status = CheckOrdinals(batch.records);
  if (!status.ok()) return status;
  std::vector<AppendedRecord> records(batch.records.size());
  bool any = false;
  Claims claims;
  for (size_t i = 0; i < records.size(); ++i) {
    const NewRecord& record = batch.records[i];
    if (record.ordinal > run_newest_ && !replays_) continue;
    const std::string digest = RunDigest(batch.route, record.bytes);
    const absl::StatusOr<uint64_t> session =
        replays_ ? FindReplayed(record, digest, run_newest_, &claims, &records[i])
                 : FindInRun(record, digest, &records[i]);
    if (!session.ok()) return session.status();
    any = any || records[i].repeated;
  }
  if (!any) records.clear();
  return records;
}

// FindInRun fills in what the run has at the ordinal, and returns whose it is; what it does not
// have is not `repeated`.
absl::StatusOr<uint64_t> SqliteJournal::FindInRun(const NewRecord& record, std::string_view digest,
                                                  AppendedRecord* appended) {
  Rows placed(&parts_->statements.run_record_get);
  absl::StatusOr<bool> row = placed.First(run_, record.ordinal);
  if (!row.ok()) return row.status();
  if (!*row) return 0;
  const uint64_t session = placed.Unsigned(0);
  absl::StatusOr<AppendedRecord> found = ReadRecord(session, placed.Unsigned(1));
  if (!found.ok()) return found.status();
  if (found->outcome == kDroppedRecord) return 0;
  if (placed.Bytes(2) != digest) {
    return absl::AbortedError(absl::StrCat(
        "the record at the place ", record.ordinal,
        " of the load is another one than when the load began; begin it anew (--restart)"));
  }
  *appended = *std::move(found);
  return session;
}

absl::StatusOr<std::optional<int64_t>> SqliteJournal::CompareRun(std::span<const NewRecord> records,
                                                                 std::string_view route) {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  Statements& sql = parts_->statements;
  for (const NewRecord& record : records) {
    if (record.ordinal > run_newest_ || run_ == 0) continue;
    Rows placed(&sql.run_record_get);
    absl::StatusOr<bool> row = placed.First(run_, record.ordinal);
    if (!row.ok()) return row.status();
    if (!*row && !record.bytes.empty()) return std::optional<int64_t>(record.ordinal);
    if (!*row || placed.Bytes(2) == RunDigest(route, record.bytes)) continue;
    Rows rows(&sql.receipt_list);
    row = rows.First(placed.Unsigned(0), placed.Unsigned(1), placed.Unsigned(1));
    if (!row.ok()) return row.status();
    if (!*row || rows.Int(1) != kDroppedRecord) return std::optional<int64_t>(record.ordinal);
  }
  return std::optional<int64_t>();
}

// CheckIdle refuses a run to a session that has something pending.
absl::Status SqliteJournal::CheckIdle() {
  Rows rows(&parts_->statements.pending_count);
  absl::StatusOr<bool> row = rows.First(session_);
  if (!row.ok()) return row.status();
  if (rows.Int(0) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("this session of the journal ",
                                                    parts_->paths.file,
                                                    " has records pending, and can begin no run"));
}

// FindRun makes the run of a key this session's where there is one; `restart`: whatever it was.
absl::Status SqliteJournal::FindRun(std::string_view key, bool restart, bool replays,
                                    RunStanding* standing) {
  {
    Rows rows(&parts_->statements.run_find);
    absl::StatusOr<bool> row = rows.First(scope_, key);
    if (!row.ok()) return row.status();
    if (*row) standing->run = rows.Unsigned(0);
    if (*row) standing->began = rows.Int(1);
    if (*row && !restart && (rows.Int(2) != 0) != replays) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the run \"", Absl(key), "\" of the journal ", parts_->paths.file, " began ",
          replays ? "without" : "with", " \"replay\", and goes on so; give this one another name"));
    }
  }
  if (run_ != 0 && (!restart || standing->run != run_)) {
    return absl::FailedPreconditionError(
        absl::StrCat("this session of the journal ", parts_->paths.file, " has a run already"));
  }
  return standing->run == 0 ? absl::OkStatus() : AdoptRun(standing->run);
}

// EndForAnother ends the run that another one begins in place of.
absl::Status SqliteJournal::EndForAnother(WallMillis now, RunStanding* standing) {
  RunStanding ended;
  absl::Status status = CountRun(standing->run, &ended);
  if (status.ok()) status = GiveUpRun(standing->run, now, standing);
  standing->ended = ended.settled;
  standing->run = 0;
  standing->began = now;
  return status;
}

absl::StatusOr<RunStanding> SqliteJournal::BeginRun(std::string_view key, bool restart,
                                                    WallMillis now, bool replays) {
  RunStanding standing;
  absl::Status status = WriteAsSession(Wait::kYes, [&]() -> absl::Status {
    Statements& sql = parts_->statements;
    standing = RunStanding();
    standing.began = now;
    absl::Status done = CheckIdle();
    if (done.ok()) done = FindRun(key, restart, replays, &standing);
    if (done.ok() && restart && standing.run != 0) done = EndForAnother(now, &standing);
    standing.goes_on = standing.run != 0;
    if (done.ok() && standing.run == 0) {
      done = sql.run_add.Run(scope_, key, now, replays ? 1 : 0);
      standing.run = static_cast<uint64_t>(sqlite3_last_insert_rowid(parts_->database.handle()));
    }
    if (done.ok()) done = sql.session_run.Run(session_, standing.run);
    if (done.ok() && replays && standing.goes_on) done = GiveUpOld(standing.run, now, &standing);
    return done.ok() ? CountRun(standing.run, &standing) : done;
  });
  if (!status.ok()) return status;
  run_ = standing.run;
  replays_ = replays;
  replay_first_ = standing.next;
  forgot_dead_ = false;
  acknowledged_last_.clear();
  claimed_.clear();
  passed_ = std::numeric_limits<int64_t>::min();
  run_newest_ =
      standing.records + standing.settled[kDroppedRecord] == 0 ? kNoOrdinal : standing.last;
  LessPending(standing.dropped + standing.ambiguous);
  return standing;
}

absl::Status SqliteJournal::EndRun() {
  if (run_ == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("this session of the journal ", parts_->paths.file, " has no run"));
  }
  absl::Status status = WriteAsSession(Wait::kYes, [&]() -> absl::Status {
    {
      Rows rows(&parts_->statements.run_pending);
      absl::StatusOr<bool> row = rows.First(run_, session_);
      if (!row.ok()) return row.status();
      if (rows.Int(0) != 0) {
        return absl::FailedPreconditionError(
            absl::StrCat("the load has ", rows.Int(0), " records pending in the journal ",
                         parts_->paths.file, ", and so it has not ended"));
      }
    }
    return DropRun(run_);
  });
  if (status.ok()) run_ = 0;
  if (status.ok()) replays_ = false;
  return status;
}

absl::StatusOr<std::vector<UnendedRun>> SqliteJournal::UnendedRuns() {
  absl::Status status = CheckSession();
  if (!status.ok()) return status;
  std::vector<UnendedRun> runs;
  {
    Rows rows(&parts_->statements.run_list);
    absl::StatusOr<bool> row = rows.First(scope_);
    for (; row.ok() && *row; row = rows.Next()) {
      UnendedRun& run = runs.emplace_back();
      run.standing.run = rows.Unsigned(0);
      run.key = rows.Bytes(1);
      run.standing.began = rows.Int(2);
      run.standing.goes_on = true;
    }
    if (!row.ok()) return row.status();
  }
  for (UnendedRun& run : runs) {
    status = CountRun(run.standing.run, &run.standing);
    if (!status.ok()) return status;
    absl::StatusOr<std::optional<long>> holder = RunHolder(run.standing.run, /*but=*/0);
    if (!holder.ok()) return holder.status();
    run.holder = *holder;
  }
  return runs;
}

absl::StatusOr<RunStanding> SqliteJournal::ForgetRun(uint64_t run, WallMillis now) {
  RunStanding standing;
  absl::Status status = WriteAsSession(Wait::kYes, [&]() -> absl::Status {
    standing = RunStanding();
    standing.run = run;
    {
      Rows rows(&parts_->statements.run_get);
      absl::StatusOr<bool> row = rows.First(run, scope_);
      if (!row.ok()) return row.status();
      if (!*row || run == run_) {
        return absl::FailedPreconditionError(
            absl::StrCat("the journal ", parts_->paths.file, " has no other run ", run,
                         " of this company and name that has not ended"));
      }
      standing.began = rows.Int(1);
    }
    absl::Status done = AdoptRun(run);
    return done.ok() ? GiveUpRun(run, now, &standing) : done;
  });
  if (!status.ok()) return status;
  LessPending(standing.dropped + standing.ambiguous);
  return standing;
}

// AdoptRun makes the run's sessions this one's, which must all be dead.
absl::Status SqliteJournal::AdoptRun(uint64_t run) {
  const absl::StatusOr<std::optional<long>> holder = RunHolder(run, session_);
  if (!holder.ok()) return holder.status();
  if (holder->has_value()) {
    return absl::FailedPreconditionError(
        absl::StrCat("this load is running already, in process ", **holder, " (by the journal ",
                     parts_->paths.file, "); wait for it, or end it first"));
  }
  return parts_->statements.session_adopt_run.Run(run, session_);
}

absl::StatusOr<std::optional<long>> SqliteJournal::RunHolder(uint64_t run, uint64_t but) {
  Rows rows(&parts_->statements.session_of_run);
  absl::StatusOr<bool> row = rows.First(run);
  for (; row.ok() && *row; row = rows.Next()) {
    if (rows.Unsigned(1) == but) continue;
    const std::optional<long> holder = parts_->sessions->Holder(rows.Unsigned(1));
    if (holder.has_value()) return holder;
  }
  if (!row.ok()) return row.status();
  return std::optional<long>();
}

absl::Status SqliteJournal::GiveUpRun(uint64_t run, WallMillis now, RunStanding* standing) {
  Statements& sql = parts_->statements;
  {
    Rows rows(&sql.run_maybe_applied);
    absl::StatusOr<bool> row = rows.First(run);
    if (!row.ok()) return row.status();
    standing->ambiguous = rows.Unsigned(0);
  }
  absl::Status status = sql.run_give_up.Run(run, now, kAmbiguousRecord, kDroppedRecord, kGaveUp);
  if (!status.ok()) return status;
  standing->dropped = static_cast<uint64_t>(sql.run_give_up.changed()) - standing->ambiguous;
  status = sql.run_drop_pending.Run(run);
  return status.ok() ? DropRun(run) : status;
}

absl::Status SqliteJournal::DropRun(uint64_t run) {
  Statements& sql = parts_->statements;
  absl::Status status = sql.run_record_drop.Run(run);
  if (status.ok()) status = sql.session_leave_run.Run(run, session_, sequence_);
  return status.ok() ? sql.run_drop.Run(run) : status;
}

absl::Status SqliteJournal::CountRun(uint64_t run, RunStanding* standing) {
  Statements& sql = parts_->statements;
  {
    Rows rows(&sql.run_size);
    absl::StatusOr<bool> row = rows.First(run);
    if (!row.ok()) return row.status();
    standing->records = rows.Unsigned(0);
    standing->last = rows.Int(1);
    standing->next = rows.IsNull(1) ? 0 : std::max<int64_t>(rows.Int(1) + 1, 0);
  }
  {
    Rows rows(&sql.run_pending);
    absl::StatusOr<bool> row = rows.First(run, session_);
    if (!row.ok()) return row.status();
    standing->pending = rows.Unsigned(0);
    standing->others = rows.Unsigned(1);
  }
  Rows rows(&sql.run_settled);
  absl::StatusOr<bool> row = rows.First(run);
  for (; row.ok() && *row; row = rows.Next()) {
    const uint64_t outcome = rows.Unsigned(0);
    if (outcome < standing->settled.size()) standing->settled[outcome] = rows.Unsigned(1);
  }
  standing->records -= std::min(standing->records, standing->settled[kDroppedRecord]);
  return row.status();
}

}  // namespace inflow

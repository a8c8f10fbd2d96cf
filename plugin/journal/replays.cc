// SPDX-License-Identifier: Apache-2.0
//
// Replaying runs: an input that brings again what was not acknowledged, at other places perhaps, so
// that records are known by what they are.
#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/parts.h"

namespace inflow {
namespace {

constexpr int64_t kDayOfMillis = 86'400'000;
constexpr int64_t kBeginning = std::numeric_limits<int64_t>::min();
constexpr int64_t kEndOfTime = std::numeric_limits<int64_t>::max();
constexpr std::string_view kNotReplayed =
    "given back: its session ended before it was sent, and its input did not bring it again";
constexpr std::string_view kNotReplayedDoubt =
    "its session ended while it was being sent, and its input did not bring it again; whether the "
    "service took it is not known";

constexpr std::string_view kAnew =
    "given back: its session ended before it was delivered, and its input brought it again";

// Counts tells whether a record must not be sent again: the service has it, or may have it, and
// twice would do harm.
bool Counts(const AppendedRecord& record) {
  if (!record.maybe_applied || record.repeatable) return false;
  return record.outcome == kPendingRecord || record.outcome == kDeliveredRecord ||
         record.outcome == kUnchangedRecord || record.outcome == kSupersededRecord ||
         record.outcome == kAmbiguousRecord;
}

}  // namespace

// FindReplayed fills in what the run has of the record: under its ordinal, or of a dead session.
// `claims` gets what it stands for, and remembers that for the next records of the batch.
absl::StatusOr<uint64_t> SqliteJournal::FindReplayed(const NewRecord& record,
                                                     std::string_view digest, int64_t newest,
                                                     Claims* claims, AppendedRecord* appended) {
  claims->place = std::nullopt;
  if (record.ordinal < replay_first_) {
    return absl::AbortedError(absl::StrCat("the id ", record.ordinal,
                                           " belongs to an earlier session of the run; ids begin "
                                           "with ",
                                           replay_first_, " here (\"next\")"));
  }
  if (record.ordinal <= newest) {
    const absl::StatusOr<uint64_t> session = FindInRun(record, digest, appended);
    if (!session.ok() || appended->repeated) return session;
  }
  absl::Status status = NextClaim(digest, claims);
  if (status.ok() && claims->place.has_value()) status = ReadClaim(claims, appended);
  if (!status.ok()) return status;
  return claims->session;
}

// NextClaim finds the next record of a digest that nothing stands for.
absl::Status SqliteJournal::NextClaim(std::string_view digest, Claims* claims) {
  Claims::Place& from = claims->searched[std::string(digest)];
  // Those that were acknowledged come again only where that was lost, and then with the others.
  for (; from.acknowledged < 2; from = {from.acknowledged + 1}) {
    Rows rows(&parts_->statements.replay_find);
    absl::StatusOr<bool> row =
        rows.First(run_, Blob(digest), from.acknowledged, from.ordinal, replay_first_);
    if (!row.ok()) return row.status();
    if (!*row) continue;
    from.ordinal = rows.Int(0);
    claims->place = from.ordinal;
    claims->session = rows.Unsigned(1);
    claims->number = rows.Unsigned(2);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

// ReadClaim reads it; what may be sent again is as if it was not there.
absl::Status SqliteJournal::ReadClaim(Claims* claims, AppendedRecord* appended) {
  absl::StatusOr<AppendedRecord> found = ReadRecord(claims->session, claims->number);
  if (!found.ok()) return found.status();
  claims->pending = found->outcome == kPendingRecord;
  if (Counts(*found)) *appended = *std::move(found);
  return absl::OkStatus();
}

// Claim makes a record stand for what FindReplayed found.
absl::Status SqliteJournal::Claim(const Claims& claims, const NewRecord& record, bool repeated,
                                  WallMillis now) {
  Statements& sql = parts_->statements;
  claimed_.emplace_back(record.ordinal, *claims.place);
  if (repeated) return sql.replay_claim.Run(run_, *claims.place, record.ordinal);
  absl::Status status = sql.replay_drop_one.Run(run_, *claims.place);
  if (!status.ok() || !claims.pending) return status;
  Settlement dropped;
  dropped.number = claims.number;
  dropped.outcome = kDroppedRecord;
  dropped.message = kAnew;
  return SettleAlike({&dropped, 1}, claims.session, 0, now, &given_back_);
}

// ForgetAcknowledged notes what is acknowledged, and forgets what was before.
absl::Status SqliteJournal::ForgetAcknowledged(std::span<const OrdinalRange> ordinals) {
  Statements& sql = parts_->statements;
  absl::Status status;
  for (const OrdinalRange& before : acknowledged_last_)
    if (status.ok()) status = sql.replay_forget.Run(run_, before.first, before.last);
  for (const OrdinalRange& range : ordinals) {
    if (!status.ok()) return status;
    const int64_t first = std::max(range.first, replay_first_);
    {
      Rows rows(&sql.replay_pending);
      absl::StatusOr<bool> row = rows.First(run_, first, range.last);
      if (!row.ok()) return row.status();
      if (!rows.IsNull(0)) {
        return absl::FailedPreconditionError(absl::StrCat(
            "the record ", rows.Int(0), " is pending, and cannot be acknowledged yet"));
      }
    }
    status = sql.replay_acknowledge.Run(run_, first, range.last);
  }
  return status;
}

absl::Status SqliteJournal::CheckReplays() const {
  if (replays_) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("this session of the journal ", parts_->paths.file, " has no replaying run"));
}

absl::Status SqliteJournal::Acknowledge(std::span<const OrdinalRange> ordinals) {
  absl::Status status = CheckReplays();
  if (!status.ok()) return status;
  std::vector<OrdinalRange> last(ordinals.begin(), ordinals.end());
  // Where this is lost, the records are known for longer.
  status = WriteAsSession(Wait::kNo, [&] { return ForgetAcknowledged(ordinals); });
  if (status.ok()) acknowledged_last_.swap(last);
  return status;
}

absl::StatusOr<RunStanding> SqliteJournal::AcknowledgeUpTo(int64_t ordinal, WallMillis now) {
  RunStanding standing;
  absl::Status status = CheckReplays();
  if (!status.ok()) return status;
  std::vector<OrdinalRange> last = {{replay_first_, ordinal}};
  const int64_t passed = PassedWith(ordinal);
  status = WriteAsSession(Wait::kNo, [&]() -> absl::Status {
    standing = RunStanding();
    absl::Status done = ForgetAcknowledged(last);
    if (done.ok() && !forgot_dead_)
      done = parts_->statements.replay_forget.Run(run_, kBeginning, replay_first_ - 1);
    if (done.ok() && passed > passed_)
      done = GiveUpUnclaimed(run_, passed, kEndOfTime, now, &standing);
    return done;
  });
  if (!status.ok()) return status;
  LessPending(standing.dropped + standing.ambiguous);
  forgot_dead_ = true;
  passed_ = passed;
  acknowledged_last_.swap(last);
  std::erase_if(claimed_, [ordinal](const auto& one) { return one.first <= ordinal; });
  return standing;
}

// PassedWith is behind what records up to an ordinal stand for.
int64_t SqliteJournal::PassedWith(int64_t ordinal) const {
  int64_t passed = passed_;
  for (const auto& [claimed, place] : claimed_)
    if (claimed <= ordinal) passed = std::max(passed, place);
  return passed;
}

absl::StatusOr<bool> SqliteJournal::LeaveReplay() {
  absl::Status status = CheckReplays();
  if (!status.ok()) return status;
  bool ended = false;
  status = WriteAsSession(Wait::kYes, [&]() -> absl::Status {
    Statements& sql = parts_->statements;
    absl::Status done = sql.run_forget_acknowledged.Run(run_);
    if (!done.ok()) return done;
    {
      Rows rows(&sql.run_lowest);
      absl::StatusOr<bool> row = rows.First(run_);
      if (!row.ok()) return row.status();
      ended = rows.IsNull(0);
    }
    return ended ? DropRun(run_) : absl::OkStatus();
  });
  if (!status.ok()) return status;
  acknowledged_last_.clear();
  if (ended) run_ = 0;
  if (ended) replays_ = false;
  return ended;
}

absl::StatusOr<RunStanding> SqliteJournal::EndReplay(WallMillis now) {
  RunStanding standing;
  if (!replays_) return standing;
  absl::Status status = WriteAsSession(Wait::kYes, [&] {
    standing = RunStanding();
    return GiveUpUnclaimed(run_, replay_first_, kEndOfTime, now, &standing);
  });
  if (!status.ok()) return status;
  LessPending(standing.dropped + standing.ambiguous);
  return standing;
}

// GiveUpOld gives up what is so old that a token would be forgotten too.
absl::Status SqliteJournal::GiveUpOld(uint64_t run, WallMillis now, RunStanding* standing) {
  const int64_t days = options_.retention.tokens_days;
  if (days > now / kDayOfMillis) return absl::OkStatus();
  return GiveUpUnclaimed(run, kEndOfTime, now - days * kDayOfMillis, now, standing);
}

// GiveUpUnclaimed does so for those below an ordinal that were accepted before a time.
absl::Status SqliteJournal::GiveUpUnclaimed(uint64_t run, int64_t below, WallMillis accepted_before,
                                            WallMillis now, RunStanding* standing) {
  struct Unclaimed {
    int64_t ordinal;
    uint64_t session;
    uint64_t number;
  };
  Statements& sql = parts_->statements;
  std::vector<Unclaimed> unclaimed;
  {
    Rows rows(&sql.replay_unclaimed);
    absl::StatusOr<bool> row = rows.First(run, below, accepted_before);
    for (; row.ok() && *row; row = rows.Next())
      unclaimed.push_back({rows.Int(0), rows.Unsigned(1), rows.Unsigned(2)});
    if (!row.ok()) return row.status();
  }
  for (const Unclaimed& one : unclaimed) {
    const absl::StatusOr<std::optional<AppendedRecord>> pending =
        ReadPending(one.session, one.number);
    if (!pending.ok()) return pending.status();
    absl::Status status = sql.replay_drop_one.Run(run, one.ordinal);
    if (status.ok() && pending->has_value()) {
      const bool doubt = (*pending)->maybe_applied && !(*pending)->repeatable;
      ++(doubt ? standing->ambiguous : standing->dropped);
      Settlement given_up;
      given_up.number = one.number;
      given_up.attempts = (*pending)->attempts;
      given_up.outcome = doubt ? kAmbiguousRecord : kDroppedRecord;
      given_up.message = doubt ? kNotReplayedDoubt : kNotReplayed;
      uint64_t ended = 0;
      status = SettleAlike({&given_up, 1}, one.session, 0, now, &ended);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// RunNeeds tells whether a run that has not ended may be asked for records up to a number.
absl::StatusOr<bool> SqliteJournal::RunNeeds(uint64_t run, uint64_t last) {
  if (run == lowest_run_) return lowest_needed_ <= last;
  Statements& sql = parts_->statements;
  bool replays = false;
  {
    Rows rows(&sql.run_get_replays);
    absl::StatusOr<bool> row = rows.First(run);
    if (!row.ok()) return row.status();
    replays = *row && rows.Int(0) != 0;
  }
  lowest_needed_ = 0;
  if (replays) {
    Rows rows(&sql.run_lowest);
    absl::StatusOr<bool> row = rows.First(run);
    if (!row.ok()) return row.status();
    lowest_needed_ = rows.IsNull(0) ? std::numeric_limits<uint64_t>::max() : rows.Unsigned(0);
  }
  lowest_run_ = run;
  return lowest_needed_ <= last;
}

}  // namespace inflow

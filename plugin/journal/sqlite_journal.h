// SPDX-License-Identifier: Apache-2.0
//
// File: sqlite_journal.h
//
// What became of records, in a file that outlives the process.
//
// Invariants
//   1. A record has one number, which no other record of the file ever has; a later accept has a
//      higher one.
//   2. A record is pending or has a receipt, never both. One call moves it, in one transaction.
//   3. A pending record has its bytes. They leave the file with the outcome DELIVERED, UNCHANGED or
//      SUPERSEDED, overwritten; of others they stay until retention takes the receipt.
//   4. What a call returned OK for is in the file after a kill at any instant, and with `full`
//      after a loss of power too (but for marks that need not wait for the disk). What it returned
//      an error for is not, now or later: a commit whose end is unknown is looked up and undone at
//      once, or before anything else is written. Only where the disk fails until the process ends,
//      nobody knows.
//   5. A record that may have reached the service has `sent` set since before it left.
//   6. A session is written by the process that holds its lock. Whoever adopts a dead one becomes
//      its owner in the same transaction that finds it dead.
//   7. A key has a digest only while nothing newer of it was sent: the digest is removed before a
//      request of the key leaves, and set when that is DELIVERED.
//   8. Nothing is written to a file that is not ours, is newer, damaged, or a copy, until a person
//      says so.
//   9. Retention removes neither pending records, nor digests, nor live tokens, nor anything of a
//      run that has not ended.
//  10. A run has each ordinal once, with the digest of its bytes and route. Its sessions have
//      records of the run alone while it has not ended, and one of them at most is alive.
//  11. In a replaying run a record of a dead session stands for one record of the living one at
//      most, of the same bytes and route; it has that one's ordinal from then on.
//
// Layout (schema.cc has the columns)
//   PATH            SQLite, WAL, 0600
//     meta          the machine, what PATH-sessions is named by, when retention last ran
//     scope         company and name
//     session       owner (itself, or who adopted it), fingerprint, process, how far its outcomes
//                   were taken, the run it is part of
//     run           by scope and key, until it ends: what one command line loads, or one input that
//                   replays what was not acknowledged
//     run_record    by run and ordinal: number, and digest of route and bytes; of a replaying run
//                   also whether it was acknowledged
//     batch         by the number of its first record; route, time, token and digest of its bytes
//     payload       bytes of records, by number
//     pending       by session and number: id, ordinal, attempts, failures, first attempt, sent
//                   (0 no, 1 yes, 2 yes and it did nothing, 3 yes and may be sent again), digest of
//                   what was sent
//     receipt       by session and number: outcome, status, message, flags, the order of settling
//     last          by scope and key: highest number that was sent, digest last delivered
//   PATH-wal, -shm  SQLite's
//   PATH-sessions   locks of living sessions, a byte each; sessions_file.h
//   PATH-reserve    1 MiB that is freed when the disk is full, so that outcomes still fit
// Records lie in it in clear. One that left may still be read in PATH-wal until that is written
// over or the last process closes the journal.
//
// Errors (each with what to do)
//   Unavailable         another process is writing: the same call later; it never waits
//   ResourceExhausted   the disk is full: nothing was written
//   Internal            the disk fails: nothing was written
//   DataLoss            the file is damaged; every later call says so
//   FailedPrecondition  not this file, or not in this process: a foreign one, a newer one, a copy,
//                       the child of a fork, a batch or run that another process delivers
//   Aborted             CONFLICT: other records under a token, or an ordinal, that is there
//   InvalidArgument     the path
// and std::bad_alloc, after which nothing was written. A call may always be given again.
//
//   absl::StatusOr<std::unique_ptr<SqliteJournal>> journal = SqliteJournal::Open(options);
//   (*journal)->Begin(scope, wall);
//   absl::StatusOr<Appended> appended = (*journal)->Append(batch);     // before it is admitted
//   (*journal)->Sending(marks, /*wait=*/!repeatable);                  // before a request leaves
//   (*journal)->Settled(settlements, wall);                            // before results go out
//   (*journal)->Taken(sequence);                                       // the host came back
//   (*journal)->Close(wall);
#ifndef PLUGIN_JOURNAL_SQLITE_JOURNAL_H_
#define PLUGIN_JOURNAL_SQLITE_JOURNAL_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/config/config.h"
#include "plugin/journal/entry.h"
#include "plugin/journal/machine.h"

namespace inflow {

class Rows;

struct JournalRetention {
  int64_t days = 90;
  int64_t tokens_days = 30;
  int64_t max_bytes = int64_t{1} << 30;
};

struct JournalOptions {
  std::string path;
  JournalDurability durability = JournalDurability::kFull;
  JournalRetention retention;
  bool keep_digests = false;       // of what was delivered last, by key, in the session's scope
  const char* vfs = nullptr;       // of SQLite, by name; null: the system's
  std::optional<Machine> machine;  // in place of this one
};

// JournalStanding tells whether the file is the one that was written here.
enum class JournalStanding : uint8_t {
  kOwn,
  kRestored,      // a backup or another copy of it
  kOtherMachine,  // written on another one
};

class SqliteJournal {
 public:
  // Open opens the file, or makes it; nothing of anybody's records changes.
  static absl::StatusOr<std::unique_ptr<SqliteJournal>> Open(const JournalOptions& options);
  // A journal that goes without Close leaves a dead session, as a killed process does; in the child
  // of a fork it leaves everything alone.
  ~SqliteJournal();
  SqliteJournal(const SqliteJournal&) = delete;
  SqliteJournal& operator=(const SqliteJournal&) = delete;

  JournalStanding standing() const { return standing_; }
  // TakeOver makes a copy this machine's: digests are forgotten, and every pending record counts as
  // perhaps applied, since another copy may have sent it.
  absl::Status TakeOver();

  // Begin begins this handle's session. FailedPrecondition on a copy.
  absl::Status Begin(const JournalScope& scope, WallMillis now);
  uint64_t session() const { return session_; }  // 0: none

  // Append adds a batch, whole or not at all. Where its token is there, nothing is added: what of
  // it is pending is this session's now, under the ids of this batch. Aborted: the token stands for
  // other records. FailedPrecondition: another living session has it.
  // While the session has a run, each record is looked at alone: an ordinal that the run has is
  // repeated if its bytes and route are the same (what was given back, DROPPED, is new again);
  // Aborted names one with others, or that comes twice. A batch may have some of both.
  absl::StatusOr<Appended> Append(const NewBatch& batch);
  // BeginRun makes this session, which must have nothing pending, part of the run of a key: an
  // opaque text for what is loaded, with which options. What dead sessions left of it is this one's
  // then, and comes back when Append has its ordinals. `restart`: what is pending of it is settled,
  // DROPPED or, where it may have been applied and is not repeatable, AMBIGUOUS, and another
  // begins; so the session's own run can begin anew too. FailedPrecondition: a living session has
  // it.
  // `replays`: places shift from session to session, so records are known by bytes and route.
  // Ordinals begin with the standing's `next`. Append looks a record up among those of dead
  // sessions that none of this session stands for yet, first the ones that were not acknowledged,
  // in their order. One that the service has, or may have, and that may not be sent again is
  // repeated; any other is new, and what was pending of it is DROPPED, so that the newest order
  // counts. What is older than retention.tokens_days is given up. FailedPrecondition: the run began
  // otherwise.
  absl::StatusOr<RunStanding> BeginRun(std::string_view key, bool restart, WallMillis now,
                                       bool replays = false);
  // CompareRun returns the first of these ordinals, up to the highest that the run has, which it
  // has with other bytes or another route, or has not though the record is not empty.
  absl::StatusOr<std::optional<int64_t>> CompareRun(std::span<const NewRecord> records,
                                                    std::string_view route);
  // Acknowledge notes that the input of a replaying run will not bring these records again. They
  // are known until the next time, since the acknowledgement may be lost, and no longer. What dead
  // sessions acknowledged last is known until EndReplay. FailedPrecondition: one is pending.
  absl::Status Acknowledge(std::span<const OrdinalRange> ordinals);
  // AcknowledgeUpTo is for inputs that replay in their order: what dead sessions acknowledged is
  // not known from then on, and what they wrote before a record that came again and is acknowledged
  // now, but did not come again itself, is given up.
  absl::StatusOr<RunStanding> AcknowledgeUpTo(int64_t ordinal, WallMillis now);
  // EndReplay gives up all that dead sessions left of a replaying run and no record stands for:
  // nothing more of it is coming. Both return what was `dropped` and `ambiguous`.
  absl::StatusOr<RunStanding> EndReplay(WallMillis now);
  bool replays() const { return replays_; }
  // EndRun ends this session's run, of which receipts stay. FailedPrecondition: some is pending.
  absl::Status EndRun();
  // LeaveReplay is the good end of a session of a replaying run: what was acknowledged is not known
  // from then on, and the run ends unless some was not, or may still be replayed. True: it ended.
  absl::StatusOr<bool> LeaveReplay();
  uint64_t run() const { return run_; }  // 0: none
  bool in_run() const { return run_ != 0; }
  absl::StatusOr<std::vector<UnendedRun>> UnendedRuns();
  // ForgetRun gives up one of those, as a restart does; returns what was `dropped` and `ambiguous`.
  absl::StatusOr<RunStanding> ForgetRun(uint64_t run, WallMillis now);

  // Known reads what Append would answer: a record each, `repeated` where it is there; empty where
  // none is.
  absl::StatusOr<std::vector<AppendedRecord>> Known(const NewBatch& batch);
  // Flushed notes that the host closed, or flushed, what this session's batches opened.
  absl::Status Flushed();

  // Sending marks records of one request. `wait`: until it is on the disk, where durability is
  // full; needed where sending them twice does harm. Forgets the digests of their keys.
  // `overtaken`, where given, gets the numbers of those whose key has a newer record that was sent
  // or delivered: if there are any, nothing is marked. `before` are records that end in the same
  // transaction, as with Settled.
  absl::Status Sending(std::span<const SendingMark> marks, bool wait,
                       std::vector<uint64_t>* overtaken = nullptr,
                       std::span<const Settlement> before = {}, WallMillis now = 0);
  // sequence is the number of the last outcome of this session, for Taken.
  uint64_t sequence() const { return sequence_; }
  // NotApplied notes that an answer said of records that were sent that it did nothing with them.
  absl::Status NotApplied(std::span<const uint64_t> numbers);

  // Settled ends records. It returns the number of the last one in the order of settling, for
  // Taken. Of records that were settled in the same way before, nothing changes. `wait`: until they
  // are on the disk, where durability is full, with all that did not wait before; needed before
  // anybody is told of them.
  absl::StatusOr<uint64_t> Settled(std::span<const Settlement> settlements, WallMillis now,
                                   bool wait = true);
  // Taken notes that the host has what settled up to this number: earlier sessions' lists have it
  // no more. It is written with what this session writes next.
  absl::Status Taken(uint64_t sequence);

  // keeps_digests: some session of this scope was begun with JournalOptions::keep_digests. From
  // then on all keep them, so that none is there of what a later one wrote over.
  bool keeps_digests() const { return keeps_digests_; }
  // Look lets Last tell of a scope before a session is begun, without writing.
  absl::Status Look(const JournalScope& scope);
  // Last is what is known of a key.
  absl::StatusOr<LastDelivery> Last(std::string_view key);
  // ForgetLast makes its digest unknown.
  absl::Status ForgetLast(std::string_view key);

  // Sessions lists those of this scope that are dead, or adopted, and left something pending. Those
  // of runs are left to their runs, here and in what follows.
  absl::StatusOr<std::vector<EarlierSession>> Sessions();
  // Earlier visits what they left behind a cursor, up to so many records and bytes (but at least
  // one record): pending ones, and unless `pending_only` those whose outcome their host never took.
  // The record is good during the visit, which must not use the journal.
  absl::StatusOr<EarlierPage> Earlier(const EarlierCursor& after, size_t max_records,
                                      size_t max_bytes, bool pending_only,
                                      absl::FunctionRef<void(const EarlierRecord&)> visit);
  // Adopt makes dead sessions this one's, with what they left. FailedPrecondition: one of them is
  // alive, or another's.
  absl::Status Adopt(std::span<const uint64_t> sessions);
  // SessionHolder returns the process that a session belongs to, 0 where it has no number here;
  // nullopt: it is dead.
  absl::StatusOr<std::optional<long>> SessionHolder(uint64_t session);

  // Retain removes a bounded part of what is too old or too much; returns whether there may be
  // more. It does nothing where the clock jumped over a day since it last ran, but goes on from
  // there.
  absl::StatusOr<bool> Retain(const JournalMoment& now);
  // SizeBytes is what the file holds, without the pages in it that are free.
  absl::StatusOr<int64_t> SizeBytes();
  // PendingCount is how many records of this scope are pending in the file, without reading it:
  // what other living sessions did since Begin or CountPending is not in it.
  uint64_t PendingCount() const { return pending_; }
  // CountPending counts them anew.
  absl::StatusOr<uint64_t> CountPending();

  // Close ends the session: what was handed out is taken, what is pending stays for the next one.
  absl::Status Close(WallMillis now);

 private:
  struct Parts;  // connection, statements and files: what the child of a fork must not touch
  struct BatchFacts;
  struct Dead;
  struct Page;
  struct Claims;
  // Whether a commit waits for the disk: not, where durability is full, or with any.
  enum class Wait : uint8_t { kNo, kYes, kAlways };

  SqliteJournal(const JournalOptions& options, std::unique_ptr<Parts> parts);

  // opening.cc
  absl::Status Create();
  absl::Status OpenFile();
  absl::Status OpenSessions();
  absl::Status Settings();
  absl::Status JudgeStanding();

  // sqlite_journal.cc
  absl::StatusOr<std::string> Meta(std::string_view name);
  absl::Status SetMeta(std::string_view name, std::string_view value);
  absl::Status CheckProcess() const;
  absl::Status CheckSession() const;
  // Write runs a body in a transaction of this session's, or of none's.
  absl::Status Write(Wait wait, absl::FunctionRef<absl::Status()> body);
  absl::Status WriteAsSession(Wait wait, absl::FunctionRef<absl::Status()> body);
  absl::Status Repair();
  absl::Status UndoAppend();
  absl::Status SetSynchronous(Wait wait);
  absl::StatusOr<uint64_t> ScopeId(const JournalScope& scope, bool* digests);
  // BatchOf finds the batch of a record; good until the next one.
  absl::StatusOr<const BatchFacts*> BatchOf(uint64_t number);
  // OwnBatchOf does so for records of this session, and of those that it adopted.
  absl::StatusOr<const BatchFacts*> OwnBatchOf(uint64_t number);
  static BatchFacts ReadBatch(const Rows& rows);
  // ReadPending finds a pending record, and ReadRecord one that is pending or has its receipt.
  absl::StatusOr<std::optional<AppendedRecord>> ReadPending(uint64_t session, uint64_t number);
  absl::StatusOr<AppendedRecord> ReadRecord(uint64_t session, uint64_t number);

  // append.cc
  absl::Status AppendNew(const NewBatch& batch, std::string_view digest, Appended* appended);
  absl::Status AppendRepeated(const NewBatch& batch, const BatchFacts& facts, uint64_t* sequence,
                              Appended* appended);
  absl::Status BindBatch(const BatchFacts& facts, uint64_t* sequence);
  absl::Status ListRepeated(const BatchFacts& facts, std::vector<AppendedRecord>* records);
  // FindBatch finds the batch of a token; without one, `first` is 0.
  absl::StatusOr<BatchFacts> FindBatch(std::string_view token, std::string_view digest);
  absl::Status CheckBinding(const BatchFacts& facts);
  absl::StatusOr<uint64_t> NextNumber();
  absl::Status AddRecord(const NewRecord& record, uint64_t number);

  // runs.cc
  absl::Status AppendToRun(const NewBatch& batch, int64_t* newest, Appended* appended,
                           uint64_t* added);
  absl::StatusOr<std::vector<AppendedRecord>> KnownInRun(const NewBatch& batch);
  absl::StatusOr<uint64_t> FindInRun(const NewRecord& record, std::string_view digest,
                                     AppendedRecord* appended);
  absl::Status CheckIdle();
  absl::Status FindRun(std::string_view key, bool restart, bool replays, RunStanding* standing);
  absl::Status EndForAnother(WallMillis now, RunStanding* standing);
  absl::Status AdoptRun(uint64_t run);
  absl::Status GiveUpRun(uint64_t run, WallMillis now, RunStanding* standing);
  absl::Status DropRun(uint64_t run);
  absl::Status CountRun(uint64_t run, RunStanding* standing);
  absl::StatusOr<std::optional<long>> RunHolder(uint64_t run, uint64_t but);

  // replays.cc
  absl::StatusOr<uint64_t> FindReplayed(const NewRecord& record, std::string_view digest,
                                        int64_t newest, Claims* claims, AppendedRecord* appended);
  absl::Status NextClaim(std::string_view digest, Claims* claims);
  absl::Status ReadClaim(Claims* claims, AppendedRecord* appended);
  absl::Status Claim(const Claims& claims, const NewRecord& record, bool repeated, WallMillis now);
  absl::Status GiveUpOld(uint64_t run, WallMillis now, RunStanding* standing);
  absl::Status GiveUpUnclaimed(uint64_t run, int64_t below, WallMillis accepted_before,
                               WallMillis now, RunStanding* standing);
  absl::StatusOr<bool> RunNeeds(uint64_t run, uint64_t last);
  absl::Status ForgetAcknowledged(std::span<const OrdinalRange> ordinals);
  int64_t PassedWith(int64_t ordinal) const;
  absl::Status CheckReplays() const;

  // sending.cc
  absl::StatusOr<bool> KeysMatter();
  absl::Status FindOvertaken(std::span<const SendingMark> marks, std::vector<uint64_t>* overtaken);
  absl::Status NotPending(uint64_t number) const;

  // settling.cc
  absl::StatusOr<std::span<const Settlement>> AlikeOf(std::span<const Settlement> rest,
                                                      uint64_t* session);
  // Ended counts the records of a transaction that ended: this session's own, and all.
  struct Ended {
    uint64_t own = 0;
    uint64_t all = 0;
  };
  absl::Status SettleAll(std::span<const Settlement> settlements, WallMillis now, Ended* ended);
  void NoteEnded(const Ended& ended);
  void LessPending(uint64_t ended);
  absl::Status SettleAlike(std::span<const Settlement> alike, uint64_t session, uint64_t sequence,
                           WallMillis now, uint64_t* ended);

  // earlier.cc
  absl::StatusOr<std::vector<Dead>> ListDead(uint64_t from);
  absl::Status VisitSession(const Dead& dead, uint64_t after, Page* page);

  // retention.cc
  absl::StatusOr<bool> ClockJumped(const JournalMoment& now);
  absl::Status RetainBatches(const JournalMoment& now, bool* more);
  absl::Status RetainBatch(const BatchFacts& facts, WallMillis until, const JournalMoment& now);
  absl::Status DropSpent();
  absl::Status GiveBackPages(bool* more);

  const JournalOptions options_;
  const pid_t pid_;
  std::unique_ptr<Parts> parts_;
  JournalStanding standing_ = JournalStanding::kOwn;
  bool keeps_digests_ = false;
  uint64_t scope_ = 0;
  uint64_t session_ = 0;
  uint64_t run_ = 0;
  int64_t run_newest_ = 0;    // the highest ordinal of the run
  bool replays_ = false;      // the run
  int64_t replay_first_ = 0;  // the lowest ordinal of this session's records of a replaying run
  bool forgot_dead_ = false;  // what dead sessions acknowledged
  std::vector<OrdinalRange> acknowledged_last_;
  // By ordinal, the one that a record of a dead session had that it stands for; not yet
  // acknowledged ones.
  std::vector<std::pair<int64_t, int64_t>> claimed_;
  int64_t passed_ = 0;       // below it nothing is replayed any more
  uint64_t given_back_ = 0;  // by the last Append
  uint64_t lowest_run_ = 0;  // a replaying run, and the lowest number that it needs
  uint64_t lowest_needed_ = 0;
  uint64_t pending_ = 0;        // in this scope
  uint64_t sequence_ = 0;       // of the last outcome
  uint64_t taken_ = 0;          // by the host
  uint64_t taken_noted_ = 0;    // the same, as it is written
  uint64_t retained_to_ = 0;    // the batch that retention looked at last
  bool end_unknown_ = false;    // of the last commit
  uint64_t unknown_first_ = 0;  // the batch that it may have added; 0: none
  uint64_t unknown_count_ = 0;
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_SQLITE_JOURNAL_H_

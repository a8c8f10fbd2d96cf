// SPDX-License-Identifier: Apache-2.0
//
// File: parts.h
//
// What a journal has of the operating system and of SQLite. Only its own sources include it.
#ifndef PLUGIN_JOURNAL_INTERNAL_PARTS_H_
#define PLUGIN_JOURNAL_INTERNAL_PARTS_H_

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "plugin/journal/internal/paths.h"
#include "plugin/journal/internal/reserve.h"
#include "plugin/journal/internal/sessions_file.h"
#include "plugin/journal/sqlite_journal.h"
#include "plugin/sqlite/database.h"
#include "plugin/sqlite/statement.h"

namespace inflow {

inline constexpr FileWords kJournalWords = {
    "the journal", "journal.path", "the same call goes on",
    "move it away with its -wal, -shm and -sessions, and restore a backup or begin a new one"};

struct SqliteJournal::BatchFacts {
  uint64_t first = 0;
  uint64_t count = 0;
  uint64_t session = 0;
  std::string route;
  std::string token;
  std::string digest;  // of its records, where it has a token
  WallMillis accepted = 0;
  bool closed = false;

  bool Has(uint64_t number) const { return number >= first && number - first < count; }
  uint64_t last() const { return first + count - 1; }
};

// Claims is which records of dead sessions records of a batch stand for.
struct SqliteJournal::Claims {
  struct Place {
    int acknowledged = 0;
    int64_t ordinal = std::numeric_limits<int64_t>::min();
  };
  std::map<std::string, Place, std::less<>> searched;  // by digest: how far
  // Of the last record:
  std::optional<int64_t> place;  // the ordinal, in its session, of what it stands for
  uint64_t session = 0;
  uint64_t number = 0;
  bool pending = false;
};

// Values of pending.sent; 0 and 2 are neither.
inline constexpr int64_t kSentOnce = 1;
inline constexpr int64_t kSentRepeatable = 3;

struct Statements {
  explicit Statements(Database* database) : db(database) {}

  Database* db;

  Statement meta_get{db, "SELECT value FROM meta WHERE name = ?"};
  Statement meta_set{db, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"};
  Statement meta_drop{db, "DELETE FROM meta WHERE name = ?"};

  Statement scope_add{db, "INSERT OR IGNORE INTO scope (company, name) VALUES (?, ?)"};
  Statement scope_get{db, "SELECT id, digests FROM scope WHERE company = ? AND name = ?"};
  Statement scope_digests{db, "UPDATE scope SET digests = 1 WHERE id = ?"};

  Statement session_add{
      db, "INSERT INTO session (scope, owner, fingerprint, pid, began) VALUES (?, 0, ?, ?, ?)"};
  Statement session_own{db, "UPDATE session SET owner = ?2 WHERE id = ?1"};
  Statement session_get{db, "SELECT scope, owner, ended, taken, run FROM session WHERE id = ?"};
  Statement session_taken{db, "UPDATE session SET taken = ?2 WHERE id = ?1 AND taken < ?2"};
  Statement session_touch{db, "UPDATE session SET pid = pid WHERE id = ?"};
  Statement session_end{db, "UPDATE session SET ended = ?2, taken = ?3 WHERE id = ?1"};
  Statement session_list{
      db,
      "SELECT id, owner, fingerprint, began, taken FROM session WHERE scope = ? AND id >= ? AND "
      "run IS NULL ORDER BY id"};
  Statement session_last{db, "SELECT seq FROM sqlite_sequence WHERE name = 'session'"};
  Statement session_skip{db, "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'session'"};
  Statement session_skip_first{
      db,
      "INSERT INTO sqlite_sequence (name, seq) SELECT 'session', ? WHERE NOT EXISTS (SELECT 1 "
      "FROM sqlite_sequence WHERE name = 'session')"};
  Statement session_any_alive{db, "SELECT owner FROM session WHERE ended IS NULL"};
  // Sessions that left nothing are forgotten.
  Statement session_spent{
      db,
      "SELECT id, owner FROM session s WHERE NOT EXISTS (SELECT 1 FROM pending WHERE session = "
      "s.id) AND NOT EXISTS (SELECT 1 FROM receipt WHERE session = s.id) AND NOT EXISTS (SELECT 1 "
      "FROM batch WHERE session = s.id) LIMIT 100"};
  Statement session_drop{db, "DELETE FROM session WHERE id = ?"};
  Statement session_run{db, "UPDATE session SET run = ?2 WHERE id = ?1"};
  Statement session_adopt_run{db, "UPDATE session SET owner = ?2 WHERE run = ?1"};
  Statement session_of_run{db, "SELECT id, owner FROM session WHERE run = ?"};
  // The host of a run that ended has all of it.
  Statement session_leave_run{
      db,
      "UPDATE session SET run = NULL, taken = CASE WHEN id = ?2 THEN max(taken, ?3) ELSE "
      "0x7FFFFFFFFFFFFFFF END WHERE run = ?1"};

  Statement run_add{db, "INSERT INTO run (scope, key, began, replays) VALUES (?, ?, ?, ?)"};
  Statement run_find{db, "SELECT id, began, replays FROM run WHERE scope = ? AND key = ?"};
  Statement run_get{db, "SELECT key, began FROM run WHERE id = ? AND scope = ?"};
  Statement run_list{db, "SELECT id, key, began FROM run WHERE scope = ? ORDER BY id"};
  Statement run_drop{db, "DELETE FROM run WHERE id = ?"};
  Statement run_size{db, "SELECT count(*), max(ordinal) FROM run_record WHERE run = ?"};
  Statement run_settled{
      db,
      "SELECT r.outcome, count(*) FROM run_record x CROSS JOIN receipt r ON r.session = x.session "
      "AND r.number = x.number WHERE x.run = ? GROUP BY r.outcome"};
  Statement run_pending{
      db,
      "SELECT count(*), sum(s.fingerprint <> (SELECT fingerprint FROM session WHERE id = ?2)) FROM "
      "session s CROSS JOIN pending p ON p.session = s.id WHERE s.run = ?1"};
  Statement run_give_up{
      db,
      "INSERT INTO receipt (session, number, id, ordinal, attempts, outcome, http_status, settled, "
      "sequence, flags, digest, message) SELECT session, number, id, ordinal, attempts, CASE sent "
      "WHEN 1 THEN ?3 ELSE ?4 END, 0, ?2, 0x7FFFFFFFFFFFFFFF, 0, digest, ?5 FROM pending WHERE "
      "session IN (SELECT id FROM session WHERE run = ?1)"};
  Statement run_drop_pending{
      db, "DELETE FROM pending WHERE session IN (SELECT id FROM session WHERE run = ?)"};
  Statement run_maybe_applied{
      db,
      "SELECT count(*) FROM pending WHERE sent = 1 AND session IN (SELECT id FROM session WHERE "
      "run = ?)"};
  Statement run_record_set{
      db,
      "INSERT OR REPLACE INTO run_record (run, ordinal, session, number, digest, acknowledged) "
      "VALUES (?, ?, ?, ?, ?, nullif(?, -1))"};
  Statement run_record_get{
      db, "SELECT session, number, digest FROM run_record WHERE run = ? AND ordinal = ?"};
  Statement run_record_undo{
      db, "DELETE FROM run_record WHERE run = ? AND session = ? AND number BETWEEN ? AND ?"};
  Statement run_record_drop{db, "DELETE FROM run_record WHERE run = ?"};
  Statement run_get_replays{db, "SELECT replays FROM run WHERE id = ?"};
  Statement run_lowest{db, "SELECT min(number) FROM run_record WHERE run = ?"};

  Statement replay_find{
      db,
      "SELECT ordinal, session, number FROM run_record WHERE run = ? AND digest = ? AND "
      "acknowledged = ? AND ordinal > ? AND ordinal < ? ORDER BY ordinal LIMIT 1"};
  Statement replay_claim{
      db,
      "UPDATE OR REPLACE run_record SET ordinal = ?3, acknowledged = 0 WHERE run = ?1 AND ordinal = "
      "?2"};
  Statement replay_acknowledge{
      db, "UPDATE run_record SET acknowledged = 1 WHERE run = ? AND ordinal BETWEEN ? AND ?"};
  Statement replay_pending{
      db,
      "SELECT min(x.ordinal) FROM run_record x JOIN pending p ON p.session = x.session AND p.number "
      "= x.number WHERE x.run = ? AND x.ordinal BETWEEN ? AND ?"};
  Statement replay_forget{
      db, "DELETE FROM run_record WHERE run = ? AND ordinal BETWEEN ? AND ? AND acknowledged = 1"};
  Statement run_forget_acknowledged{db,
                                    "DELETE FROM run_record WHERE run = ? AND acknowledged = 1"};
  Statement replay_unclaimed{
      db,
      "SELECT ordinal, session, number FROM run_record x WHERE run = ? AND ordinal < ? AND (SELECT "
      "accepted FROM batch WHERE first <= x.number ORDER BY first DESC LIMIT 1) < ?"};
  Statement replay_drop_one{db, "DELETE FROM run_record WHERE run = ? AND ordinal = ?"};

  Statement batch_add{
      db,
      "INSERT INTO batch (first, count, scope, session, route, accepted, closed, token, digest) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  Statement batch_end{db, "SELECT first + count FROM batch ORDER BY first DESC LIMIT 1"};
  Statement batch_of{
      db,
      "SELECT first, count, session, route, token, digest, accepted, closed FROM batch WHERE first "
      "<= ? ORDER BY first DESC LIMIT 1"};
  Statement batch_behind{
      db,
      "SELECT first, count, session, route, token, digest, accepted, closed FROM batch WHERE first "
      "> ? ORDER BY first LIMIT 1"};
  Statement batch_by_token{
      db,
      "SELECT first, count, session, route, token, digest, accepted, closed FROM batch WHERE scope "
      "= ? AND token = ?"};
  Statement batch_is{db, "SELECT 1 FROM batch WHERE first = ? AND count = ? AND session = ?"};
  Statement batch_move{db, "UPDATE batch SET session = ?2 WHERE first = ?1"};
  Statement batch_close{
      db,
      "UPDATE batch SET closed = 1 WHERE first = (SELECT max(first) FROM batch WHERE session = ?)"};
  Statement batch_forget_token{db, "UPDATE batch SET token = NULL, digest = NULL WHERE first = ?"};
  Statement batch_in_use{
      db,
      "SELECT EXISTS (SELECT 1 FROM pending WHERE session = ?1 AND number BETWEEN ?2 AND ?3) OR "
      "EXISTS (SELECT 1 FROM receipt WHERE session = ?1 AND number BETWEEN ?2 AND ?3)"};
  // The newest one stays: the next number is the one behind it.
  Statement batch_drop_old{
      db, "DELETE FROM batch WHERE first = ? AND first < (SELECT max(first) FROM batch)"};
  Statement batch_drop{db, "DELETE FROM batch WHERE first = ?"};

  Statement payload_add{db, "INSERT INTO payload (number, bytes) VALUES (?, ?)"};
  Statement payload_drop{db, "DELETE FROM payload WHERE number BETWEEN ? AND ?"};

  Statement pending_add{
      db, "INSERT INTO pending (session, number, id, ordinal, key) VALUES (?, ?, ?, ?, ?)"};
  Statement pending_mark{
      db,
      "UPDATE pending SET attempts = ?3, failures = ?4, first_attempt = ?5, sent = ?7, digest = ?6, "
      "key = ?8 WHERE session = ?1 AND number = ?2"};
  Statement pending_unapplied{
      db, "UPDATE pending SET sent = 2 WHERE session = ? AND number = ? AND sent <> 0"};
  Statement pending_doubt{db, "UPDATE pending SET sent = 1 WHERE sent IN (0, 2)"};
  Statement pending_id{db, "UPDATE pending SET id = ?3 WHERE session = ?1 AND number = ?2"};
  Statement pending_move{
      db, "UPDATE pending SET session = ?2 WHERE session = ?1 AND number BETWEEN ?3 AND ?4"};
  Statement pending_drop{db, "DELETE FROM pending WHERE session = ? AND number BETWEEN ? AND ?"};
  Statement pending_list{
      db,
      "SELECT number, attempts, failures, first_attempt, sent FROM pending WHERE session = ? AND "
      "number BETWEEN ? AND ?"};
  Statement pending_of_scope{
      db, "SELECT count(*) FROM pending WHERE session IN (SELECT id FROM session WHERE scope = ?)"};
  Statement pending_count{db, "SELECT count(*) FROM pending WHERE session = ?"};
  Statement pending_of_others{
      db,
      "SELECT (SELECT digests FROM scope WHERE id = ?1), EXISTS (SELECT 1 FROM session s WHERE s.scope = ?1 AND s.id <> ?2 AND EXISTS (SELECT 1 "
      "FROM pending p WHERE p.session = s.id))"};
  Statement pending_lowest{
      db,
      "SELECT min((SELECT min(p.number) FROM pending p WHERE p.session = s.id)) FROM session s "
      "WHERE s.scope = ?"};

  Statement receipt_add{
      db,
      "INSERT INTO receipt (session, number, id, ordinal, attempts, outcome, http_status, settled, "
      "sequence, flags, digest, message, receipt, sent) SELECT session, number, id, ordinal, ?4, "
      "?5, ?6, ?7, CASE WHEN ?8 < 0 THEN -?8 ELSE ?8 + number - ?2 END, ?11, digest, nullif(?9, "
      "''), nullif(?10, ''), sent FROM pending WHERE session = ?1 AND number BETWEEN ?2 AND ?3"};
  Statement receipt_count{
      db,
      "SELECT count(*) FROM receipt WHERE session = ? AND number BETWEEN ? AND ? AND outcome = ?"};
  Statement receipt_list{
      db,
      "SELECT number, outcome, http_status, attempts, message, flags, sent FROM receipt WHERE "
      "session = ? AND number BETWEEN ? AND ?"};
  Statement receipt_move{
      db,
      "UPDATE receipt SET session = ?2, sequence = ?5 + number - ?3 WHERE session = ?1 AND number "
      "BETWEEN ?3 AND ?4"};
  Statement receipt_old{
      db,
      "DELETE FROM receipt WHERE session = ? AND number BETWEEN ? AND ? AND settled <= ? AND "
      "sequence <= ?"};
  Statement payload_old{
      db,
      "DELETE FROM payload WHERE number IN (SELECT number FROM receipt WHERE session = ? AND "
      "number BETWEEN ? AND ? AND settled <= ? AND sequence <= ?)"};

  Statement last_sent{
      db,
      "INSERT INTO last (scope, key, newest) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET newest = "
      "max(newest, excluded.newest), digest = NULL"};
  // Of a record that had settled already there is no digest any more.
  Statement last_delivered{
      db,
      "INSERT INTO last (scope, key, newest, digest) SELECT ?1, key, number, digest FROM pending "
      "WHERE session = ?2 AND number BETWEEN ?3 AND ?4 AND key IS NOT NULL AND digest IS NOT NULL "
      "ON CONFLICT DO UPDATE SET digest = excluded.digest WHERE newest = excluded.newest"};
  // One statement, as each is a transaction by itself.
  Statement last_known{
      db,
      "SELECT l.digest, l.newest, EXISTS (SELECT 1 FROM pending p JOIN session s ON s.id = "
      "p.session WHERE p.key = ?2 AND p.session <> ?3 AND s.scope = ?1) FROM (SELECT 1) LEFT JOIN "
      "last l ON l.scope = ?1 AND l.key = ?2"};
  Statement last_get{db, "SELECT digest, newest FROM last WHERE scope = ? AND key = ?"};
  Statement last_forget{db, "UPDATE last SET digest = NULL WHERE scope = ? AND key = ?"};
  Statement last_forget_all{db, "UPDATE last SET digest = NULL WHERE digest IS NOT NULL"};
  Statement last_old{
      db,
      "DELETE FROM last WHERE scope = ?1 AND key IN (SELECT key FROM last WHERE scope = ?1 AND "
      "digest IS NULL AND newest < ?2 LIMIT 1000)"};

  Statement earlier_pending{
      db,
      "SELECT number, id, ordinal, attempts, digest, failures, first_attempt, sent, 0, 0, 0, NULL, "
      "NULL, (SELECT bytes FROM payload WHERE payload.number = pending.number), 0 FROM pending WHERE "
      "session = ?1 AND number > ?2 ORDER BY number LIMIT ?4"};
  Statement earlier_all{
      db,
      "SELECT number AS n, id, ordinal, attempts, digest, failures, first_attempt, sent, 0, 0, 0, "
      "NULL, NULL, (SELECT bytes FROM payload WHERE payload.number = pending.number), 0 FROM pending "
      "WHERE session = ?1 AND number > ?2 UNION ALL SELECT number, id, ordinal, attempts, digest, "
      "0, NULL, 0, outcome, http_status, settled, message, receipt, (SELECT bytes FROM payload "
      "WHERE payload.number = receipt.number), flags FROM receipt WHERE session = ?1 AND number > ?2 AND "
      "sequence > ?3 ORDER BY n LIMIT ?4"};

  Statement pages{db,
                  "SELECT page_count, freelist_count, page_size FROM pragma_page_count, "
                  "pragma_freelist_count, pragma_page_size"};
  Statement journal_mode{db, "PRAGMA journal_mode"};
};

// MaybeApplied and IsRepeatable read pending.sent.
inline bool MaybeApplied(int64_t sent) { return sent == kSentOnce || sent == kSentRepeatable; }
inline bool IsRepeatable(int64_t sent) { return sent == kSentRepeatable; }

// PendingRow and ReceiptRow read a row of pending_list and receipt_list.
inline AppendedRecord PendingRow(const Rows& rows) {
  AppendedRecord record;
  record.number = rows.Unsigned(0);
  record.repeated = true;
  record.attempts = static_cast<uint32_t>(rows.Int(1));
  record.failures = static_cast<uint32_t>(rows.Int(2));
  if (!rows.IsNull(3)) record.first_attempt = rows.Int(3);
  record.maybe_applied = MaybeApplied(rows.Int(4));
  record.repeatable = IsRepeatable(rows.Int(4));
  return record;
}
inline AppendedRecord ReceiptRow(const Rows& rows) {
  AppendedRecord record;
  record.number = rows.Unsigned(0);
  record.repeated = true;
  record.outcome = static_cast<int32_t>(rows.Int(1));
  record.http_status = static_cast<int32_t>(rows.Int(2));
  record.attempts = static_cast<uint32_t>(rows.Int(3));
  record.message = rows.Bytes(4);
  record.flags = static_cast<uint32_t>(rows.Int(5));
  record.maybe_applied = MaybeApplied(rows.Int(6));
  record.repeatable = IsRepeatable(rows.Int(6));
  return record;
}

// StandingOf is that of a file that was written on a machine, where this one is `here`.
inline JournalStanding StandingOf(std::string_view machine, std::string_view here, bool copy) {
  if (!machine.empty() && !here.empty() && machine != here) return JournalStanding::kOtherMachine;
  return copy ? JournalStanding::kRestored : JournalStanding::kOwn;
}

struct SqliteJournal::Parts {
  explicit Parts(JournalPaths all)
      : paths(std::move(all)), reserve(paths.reserve()), statements(&database) {}

  JournalPaths paths;
  std::optional<SessionsFile> sessions;  // outlives the connection
  Reserve reserve;
  Database database{kJournalWords};
  Statements statements;
  Machine machine;
  int synchronous = -1;  // as it was set last
  BatchFacts batch;      // that was looked at last
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_PARTS_H_

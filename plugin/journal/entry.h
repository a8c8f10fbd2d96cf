// SPDX-License-Identifier: Apache-2.0
//
// File: entry.h
//
// What goes into a journal's file and what comes out of it. Views are borrowed for the call.
#ifndef PLUGIN_JOURNAL_ENTRY_H_
#define PLUGIN_JOURNAL_ENTRY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/clock/clock.h"

namespace inflow {

// Outcomes have the numbers of DESTINATION_DELIVERED and its siblings; a record that is pending has
// none.
inline constexpr int32_t kPendingRecord = 0;
inline constexpr int32_t kDeliveredRecord = 1;
inline constexpr int32_t kUnchangedRecord = 2;
inline constexpr int32_t kSupersededRecord = 3;
inline constexpr int32_t kAmbiguousRecord = 6;
inline constexpr int32_t kDroppedRecord = 7;
inline constexpr size_t kRecordOutcomes = 8;  // with kPendingRecord

// JournalScope is whose records a session may see: those of one company and name.
struct JournalScope {
  std::string_view company;
  std::string_view name;
  std::string_view fingerprint;  // of the configuration; sessions of one scope may differ in it
};

struct NewRecord {
  uint64_t id = 0;      // the host's; any number of records may have the same
  int64_t ordinal = 0;  // its place in the run, or in the file that it came from
  std::string_view bytes;
  std::string_view key;  // collection and key, exactly; empty: nothing, or not known yet
};

struct NewBatch {
  std::string_view route;
  WallMillis accepted = 0;
  std::string_view token;  // empty: none; a session with a run does not look at it
  bool closed = false;     // the host closed what it opened
  std::span<const NewRecord> records;
};

// AppendedRecord is what the journal has of a record of a batch.
struct AppendedRecord {
  uint64_t number = 0;
  bool repeated = false;  // it was accepted before: with the token of its batch, or by its run
  int32_t outcome = kPendingRecord;
  int32_t http_status = 0;
  uint32_t attempts = 0;
  uint32_t failures = 0;  // of a pending one, like the next
  std::optional<WallMillis> first_attempt;
  bool maybe_applied = false;  // it was sent, and no answer said that it did nothing
  bool repeatable = false;     // what was sent of it does no harm twice
  // The configuration under which it was sent says otherwise what is sent of it; not in the file.
  bool rendered_otherwise = false;
  uint32_t flags = 0;       // of a settled one
  WallMillis accepted = 0;  // for the first time; of a repeated one
  std::string message;
};

struct Appended {
  uint64_t first = 0;                   // the number of the first new record
  std::vector<AppendedRecord> records;  // all, in the batch's order; empty: all are new, and their
                                        // numbers follow the first one's
  uint64_t number(size_t i) const { return records.empty() ? first + i : records[i].number; }
};

// SendingMark is what is known of a record when a request with it is about to leave.
struct SendingMark {
  uint64_t number = 0;
  uint32_t attempts = 0;  // with this one
  uint32_t failures = 0;
  WallMillis first_attempt = 0;
  std::string_view digest;  // of what is sent
  std::string_view key;     // of the record; empty: it has none
  bool repeatable = false;  // sending it twice does no harm
};

struct Settlement {
  uint64_t number = 0;
  int32_t outcome = kDeliveredRecord;
  int32_t http_status = 0;
  uint32_t attempts = 0;
  std::string_view message;
  std::string_view receipt;  // what the answer says of it; never a secret
  uint32_t flags = 0;        // DESTINATION_FLAG_…
};

// LastDelivery is what is known of a key before one of its records is sent.
struct LastDelivery {
  std::optional<std::string> digest;  // of what was delivered last; nullopt: not known
  uint64_t newest = 0;                // the number of the last record that was sent; 0: none
  bool other_pending = false;         // another session has a record of this key pending
};

// EarlierSession is a dead session of this scope, or one that was adopted.
struct EarlierSession {
  uint64_t session = 0;
  std::string fingerprint;
  WallMillis began = 0;
  uint64_t pending = 0;
  bool adopted = false;  // by this session
};

// EarlierCursor is a place in what earlier sessions left; the first one is before all.
struct EarlierCursor {
  uint64_t session = 0;
  uint64_t number = 0;
  bool operator==(const EarlierCursor&) const = default;
};

// EarlierRecord is one that an earlier session left: pending, or settled and not taken by its host.
struct EarlierRecord {
  EarlierCursor at;
  uint64_t id = 0;
  int64_t ordinal = 0;
  uint32_t attempts = 0;
  uint32_t failures = 0;  // of a pending one
  std::optional<WallMillis> first_attempt;
  bool maybe_applied = false;  // it was sent, and no answer said that it did nothing
  bool repeatable = false;     // what was sent of it does no harm twice
  uint32_t flags = 0;          // of a settled one
  int32_t outcome = kPendingRecord;
  int32_t http_status = 0;
  WallMillis settled = 0;
  std::string_view bytes;  // empty where it is not kept
  std::string_view digest;
  std::string_view message;
  std::string_view receipt;
  // Of its batch:
  std::string_view route;
  std::string_view token;
  WallMillis accepted = 0;
  bool closed = false;  // the host closed, or flushed, what was open behind the batch
  bool last_of_batch = false;
};

// OrdinalRange is places of a run, with both ends.
struct OrdinalRange {
  int64_t first = 0;
  int64_t last = 0;
};

// RunStanding is how far a run has come.
struct RunStanding {
  uint64_t run = 0;
  bool goes_on = false;  // it was begun before, and has not ended
  WallMillis began = 0;  // for the first time
  uint64_t records = 0;  // that it accepted, but for those that were given back (DROPPED)
  int64_t last = 0;      // the highest ordinal of them; without any, 0
  int64_t next = 0;      // the lowest ordinal that it never had
  uint64_t pending = 0;
  uint64_t others = 0;  // of the pending ones, those accepted under another fingerprint
  std::array<uint64_t, kRecordOutcomes> settled{};  // by outcome
  // Of the run that this one is in place of: how many had settled, by outcome, and how what was
  // pending was settled now; of a replaying one, how what was too old.
  std::array<uint64_t, kRecordOutcomes> ended{};
  uint64_t dropped = 0;
  uint64_t ambiguous = 0;
};

// UnendedRun is a run of this scope that can go on.
struct UnendedRun {
  std::string key;
  RunStanding standing;
  std::optional<long> holder;  // the process that it runs in, 0 where it has no number here
};

struct EarlierPage {
  EarlierCursor after;  // where the next one begins
  bool more = false;
};

// JournalMoment is now, on the calendar and since the machine started (CLOCK_BOOTTIME), in
// milliseconds.
struct JournalMoment {
  WallMillis wall = 0;
  int64_t since_boot = 0;
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_ENTRY_H_

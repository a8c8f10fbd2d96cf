// SPDX-License-Identifier: Apache-2.0
//
// File: entry.h
//
// What goes into a journal's file and what comes out of it. Views are borrowed for the call.
#ifndef PLUGIN_JOURNAL_ENTRY_H_
#define PLUGIN_JOURNAL_ENTRY_H_

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

// JournalScope is whose records a session may see: those of one company and name.
struct JournalScope {
  std::string_view company;
  std::string_view name;
  std::string_view fingerprint;  // of the configuration; sessions of one scope may differ in it
};

struct NewRecord {
  uint64_t id = 0;      // the host's; any number of records may have the same
  int64_t ordinal = 0;  // its place in the file that it came from
  std::string_view bytes;
  std::string_view key;  // collection and key, exactly; empty: nothing, or not known yet
};

struct NewBatch {
  std::string_view route;
  WallMillis accepted = 0;
  std::string_view token;  // empty: none
  bool closed = false;     // the host closed what it opened
  std::span<const NewRecord> records;
};

// RepeatedRecord is a record of a batch whose token was there.
struct RepeatedRecord {
  uint64_t number = 0;
  int32_t outcome = kPendingRecord;
  int32_t http_status = 0;
  uint32_t attempts = 0;
  std::string message;
};

struct Appended {
  uint64_t first = 0;                   // the number of the first record; the others follow it
  bool repeated = false;                // the token was there: nothing was added
  std::vector<RepeatedRecord> records;  // of a repeated one: all, in the order of the batch
};

// SendingMark is what is known of a record when a request with it is about to leave.
struct SendingMark {
  uint64_t number = 0;
  uint32_t attempts = 0;  // with this one
  uint32_t failures = 0;
  WallMillis first_attempt = 0;
  std::string_view digest;  // of what is sent
  std::string_view key;     // of the record; empty: it has none
};

struct Settlement {
  uint64_t number = 0;
  int32_t outcome = kDeliveredRecord;
  int32_t http_status = 0;
  uint32_t attempts = 0;
  std::string_view message;
  std::string_view receipt;  // what the answer says of it; never a secret
  std::string_view key;      // as it was marked with
};

// LastDelivery is what is known of a key before one of its records is sent.
struct LastDelivery {
  std::optional<std::string> digest;  // of what was delivered last; nullopt: not known
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

// SPDX-License-Identifier: Apache-2.0
//
// File: check.h
#ifndef PLUGIN_JOURNAL_CHECK_H_
#define PLUGIN_JOURNAL_CHECK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plugin/journal/entry.h"
#include "plugin/journal/machine.h"
#include "plugin/journal/sqlite_journal.h"

namespace inflow {

// JournalCounts are of records.
struct JournalCounts {
  uint64_t pending = 0;
  uint64_t maybe_applied = 0;  // of the pending ones
  std::array<uint64_t, kRecordOutcomes> settled{};
};

struct JournalSession {
  uint64_t session = 0;
  size_t scope = 0;  // in JournalReport::scopes
  WallMillis began = 0;
  bool ended = false;
  std::optional<long>
      holder;        // the process that it, or who adopted it, lives in; 0: not known here
  uint64_t run = 0;  // 0: none
  JournalCounts counts;
};

struct JournalScopeReport {
  std::string company;
  std::string name;
  JournalCounts counts;
};

struct JournalRun {
  uint64_t run = 0;
  size_t scope = 0;
  std::string key;
  WallMillis began = 0;
  std::optional<long> holder;
  JournalCounts counts;
};

struct JournalReport {
  std::string path;
  std::vector<std::string> faults;  // what is not as it must be; none: the file is sound
  JournalStanding standing = JournalStanding::kOwn;
  int64_t bytes = 0;  // of the file, with what lies in its -wal
  int64_t free_bytes = 0;
  std::vector<JournalScopeReport> scopes;
  std::vector<JournalSession> sessions;
  std::vector<JournalRun> runs;  // that did not end
};

// CheckJournal reads a journal through, and never writes to it; others may use it meanwhile. What
// cannot be read is a fault. An error where it is no journal, or nothing of it can be read.
absl::StatusOr<JournalReport> CheckJournal(const std::string& path,
                                           const std::optional<Machine>& machine = std::nullopt);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_CHECK_H_

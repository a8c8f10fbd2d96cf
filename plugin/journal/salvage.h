// SPDX-License-Identifier: Apache-2.0
//
// File: salvage.h
#ifndef PLUGIN_JOURNAL_SALVAGE_H_
#define PLUGIN_JOURNAL_SALVAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace inflow {

// SalvagedRecord is a pending record of a journal that may be damaged; good while it is visited.
struct SalvagedRecord {
  uint64_t number = 0;
  uint64_t id = 0;
  int64_t ordinal = 0;
  bool maybe_applied = false;
  bool repeatable = false;
  bool route_known = true;
  std::string_view route;
  std::string_view bytes;
};

struct SalvageReport {
  uint64_t records = 0;
  // What is pending and cannot be read: numbers whose bytes, or whose being pending, is not known.
  std::vector<uint64_t> lost_bytes;
  uint64_t unreadable = 0;          // numbers of which nobody knows whether they are pending
  std::vector<std::string> faults;  // why
};

// SalvageJournal reads the pending records out of a journal that is never written to, as far as it
// can be read, and writes the line that `append` makes of each to a file that must not be there and
// becomes its owner's alone.
absl::StatusOr<SalvageReport> SalvageJournal(
    const std::string& path, const std::string& to,
    absl::FunctionRef<void(const SalvagedRecord& record, std::string* out)> append);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_SALVAGE_H_

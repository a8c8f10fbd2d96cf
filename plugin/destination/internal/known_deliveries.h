// SPDX-License-Identifier: Apache-2.0
//
// File: known_deliveries.h
//
// What a plan knows of deliveries: those of the journal's file, and those that it has planned.
#ifndef PLUGIN_DESTINATION_INTERNAL_KNOWN_DELIVERIES_H_
#define PLUGIN_DESTINATION_INTERNAL_KNOWN_DELIVERIES_H_

#include <cstdint>
#include <unordered_map>

#include "plugin/journal/journal.h"
#include "plugin/journal/sqlite_journal.h"

namespace inflow {

class KnownDeliveries final : public NullJournal {
 public:
  // The file, which is borrowed, knows of which scope it is asked.
  explicit KnownDeliveries(SqliteJournal* file) : file_(file) {}

  absl::StatusOr<bool> Unchanged(const Item& item) override;

  uint64_t created() const { return created_; }  // keys of which nothing was sent before
  uint64_t changed() const { return changed_; }
  uint64_t unchanged() const { return unchanged_; }

 private:
  SqliteJournal* file_;
  // Hashes of contents by hashes of keys: a plan is an estimate, and has millions of them.
  std::unordered_map<uint64_t, uint64_t> planned_;
  uint64_t created_ = 0;
  uint64_t changed_ = 0;
  uint64_t unchanged_ = 0;
};

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_KNOWN_DELIVERIES_H_

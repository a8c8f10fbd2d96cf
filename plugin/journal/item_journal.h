// SPDX-License-Identifier: Apache-2.0
//
// File: item_journal.h
//
// What a delivery tells a journal, in the journal's own words.
#ifndef PLUGIN_JOURNAL_ITEM_JOURNAL_H_
#define PLUGIN_JOURNAL_ITEM_JOURNAL_H_

#include <deque>
#include <functional>
#include <string>

#include "plugin/journal/journal.h"
#include "plugin/journal/sqlite_journal.h"

namespace inflow {

// JournalKey names a record among those of all collections.
std::string JournalKey(std::string_view collection, std::string_view key);

class ItemJournal final : public Journal {
 public:
  // Both are borrowed. `clean` takes secrets out of a text before it is stored.
  ItemJournal(SqliteJournal* file, const Clock* clock, std::function<void(std::string*)> clean)
      : file_(file), clock_(clock), clean_(std::move(clean)) {}

  bool keeps() const override { return true; }
  absl::StatusOr<std::vector<AppendedRecord>> Known(const HostRecords& batch) override;
  absl::StatusOr<Appended> Append(const HostRecords& batch, WallMillis wall) override;
  absl::Status Sending(const ItemList& items, TimePoint now, std::span<const Settlement> settled,
                       std::vector<const Item*>* overtaken) override;
  absl::StatusOr<bool> Unchanged(const Item& item) override;
  absl::Status NotApplied(std::span<const uint64_t> numbers) override;
  absl::Status Settled(std::span<const Settlement> settlements, bool wait) override;

 private:
  // Clean is settlements whose messages hold no secrets; those are put into `texts`.
  std::vector<Settlement> Clean(std::span<const Settlement> settlements,
                                std::deque<std::string>* texts) const;

  SqliteJournal* file_;
  const Clock* clock_;
  std::function<void(std::string*)> clean_;
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_ITEM_JOURNAL_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: journal.h
//
// Where a delivery writes down what becomes of records, before the next thing happens to them.
// Errors are SqliteJournal's: Unavailable is worth another try at once, no other is.
#ifndef PLUGIN_JOURNAL_JOURNAL_H_
#define PLUGIN_JOURNAL_JOURNAL_H_

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/clock/clock.h"
#include "plugin/journal/entry.h"
#include "plugin/record/record_source.h"
#include "plugin/request/item.h"

namespace inflow {

// Another process writes for some milliseconds: for so long it is left alone before the next try,
// and for so long in all.
inline constexpr Duration kJournalPause = std::chrono::milliseconds(5);
inline constexpr Duration kJournalPatience = std::chrono::seconds(10);

// HostRecords is a batch as the host gave it. Borrowed.
struct HostRecords {
  std::string_view route;
  std::string_view token;  // empty: none
  bool close = false;
  const RecordSource* records = nullptr;
  // What each record became, null where that is none; empty: not known yet.
  std::span<Item* const> items = {};
};

class Journal {
 public:
  virtual ~Journal() = default;
  // keeps: what is written down outlives the process. Where it is not so, nothing has a number.
  virtual bool keeps() const = 0;
  // Known tells what is known of the records already, in their order; empty: nothing of any.
  virtual absl::StatusOr<std::vector<AppendedRecord>> Known(const HostRecords& batch) = 0;
  // Append comes when a batch was prepared, before anything of it is admitted. Where it fails,
  // nothing is.
  virtual absl::StatusOr<Appended> Append(const HostRecords& batch, WallMillis wall) = 0;
  // Sending comes before a request leaves that carries these items; it tells of what settled until
  // then, too, as Settled without waiting does. Where it fails, the request does not leave. Items
  // of which a newer record was sent are put into `overtaken`; then none is marked.
  virtual absl::Status Sending(const ItemList& items, TimePoint now,
                               std::span<const Settlement> settled,
                               std::vector<const Item*>* overtaken) = 0;
  // Unchanged tells whether sending an item would write what its key's last delivery wrote, with
  // nothing sent of the key since, by anybody.
  virtual absl::StatusOr<bool> Unchanged(const Item& item) = 0;
  // NotApplied tells of records that were sent and of which the answer, or its absence, says that
  // the service did nothing with them.
  virtual absl::Status NotApplied(std::span<const uint64_t> numbers) = 0;
  // Settled ends records. `wait`: until that would outlive a loss of power, with all that was
  // settled before; so it comes before outcomes are handed out, if need be with none.
  virtual absl::Status Settled(std::span<const Settlement> settlements, bool wait) = 0;
};

// NullJournal remembers nothing; there is one for all.
class NullJournal : public Journal {
 public:
  static NullJournal& Instance() {
    static NullJournal journal;
    return journal;
  }
  bool keeps() const override { return false; }
  absl::StatusOr<std::vector<AppendedRecord>> Known(const HostRecords&) override {
    return std::vector<AppendedRecord>();
  }
  absl::StatusOr<Appended> Append(const HostRecords&, WallMillis) override { return Appended(); }
  absl::Status Sending(const ItemList&, TimePoint, std::span<const Settlement>,
                       std::vector<const Item*>*) override {
    return absl::OkStatus();
  }
  absl::StatusOr<bool> Unchanged(const Item&) override { return false; }
  absl::Status NotApplied(std::span<const uint64_t>) override { return absl::OkStatus(); }
  absl::Status Settled(std::span<const Settlement>, bool) override { return absl::OkStatus(); }
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_JOURNAL_H_

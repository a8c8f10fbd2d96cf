// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/pending_records.h"

#include <algorithm>
#include <utility>

namespace inflow::command {

void PendingRecords::Add(RecordBlock block) {
  if (block.empty()) return;
  Entry entry;
  entry.left = block.size();
  entry.settled.resize(block.size());
  entry.block = std::move(block);
  size_ += entry.left;
  entries_.push_back(std::move(entry));
}

bool PendingRecords::Locate(uint64_t id, Place* place) const {
  const auto after = std::upper_bound(
      entries_.begin(), entries_.end(), id,
      [](uint64_t wanted, const Entry& entry) { return wanted < entry.block.ids.front(); });
  if (after == entries_.begin()) return false;
  const Entry& entry = *std::prev(after);
  const std::vector<uint64_t>& ids = entry.block.ids;
  // Ids have gaps only where the reader refused records, so the guess is nearly always right.
  size_t index = id - ids.front();
  if (index >= ids.size() || ids[index] != id) {
    index = static_cast<size_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
    if (index == ids.size() || ids[index] != id) return false;
  }
  if (entry.settled[index]) return false;
  *place = {static_cast<size_t>(std::prev(after) - entries_.begin()), index};
  return true;
}

bool PendingRecords::Find(uint64_t id, PendingRecord* record) const {
  Place place{};
  if (!Locate(id, &place)) return false;
  const RecordBlock& block = entries_[place.entry].block;
  *record = RecordAt(block, place.index);
  return true;
}

void PendingRecords::Settle(uint64_t id) {
  Place place{};
  if (!Locate(id, &place)) return;
  Entry& entry = entries_[place.entry];
  entry.settled[place.index] = true;
  --entry.left;
  --size_;
  if (entry.left == 0) {
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(place.entry));
  } else if (entry.left * 8 <= entry.block.size()) {
    Compact(&entry);
  }
}

void PendingRecords::Compact(Entry* entry) {
  RecordBlock small;
  small.input = entry->block.input;
  for (size_t i = 0; i < entry->block.size(); ++i) {
    if (entry->settled[i]) continue;
    small.Append(entry->block.text(i), entry->block.ids[i], entry->block.lines[i],
                 entry->block.guards[i], entry->block.folds[i], entry->block.row(i));
  }
  entry->settled.assign(small.size(), false);
  entry->block = std::move(small);
}

std::vector<uint64_t> PendingRecords::Ids() const {
  std::vector<uint64_t> ids;
  for (const Entry& entry : entries_) {
    for (size_t i = 0; i < entry.block.size(); ++i) {
      if (!entry.settled[i]) ids.push_back(entry.block.ids[i]);
    }
  }
  return ids;
}

}  // namespace inflow::command

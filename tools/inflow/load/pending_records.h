// SPDX-License-Identifier: Apache-2.0
//
// File: pending_records.h
//
// The text and line of every record that was accepted and has not settled, so that it can be shown
// again. Blocks are dropped as they empty, and copied small when few of their records are left.
#ifndef TOOLS_INFLOW_LOAD_PENDING_RECORDS_H_
#define TOOLS_INFLOW_LOAD_PENDING_RECORDS_H_

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "tools/inflow/input/record_block.h"

namespace inflow::command {

struct PendingRecord {
  std::string_view text;
  uint64_t line = 0;
  size_t input = 0;
  RecordGuards guards{};
  RecordFold fold{};
  std::string_view row = {};  // as it came, of a table
};

inline PendingRecord RecordAt(const RecordBlock& block, size_t i) {
  return {block.text(i),   block.lines[i], block.input,
          block.guards[i], block.folds[i], block.row(i)};
}

class PendingRecords {
 public:
  // Add takes a block whose ids are greater than all before.
  void Add(RecordBlock block);

  // Find returns false for an id that is not pending. The text is valid until the next Settle or
  // Add.
  bool Find(uint64_t id, PendingRecord* record) const;

  // Settle forgets a pending record.
  void Settle(uint64_t id);

  // Ids lists what is pending, ascending.
  std::vector<uint64_t> Ids() const;

  uint64_t size() const { return size_; }

 private:
  struct Entry {
    RecordBlock block;
    std::vector<bool> settled;
    size_t left = 0;
  };
  struct Place {
    size_t entry;
    size_t index;
  };

  bool Locate(uint64_t id, Place* place) const;
  static void Compact(Entry* entry);

  std::deque<Entry> entries_;
  uint64_t size_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_PENDING_RECORDS_H_

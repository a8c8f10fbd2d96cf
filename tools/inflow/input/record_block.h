// SPDX-License-Identifier: Apache-2.0
//
// File: record_block.h
//
// Records of one input in the ABI's layout, with the lines they came from.
#ifndef TOOLS_INFLOW_INPUT_RECORD_BLOCK_H_
#define TOOLS_INFLOW_INPUT_RECORD_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "abi/destination.h"

namespace inflow::command {

// RecordGuards is what a rejects file said of a record that came from it.
struct RecordGuards {
  bool ambiguous = false;  // the service may have it already
  bool older = false;      // a newer record of its key was delivered
  bool late = false;       // its document was closed before it came
};

// RecordFold is what is known of a record where lines are folded.
struct RecordFold {
  uint64_t document = 0;  // the number of its document; 0 where lines are not folded
  uint64_t place = 0;     // orders the rejects before the record's own number does
  size_t home = 0;        // the input in which that began, or else the record's own
  bool settled =
      false;  // it has its outcome: what is handed over is an empty record that stands for it
};

struct RecordBlock {
  std::string data;
  std::vector<uint64_t> offsets = {0};
  std::vector<uint64_t> ids;  // ascending
  std::vector<uint64_t> lines;
  std::vector<RecordGuards> guards;
  std::vector<RecordFold> folds;
  std::string rows;  // as they came, of a table
  std::vector<uint64_t> row_offsets = {0};
  size_t input = 0;  // which one of the inputs

  size_t size() const { return ids.size(); }
  bool empty() const { return ids.empty(); }
  std::string_view text(size_t i) const {
    return {data.data() + offsets[i], offsets[i + 1] - offsets[i]};
  }

  std::string_view row(size_t i) const {
    return {rows.data() + row_offsets[i], row_offsets[i + 1] - row_offsets[i]};
  }

  void Append(std::string_view text, uint64_t id, uint64_t line, RecordGuards guard = {},
              RecordFold fold = {}, std::string_view row = {}) {
    data.append(text);
    rows.append(row);
    row_offsets.push_back(rows.size());
    offsets.push_back(data.size());
    ids.push_back(id);
    lines.push_back(line);
    guards.push_back(guard);
    folds.push_back(fold);
  }

  // Append appends all records of another block of the same input.
  void Append(const RecordBlock& other) {
    for (size_t i = 0; i < other.size(); ++i)
      Append(other.text(i), other.ids[i], other.lines[i], other.guards[i], other.folds[i],
             other.row(i));
  }

  // TakeTail takes out what stands behind the first `count` records.
  RecordBlock TakeTail(size_t count) {
    RecordBlock tail;
    tail.input = input;
    for (size_t i = count; i < size(); ++i)
      tail.Append(text(i), ids[i], lines[i], guards[i], folds[i], row(i));
    data.resize(offsets[count]);
    offsets.resize(count + 1);
    ids.resize(count);
    lines.resize(count);
    guards.resize(count);
    folds.resize(count);
    rows.resize(row_offsets[count]);
    row_offsets.resize(count + 1);
    return tail;
  }

  // View borrows from the block and the route's name.
  destination_batch View(std::string_view route) const {
    destination_batch batch = DESTINATION_BATCH_INIT;
    batch.data = data.data();
    batch.data_len = data.size();
    batch.offsets = offsets.data();
    batch.count = ids.size();
    batch.ids = ids.data();
    batch.route = route.empty() ? nullptr : route.data();
    batch.route_len = route.size();
    return batch;
  }
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_RECORD_BLOCK_H_

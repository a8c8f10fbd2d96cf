// SPDX-License-Identifier: Apache-2.0
//
// File: record_block.h
//
// Records of one input in the ABI's layout, with the lines they came from.
#ifndef TOOLS_INFLOW_RECORD_BLOCK_H_
#define TOOLS_INFLOW_RECORD_BLOCK_H_

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
};

struct RecordBlock {
  std::string data;
  std::vector<uint64_t> offsets = {0};
  std::vector<uint64_t> ids;  // ascending
  std::vector<uint64_t> lines;
  std::vector<RecordGuards> guards;
  size_t input = 0;  // which one of the inputs

  size_t size() const { return ids.size(); }
  bool empty() const { return ids.empty(); }
  std::string_view text(size_t i) const { return {data.data() + offsets[i], offsets[i + 1] - offsets[i]}; }

  void Append(std::string_view text, uint64_t id, uint64_t line, RecordGuards guard = {}) {
    data.append(text);
    offsets.push_back(data.size());
    ids.push_back(id);
    lines.push_back(line);
    guards.push_back(guard);
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

#endif  // TOOLS_INFLOW_RECORD_BLOCK_H_

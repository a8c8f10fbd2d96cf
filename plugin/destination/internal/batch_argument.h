// SPDX-License-Identifier: Apache-2.0
//
// File: batch_argument.h
//
// The records among a command's arguments: {"route": "", "records": [{"sku": "A-1"}]}.
#ifndef PLUGIN_DESTINATION_INTERNAL_BATCH_ARGUMENT_H_
#define PLUGIN_DESTINATION_INTERNAL_BATCH_ARGUMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/destination/call.h"
#include "plugin/record/record_source.h"
#include "plugin/record/walker.h"

namespace inflow {

struct BatchArgument {
  RecordIndex given;         // all arguments; views into them
  std::string route;         // "": the main configuration
  std::string_view records;  // a list
  uint64_t first_id = 0;     // of the records
};

// ReadBatchArgument refuses what is no such object with the usage, and, where `keys` is not empty,
// a key that is none of them. `arguments` must outlive the argument.
CallStatus ReadBatchArgument(std::string_view arguments, std::string_view usage,
                             std::span<const std::string_view> keys, BatchArgument* argument);

// CopiedRecords are the items of a JSON list as a host lays records out.
struct CopiedRecords {
  explicit CopiedRecords(std::string_view list);
  JsonBlock Block() const {
    return {.data = data.data(), .offsets = offsets.data(), .count = offsets.size() - 1};
  }
  std::string data;
  std::vector<uint64_t> offsets = {0};
};

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_BATCH_ARGUMENT_H_

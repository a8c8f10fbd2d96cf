// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/record_source.h"

#include <string>
#include <string_view>

namespace inflow {

absl::Status JsonRecords::Read(size_t i, size_t max_bytes, RecordIndex* index) const {
  const std::string_view record = bytes(i);
  if (record.empty()) {
    return absl::InvalidArgumentError(
        "the host could not read this record, and handed over an empty one in its place");
  }
  if (record.size() <= max_bytes) return WalkHostRecord(record, index);
  return absl::InvalidArgumentError("the record has " + std::to_string(record.size()) +
                                    " bytes, more than limits.max_record_bytes (" +
                                    std::to_string(max_bytes) + ")");
}

}  // namespace inflow

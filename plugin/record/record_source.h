// SPDX-License-Identifier: Apache-2.0
//
// File: record_source.h
//
// The records of a batch, whatever format the host hands them over in.
#ifndef PLUGIN_RECORD_RECORD_SOURCE_H_
#define PLUGIN_RECORD_RECORD_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "plugin/record/walker.h"

namespace inflow {

class RecordSource {
 public:
  virtual ~RecordSource() = default;
  virtual size_t count() const = 0;
  virtual uint64_t id(size_t i) const = 0;
  // bytes of the i-th record, as the host gave them.
  virtual std::string_view bytes(size_t i) const = 0;
  // Read walks the i-th record, of at most `max_bytes`. The index is good until the next Read.
  // InvalidArgument with a sentence where the record cannot be read.
  virtual absl::Status Read(size_t i, size_t max_bytes, RecordIndex* index) const = 0;
};

// JsonBlock is JSON objects one behind the other in a host's memory, whose sizes and offsets were
// checked. Borrowed.
struct JsonBlock {
  const char* data = nullptr;
  const uint64_t* offsets = nullptr;  // count + 1
  size_t count = 0;
  const uint64_t* ids = nullptr;  // null: first_id, first_id + 1 …
  uint64_t first_id = 0;

  uint64_t bytes() const { return offsets[count] - offsets[0]; }
};

class JsonRecords final : public RecordSource {
 public:
  explicit JsonRecords(const JsonBlock& block) : block_(block) {}
  size_t count() const override { return block_.count; }
  uint64_t id(size_t i) const override {
    return block_.ids != nullptr ? block_.ids[i] : block_.first_id + i;
  }
  std::string_view bytes(size_t i) const override {
    return {block_.data + block_.offsets[i], block_.offsets[i + 1] - block_.offsets[i]};
  }
  absl::Status Read(size_t i, size_t max_bytes, RecordIndex* index) const override;

 private:
  JsonBlock block_;
};

}  // namespace inflow

#endif  // PLUGIN_RECORD_RECORD_SOURCE_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: input_buffer.h
//
// The unread bytes of an input as one contiguous view that grows at its end and is consumed at its
// front. It holds what a record needs, and a chunk more.
#ifndef TOOLS_INFLOW_INPUT_INPUT_BUFFER_H_
#define TOOLS_INFLOW_INPUT_INPUT_BUFFER_H_

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/inflow/input/byte_source.h"

namespace inflow::command {

class InputBuffer {
 public:
  explicit InputBuffer(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // data is valid until the next More.
  std::string_view data() const { return {bytes_.data() + begin_, end_ - begin_}; }

  // More appends at least one byte for kData; the bytes may move. Now and then it says kLook and
  // appends nothing: call it again.
  SourceStep More();

  void Consume(size_t count) { begin_ += count; }

  const ByteSource& source() const { return *source_; }
  uint64_t total() const { return total_; }  // bytes that came so far

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> bytes_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t total_ = 0;
  uint64_t looked_ = 0;  // of them before the last kLook
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_INPUT_BUFFER_H_

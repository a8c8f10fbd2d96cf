// SPDX-License-Identifier: Apache-2.0
//
// File: input_buffer.h
//
// The unread bytes of an input as one contiguous view that grows at its end and is consumed at its front. It holds what a record
// needs, and a chunk more.
#ifndef TOOLS_INFLOW_INPUT_BUFFER_H_
#define TOOLS_INFLOW_INPUT_BUFFER_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/inflow/byte_source.h"

namespace inflow::command {

class InputBuffer {
 public:
  explicit InputBuffer(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // data is valid until the next More.
  std::string_view data() const { return {bytes_.data() + begin_, end_ - begin_}; }

  // More appends at least one byte for kData; the bytes may move.
  SourceStep More();

  void Consume(size_t count) { begin_ += count; }

  const ByteSource& source() const { return *source_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> bytes_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

// Preamble looks at an input's first bytes: a UTF-8 byte order mark is consumed; one of UTF-16 or UTF-32 makes the input
// unreadable, and *why names the iconv command that mends it.
enum class PreambleStep : unsigned char { kReady, kWait, kUnreadable };
PreambleStep SkipPreamble(InputBuffer* buffer, const std::string& name, std::string* why);

// IconvAdvice is the sentence for a file that is not UTF-8.
std::string IconvAdvice(const std::string& name, std::string_view from);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_BUFFER_H_

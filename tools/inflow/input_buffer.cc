// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input_buffer.h"

#include <cstring>

namespace inflow::command {
namespace {

constexpr size_t kChunk = size_t{256} * 1024;

}  // namespace

SourceStep InputBuffer::More() {
  if (begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  // A long record once must not cost its room for the rest of the file.
  if (bytes_.size() > 8 * kChunk && end_ < kChunk) {
    bytes_.resize(2 * kChunk);
    bytes_.shrink_to_fit();
  }
  if (bytes_.size() - end_ < kChunk) bytes_.resize(end_ + std::max(kChunk, end_));
  size_t got = 0;
  const SourceStep step = source_->Read(bytes_.data() + end_, bytes_.size() - end_, &got);
  end_ += got;
  return step;
}

PreambleStep SkipPreamble(InputBuffer* buffer, const std::string& name, std::string* why) {
  while (buffer->data().size() < 4) {
    const SourceStep step = buffer->More();
    if (step == SourceStep::kWait) return PreambleStep::kWait;
    if (step != SourceStep::kData) break;
  }
  const std::string_view start = buffer->data().substr(0, 4);
  if (start.substr(0, 3) == "\xef\xbb\xbf") {
    buffer->Consume(3);
    return PreambleStep::kReady;
  }
  const bool utf32 = start == std::string_view("\xff\xfe\0\0", 4) || start == std::string_view("\0\0\xfe\xff", 4);
  if (utf32 || start.substr(0, 2) == "\xff\xfe" || start.substr(0, 2) == "\xfe\xff") {
    const char* encoding = utf32 ? "UTF-32" : "UTF-16";
    *why = name + " is " + encoding + " text and not UTF-8. " + IconvAdvice(name, encoding);
    return PreambleStep::kUnreadable;
  }
  return PreambleStep::kReady;
}

std::string IconvAdvice(const std::string& name, std::string_view from) {
  const std::string input = name == "-" ? "INPUT" : name;
  return "Convert it first: iconv -f " + std::string(from) + " -t UTF-8 " + input + " > utf8-" +
         input.substr(input.rfind('/') + 1);
}

}  // namespace inflow::command

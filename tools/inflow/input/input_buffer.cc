// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/input_buffer.h"

#include <algorithm>
#include <cstring>

namespace inflow::command {
namespace {

constexpr size_t kChunk = size_t{256} * 1024;
// So much is read between two looks for a signal, also where it all is one record.
constexpr uint64_t kLookEvery = uint64_t{16} << 20;

}  // namespace

SourceStep InputBuffer::More() {
  if (total_ - looked_ >= kLookEvery) {
    looked_ = total_;
    return SourceStep::kLook;
  }
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
  total_ += got;
  return step;
}

}  // namespace inflow::command

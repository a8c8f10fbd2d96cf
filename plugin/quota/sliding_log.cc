// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/sliding_log.h"

#include <algorithm>
#include <bit>

namespace inflow {

void SlidingLog::Keep(size_t ends, Duration age) {
  max_ends_ = std::max(max_ends_, ends);
  max_age_ = std::max(max_age_, age);
}

void SlidingLog::Reserve(size_t more) {
  const size_t wanted = std::min(size_ + more, max_ends_);
  if (wanted <= slots_.size()) return;
  std::vector<TimePoint> larger(std::bit_ceil(wanted));
  for (size_t i = 0; i < size_; ++i) larger[i] = At(i);
  slots_.swap(larger);
  oldest_ = 0;
}

void SlidingLog::Add(TimePoint end) noexcept {
  if (size_ > 0) end = std::max(end, At(size_ - 1));
  const size_t room = std::min(max_ends_, slots_.size());
  while (size_ > 0 && (size_ >= room || At(0) < end - max_age_)) {
    dropped_ = At(0);
    oldest_ = (oldest_ + 1) & (slots_.size() - 1);
    --size_;
  }
  At(size_++) = end;
}

std::optional<TimePoint> SlidingLog::NthNewest(size_t n) const {
  if (n <= size_) return At(size_ - n);
  return dropped_;
}

size_t SlidingLog::CountAfter(TimePoint time) const {
  size_t low = 0;
  size_t high = size_;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (At(middle) > time) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return size_ - low;
}

}  // namespace inflow

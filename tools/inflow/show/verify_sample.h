// SPDX-License-Identifier: Apache-2.0
//
// File: verify_sample.h
#ifndef TOOLS_INFLOW_SHOW_VERIFY_SAMPLE_H_
#define TOOLS_INFLOW_SHOW_VERIFY_SAMPLE_H_

#include <algorithm>
#include <cstdint>

namespace inflow::command {

// EvenSample picks `most` of `count` things that come one after the other, the first among them,
// spread evenly; all where they are no more.
class EvenSample {
 public:
  EvenSample(uint64_t most, uint64_t count)
      : most_(std::min(most, count)), count_(count), share_(count - most_) {}

  bool is_part() const { return most_ < count_; }
  uint64_t size() const { return most_; }

  // Picks tells it of the next one.
  bool Picks() {
    // Written so that nothing overflows.
    if (share_ < count_ - most_) {
      share_ += most_;
      return false;
    }
    share_ -= count_ - most_;
    return true;
  }

 private:
  uint64_t most_;
  uint64_t count_;
  uint64_t share_;  // of the next pick
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_VERIFY_SAMPLE_H_

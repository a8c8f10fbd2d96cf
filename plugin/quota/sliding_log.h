// SPDX-License-Identifier: Apache-2.0
//
// File: sliding_log.h
//
// When requests ended, newest first: one log for all windows of a governor. "Fewer than n ended in
// the last minute" is one look at the n-th newest end, however many there are.
//
//   SlidingLog log;
//   log.Keep(60, std::chrono::minutes(1));
//   log.Reserve(1);
//   log.Add(now);
//   if (auto end = log.NthNewest(60)) WaitUntil(*end + std::chrono::minutes(1));
#ifndef PLUGIN_QUOTA_SLIDING_LOG_H_
#define PLUGIN_QUOTA_SLIDING_LOG_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "plugin/clock/clock.h"

namespace inflow {

class SlidingLog {
 public:
  SlidingLog() : slots_(kFirstSlots) {}

  // Keep makes the log hold at least the newest `ends` ends that are at most `age` old. It never
  // takes back what it held before: a window that was narrowed and widened again must find its
  // history.
  void Keep(size_t ends, Duration age);

  // Reserve makes room, so that the next `more` calls of Add need no memory. May throw
  // std::bad_alloc; the log is then unchanged.
  void Reserve(size_t more);

  // Add notes an end. Ends are in order: one before the newest counts as the newest. Reserve first.
  void Add(TimePoint end) noexcept;

  // NthNewest is the n-th newest end (1: the newest); nullopt where fewer have been noted. For an
  // end that is no longer held it is the newest of those: later than the truth, never earlier.
  std::optional<TimePoint> NthNewest(size_t n) const;

  // CountAfter counts the ends held that are later than `time`.
  size_t CountAfter(TimePoint time) const;

 private:
  static constexpr size_t kFirstSlots = 64;

  // At is the i-th oldest end held. The number of slots is a power of two.
  TimePoint& At(size_t i) { return slots_[(oldest_ + i) & (slots_.size() - 1)]; }
  const TimePoint& At(size_t i) const { return slots_[(oldest_ + i) & (slots_.size() - 1)]; }

  std::vector<TimePoint> slots_;  // a ring
  size_t oldest_ = 0;
  size_t size_ = 0;
  size_t max_ends_ = 1;
  Duration max_age_{};
  std::optional<TimePoint> dropped_;  // the newest end that is no longer held
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_SLIDING_LOG_H_

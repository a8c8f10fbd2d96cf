// SPDX-License-Identifier: Apache-2.0
//
// File: breaker.h
//
// When nothing answers: after a connection failure everything waits for a backoff, then one probe goes out. Five failures in a
// row mean that the service is unavailable.
#ifndef INFLOW_DELIVERY_BREAKER_H_
#define INFLOW_DELIVERY_BREAKER_H_

#include <string>
#include <string_view>

#include "inflow/clock/clock.h"
#include "inflow/retry/backoff.h"

namespace inflow {

class Breaker {
 public:
  static constexpr int kUnavailableAfter = 5;

  // Failed notes a connection failure. Several requests that were in flight together count as one. `hopeless` (a certificate that
  // is refused) means unavailable at once.
  void Failed(TimePoint request_started, TimePoint now, bool hopeless, std::string_view why, Backoff* backoff);

  // Reset: something answered, or nothing is left that could probe.
  void Reset() noexcept;

  bool closed() const { return failures_ == 0; }
  bool unavailable() const { return failures_ >= kUnavailableAfter; }
  TimePoint probe_at() const { return probe_at_; }
  const std::string& why() const { return why_; }

 private:
  int failures_ = 0;
  TimePoint failed_at_;
  TimePoint probe_at_;
  std::string why_;
};

}  // namespace inflow

#endif  // INFLOW_DELIVERY_BREAKER_H_

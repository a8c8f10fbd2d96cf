// SPDX-License-Identifier: Apache-2.0
//
// File: breaker.h
//
// When nothing answers, or only gateways do: everything waits for a backoff, then one request goes
// out as a trial. Five failures in a row mean that the service is unavailable.
#ifndef PLUGIN_DELIVERY_BREAKER_H_
#define PLUGIN_DELIVERY_BREAKER_H_

#include <string>
#include <string_view>

#include "plugin/clock/clock.h"
#include "plugin/retry/backoff.h"

namespace inflow {

class Breaker {
 public:
  static constexpr int kUnavailableAfter = 5;

  enum class Kind : uint8_t {
    kUnreachable,  // no byte was written, or it was a read: a trial costs nothing
    kUntrusted,    // likewise, and hopeless: unavailable at once
    kDoubt,  // the request may have been applied, and its records are in doubt: trials become rare
             // quickly
  };

  // Failed notes a failure. Several requests that were in flight together count as one.
  void Failed(TimePoint request_started, TimePoint now, Kind kind, std::string_view why,
              Backoff* backoff);

  // Reset: the service answered, or nothing is left to try.
  void Reset() noexcept;

  bool closed() const { return failures_ == 0; }
  bool unavailable() const { return failures_ >= kUnavailableAfter; }
  TimePoint trial_at() const { return trial_at_; }
  const std::string& why() const { return why_; }

 private:
  int failures_ = 0;
  TimePoint failed_at_;
  TimePoint trial_at_;
  std::string why_;
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_BREAKER_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: governor.h
//
// The rate limit as a sliding log. A request may start only when, in every window, fewer than `requests × share` are in flight or
// ended less than `per` ago (plus 0.1 % and 5 ms). Counting from the end of a request, however it ended, makes it safe under any
// jitter and any way of cutting windows. Pure: it returns decisions and times, it never waits.
#ifndef INFLOW_QUOTA_GOVERNOR_H_
#define INFLOW_QUOTA_GOVERNOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inflow/clock/clock.h"
#include "inflow/config/config.h"
#include "inflow/quota/quota_header.h"
#include "inflow/quota/sliding_log.h"

namespace inflow {

// Permit is the governor's answer.
struct Permit {
  bool granted = false;
  // Where not granted: when to ask again; nullopt: when a request in flight ends.
  std::optional<TimePoint> until;
};

// WindowState is one window for stats and reports.
struct WindowState {
  size_t requests = 0;  // allowed, after share
  Duration per{};
  size_t used = 0;
  std::optional<Duration> next_free;  // zero: now; nullopt: when a request in flight ends
};

class Governor {
 public:
  explicit Governor(const RateLimitConfig& config);

  // Reconfigure keeps what was spent and what was learned.
  void Reconfigure(const RateLimitConfig& config);

  // Ask grants a start now, and counts it as in flight, or says when.
  Permit Ask(TimePoint now);

  // Ended returns a granted permit. `spent` is false where no byte was written: such an attempt costs nothing.
  void Ended(TimePoint now, bool spent);

  // Learn reads an answer's quota headers: a window that an answer names is adopted, others' use of the quota is taken into
  // account once two answers in a row have shown which way the header counts. Call after Ended. Returns a sentence for the log
  // where something was adopted or learned, else "".
  std::string Learn(const std::vector<std::pair<std::string, std::string>>& headers, TimePoint now);

  std::vector<WindowState> Windows(TimePoint now) const;
  size_t in_flight() const { return in_flight_; }
};

}  // namespace inflow

#endif  // INFLOW_QUOTA_GOVERNOR_H_

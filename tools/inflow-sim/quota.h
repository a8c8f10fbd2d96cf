// SPDX-License-Identifier: Apache-2.0
//
// File: quota.h
//
// The service's side of a rate limit: windows that count every request, the refused ones too.
//
//   Quota quota({{.requests = 60, .per = Millis(60000)}}, Cut::kSliding);
//   if (!quota.Count(now)) …   // 429; quota.FreeAt(now) is when the next one would be let through
#ifndef TOOLS_INFLOW_SIM_QUOTA_H_
#define TOOLS_INFLOW_SIM_QUOTA_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

namespace inflow::sim {

// Instant is a time since the simulator's start, from a monotonic clock.
using Instant = std::chrono::microseconds;
using Millis = std::chrono::milliseconds;

struct Limit {
  int64_t requests = 60;
  Millis per{60000};
};

enum class Cut : uint8_t {
  kSliding,    // no span of the window's length holds more than the limit
  kFixed,      // counted from 0 again at every multiple of the length
  kAlternate,  // the first window sliding, the second fixed, and so on
};

// Window is one limit. Times may not go backwards.
class Window {
 public:
  Window(Limit limit, bool sliding) : limit_(limit), sliding_(sliding) {}

  // Count counts a request and tells whether it is within the limit.
  bool Count(Instant now);

  const Limit& limit() const { return limit_; }

  // Used is how many requests the window holds, at most the limit.
  int64_t Used(Instant now) const;

  // FreeAt is when a request would be within the limit if none came before it; now at the earliest.
  Instant FreeAt(Instant now) const;

 private:
  Instant FixedStart(Instant now) const { return now - now % Instant(limit_.per); }

  Limit limit_;
  bool sliding_;
  // The last `limit_.requests` arrivals: whether the window is full hangs on the oldest of them
  // alone.
  std::deque<Instant> arrivals_;
};

class Quota {
 public:
  Quota(const std::vector<Limit>& limits, Cut cut);
  bool Count(Instant now);  // in all windows; false where one is over
  Instant FreeAt(Instant now) const;
  const std::vector<Window>& windows() const { return windows_; }

 private:
  std::vector<Window> windows_;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_QUOTA_H_

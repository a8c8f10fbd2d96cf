// SPDX-License-Identifier: Apache-2.0
//
// File: gate.h
//
// The gate that 429 and Retry-After close for all requests of a handle.
//
//   gate.Throttled(classified.retry_after, request_started, now);
//   if (auto until = gate.ClosedUntil(now)) WaitUntil(*until);
#ifndef PLUGIN_RETRY_GATE_H_
#define PLUGIN_RETRY_GATE_H_

#include <optional>

#include "plugin/clock/clock.h"

namespace inflow {

class Gate {
 public:
  // Throttled closes the gate after a 429: for retry_after where the answer had one, else 60 s,
  // then twice as long each time in a row, up to 15 minutes. An answer to a request that started
  // before the gate closed does not lengthen the wait again (several in flight are refused
  // together), but a later Retry-After end wins. A retry_after of zero is believed once in a row;
  // then it counts as absent, lest a clock that is wrong or a service that says 0 every time is
  // asked without a pause.
  void Throttled(std::optional<Duration> retry_after, TimePoint request_started, TimePoint now);

  // Paused closes the gate for a Retry-After that came with another status.
  void Paused(Duration retry_after, TimePoint now);

  // Open opens the gate before its time: somebody knows better than the service.
  void Open(TimePoint now);

  // Succeeded resets the run of 429s.
  void Succeeded();

  // ClosedUntil is nullopt while the gate is open.
  std::optional<TimePoint> ClosedUntil(TimePoint now) const;

  // ClosedTime is how long the gate has been closed in all up to `now`: time that does not count
  // against max_elapsed.
  Duration ClosedTime(TimePoint now) const;

 private:
  void CloseFor(Duration wait, TimePoint now);

  // The gate is closed in [since_, until_); closed_before_ sums up what lies before since_.
  TimePoint since_{};
  TimePoint until_{};
  Duration closed_before_{};
  std::optional<TimePoint>
      throttled_at_;     // the last 429 that was not merely one of several refused together
  int unspecified_ = 0;  // 429s in a row that did not say how long
  bool believed_zero_ = false;
};

}  // namespace inflow

#endif  // PLUGIN_RETRY_GATE_H_

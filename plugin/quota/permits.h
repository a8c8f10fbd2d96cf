// SPDX-License-Identifier: Apache-2.0
//
// File: permits.h
//
// Who says when a request may start, so that the service's quota is kept.
#ifndef PLUGIN_QUOTA_PERMITS_H_
#define PLUGIN_QUOTA_PERMITS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugin/clock/clock.h"

namespace inflow {

// Permit is the answer to a request that wants to start.
struct Permit {
  bool granted = false;
  // Where not granted: when to ask again; nullopt: when a request in flight ends.
  std::optional<TimePoint> until{};
  uint64_t id = 0;  // where granted: which one it is
  // Not granted, and nobody can tell now: whoever keeps the quota cannot be asked.
  bool unavailable = false;
};

class Permits {
 public:
  virtual ~Permits() = default;

  // Ask asks for one request. What is granted is in flight until Ended, or until Renew takes it
  // back.
  virtual Permit Ask(TimePoint now) = 0;
  // Renew is asked right before a request's first byte is written. False: the permit has run out
  // and is none any more; nothing may be written before another one is granted.
  virtual bool Renew(uint64_t id, TimePoint now) noexcept = 0;
  // Ended says that a granted request has ended. What was never written has spent nothing.
  virtual void Ended(uint64_t id, TimePoint now, bool spent) noexcept = 0;
  // Learn reads an answer's headers, after Ended. It returns a sentence for the log, or "".
  virtual std::string Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                            TimePoint now) = 0;
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_PERMITS_H_

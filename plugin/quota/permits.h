// SPDX-License-Identifier: Apache-2.0
//
// File: permits.h
//
// Who says when a request may start, so that the service's quota is kept.
#ifndef PLUGIN_QUOTA_PERMITS_H_
#define PLUGIN_QUOTA_PERMITS_H_

#include <cstddef>
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
  std::optional<TimePoint> until;
};

class Permits {
 public:
  virtual ~Permits() = default;

  // Ask asks for one request. What is granted is in flight until Ended.
  virtual Permit Ask(TimePoint now) = 0;
  // Ended says that a granted request has ended. What was never written has spent nothing.
  virtual void Ended(TimePoint now, bool spent) noexcept = 0;
  // Learn reads an answer's headers, after Ended. It returns a sentence for the log, or "".
  virtual std::string Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                            TimePoint now) = 0;
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_PERMITS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: locked_governor.h
//
// The permits of one handle: a governor that any thread may ask how it stands.
#ifndef PLUGIN_QUOTA_LOCKED_GOVERNOR_H_
#define PLUGIN_QUOTA_LOCKED_GOVERNOR_H_

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "plugin/quota/governor.h"
#include "plugin/quota/permits.h"

namespace inflow {

class LockedGovernor final : public Permits {
 public:
  void Reconfigure(const RateLimitConfig& config) {
    const std::lock_guard lock(mutex_);
    governor_.Reconfigure(config);
  }
  std::vector<WindowState> Windows(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return governor_.Windows(now);
  }

  Permit Ask(TimePoint now) override {
    const std::lock_guard lock(mutex_);
    return governor_.Ask(now);
  }
  void Ended(TimePoint now, bool spent) noexcept override {
    const std::lock_guard lock(mutex_);
    governor_.Ended(now, spent);
  }
  std::string Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                    TimePoint now) override {
    const std::lock_guard lock(mutex_);
    return governor_.Learn(headers, now);
  }

 private:
  mutable std::mutex mutex_;
  Governor governor_{RateLimitConfig()};
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_LOCKED_GOVERNOR_H_

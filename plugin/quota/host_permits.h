// SPDX-License-Identifier: Apache-2.0
//
// File: host_permits.h
//
// The permits of a handle whose host keeps the quota for several machines: what this handle's own
// governor grants is asked of the host too.
#ifndef PLUGIN_QUOTA_HOST_PERMITS_H_
#define PLUGIN_QUOTA_HOST_PERMITS_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/quota/governor.h"
#include "plugin/quota/permits.h"

namespace inflow {

// QuotaHost is what the host has given, both or none. Neither may throw.
struct QuotaHost {
  // acquire asks for a request of the company. 1: granted, *permit is the host's number of it. 0:
  // ask again after *wait_ms. Anything else: the host cannot tell now.
  std::function<int32_t(std::string_view company, const std::vector<WindowConfig>& windows,
                        uint64_t* permit, int64_t* wait_ms)>
      acquire;
  // ended is called once for each grant.
  std::function<void(uint64_t permit, bool spent)> ended;
};

class HostPermits final : public Permits {
 public:
  explicit HostPermits(QuotaHost host);
  ~HostPermits() override { EndAll(); }

  // Reconfigure keeps what was spent and what was learned. `company` is what the host is told,
  // `longest` the longest wait that is taken from it.
  void Reconfigure(const RateLimitConfig& config, std::string company, Duration longest);
  // Windows may be asked by any thread, and by the host while it is asked itself. None is free
  // before the time at which the host wants to be asked again.
  std::vector<WindowState> Windows(TimePoint now) const;

  // EndAll tells the host that what is in flight has ended, spent; nothing in the child of a fork.
  void EndAll() noexcept;

  Permit Ask(TimePoint now) override;
  bool Renew(uint64_t, TimePoint) noexcept override { return true; }
  void Ended(uint64_t id, TimePoint now, bool spent) noexcept override;
  std::string Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                    TimePoint now) override;

 private:
  struct Grant {
    uint64_t id;
    uint64_t hosts;  // the host's number
  };

  bool AskOwn(TimePoint now, Permit* permit, std::vector<WindowConfig>* windows);
  void GiveBack(TimePoint now, TimePoint not_before) noexcept;

  QuotaHost host_;
  pid_t owner_;
  std::string company_;
  Duration longest_{};
  std::vector<Grant> grants_;
  uint64_t next_ = 1;
  mutable std::mutex mutex_;  // of the governor; never held while the host is asked
  Governor governor_{RateLimitConfig()};
  TimePoint not_before_{};  // what the host has said
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_HOST_PERMITS_H_

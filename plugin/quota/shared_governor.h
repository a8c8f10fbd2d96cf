// SPDX-License-Identifier: Apache-2.0
//
// File: shared_governor.h
//
// The permits of one handle: a governor that any thread may ask how it stands, and that shares what
// it does with others through a file, where the configuration names one. Without it, and where the
// file cannot be used, the handle counts its own requests alone.
#ifndef PLUGIN_QUOTA_SHARED_GOVERNOR_H_
#define PLUGIN_QUOTA_SHARED_GOVERNOR_H_

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "plugin/clock/boot.h"
#include "plugin/log/log.h"
#include "plugin/quota/governor.h"
#include "plugin/quota/permits.h"
#include "plugin/quota/quota_log.h"

namespace inflow {

class SharedGovernor final : public Permits {
 public:
  // Another process that is at work in the file is waited for this long in all, not at once; then
  // the handle goes on by what it knows.
  static constexpr Duration kBusyAtMost = std::chrono::seconds(10);

  // Both are borrowed and outlive the governor. `boot` is whose clock `clock` is.
  SharedGovernor(const Clock* clock, const Log* log, std::optional<Boot> boot = ThisBoot());
  // Requests that are in flight still count as spent now; not in the child of a fork, which leaves
  // its parent's leases alone.
  ~SharedGovernor() override;

  // Reconfigure keeps what was spent and what was learned. `company` is whose quota it is,
  // `timeout` how long a request takes at most. The file is opened by the first Ask.
  void Reconfigure(const RateLimitConfig& config, const std::string& company, Duration timeout);
  std::vector<WindowState> Windows(TimePoint now) const;

  // Ask never waits: where another process is at work in the file, `until` is soon.
  Permit Ask(TimePoint now) override;
  // Renew takes a lease anew that is older than a second.
  bool Renew(uint64_t id, TimePoint now) noexcept override;
  void Ended(uint64_t id, TimePoint now, bool spent) noexcept override;
  std::string Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                    TimePoint now) override;

 private:
  using SharedLog = std::shared_ptr<QuotaLog>;
  struct Lease {
    uint64_t permit;
    SharedLog log;
    int64_t row;
    Duration taken;  // since boot
  };
  // Owed is an end that the file does not know yet. Its lease, 0 for none, counts until then.
  struct Owed {
    SharedLog log;
    int64_t row;
    Duration at;
    bool spent;
  };
  using Step = absl::FunctionRef<absl::Status(const Moment&)>;

  Moment Now() const;
  Permit AskLocked(TimePoint now);
  Permit AskAlone(TimePoint now);
  bool RenewLocked(Lease* lease);
  absl::Status Turn(const SharedLog& log, Step step);
  absl::Status PayOwed(const SharedLog& log);
  void Apply(const QuotaLog::News& news);
  bool Waits(const absl::Status& status, Duration boot);
  void Lose(std::string_view why);
  void StartAlone();
  void Forget(uint64_t permit) noexcept;
  void Say(std::unique_lock<std::mutex>* lock) noexcept;

  const Clock* clock_;
  const Log* write_;
  std::optional<Boot> boot_;
  pid_t owner_;
  mutable std::mutex mutex_;
  Governor governor_{RateLimitConfig()};
  RateLimitConfig config_;
  Duration lease_length_{};
  SharedLog log_;  // null: none, or it cannot be used
  std::vector<Lease> leases_;
  std::vector<Owed> owed_;
  uint64_t next_permit_ = 1;
  std::optional<Duration> busy_since_;  // since boot
  bool busy_said_ = false;
  bool cold_started_ = false;
  std::string unsaid_;  // a warning, for when the lock is gone
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_SHARED_GOVERNOR_H_

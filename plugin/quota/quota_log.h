// SPDX-License-Identifier: Apache-2.0
//
// File: quota_log.h
//
// A company's requests in a file, for all that share its quota: what is in flight as leases, what
// has ended as spends.
//
// Invariants. A request that was granted has a lease or a spend from before its first byte until no
// window counts it any more. A lease whose time is over counts as a spend of that moment, so that
// whoever dies or stands still takes nothing with him; an end that comes later is a spend of its
// own. Times are CLOCK_BOOTTIME, which is the same for all processes of one boot and one time
// namespace: every row names its clock. What another boot has left, and what another namespace
// writes, is taken over as of the moment at which this clock first sees it. Rows go when no known
// window counts them; the tables never hold more than kMostRows spends.
//
// One turn is one transaction, and every turn reads what others have done since the last one.
//
//   QuotaLog log({path, company});
//   absl::Status s = log.Begin(moment, &news);
//   s = log.Take(moment, length, &lease);
//   s = log.Commit();
#ifndef PLUGIN_QUOTA_QUOTA_LOG_H_
#define PLUGIN_QUOTA_QUOTA_LOG_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "plugin/clock/boot.h"
#include "plugin/clock/clock.h"
#include "plugin/quota/governor.h"
#include "plugin/quota/internal/log_file.h"
#include "plugin/sqlite/transaction.h"

namespace inflow {

// Moment is one moment on both clocks.
struct Moment {
  TimePoint now;
  Duration boot{};  // since boot
  WallMillis wall = 0;

  TimePoint ToTime(Duration since_boot) const { return now - (boot - since_boot); }
  Duration ToBoot(TimePoint time) const { return boot - (now - time); }
};

class QuotaLog {
 public:
  static constexpr int64_t kMostRows = 100'000;

  struct Place {
    std::string path;
    std::string company;        // whose quota it is; never a secret
    bool makes_folder = false;  // with those above it, for their owner alone
    bool operator==(const Place&) const = default;
  };

  // PlaceOf takes a path that ends in / for a folder in which every company has a file.
  static Place PlaceOf(std::string path, std::string company);

  // News is what sisters have done since the last turn.
  struct News {
    std::vector<TimePoint> spends;
    size_t sisters = 0;  // of their requests in flight
    std::array<HeaderQuota, Governor::kHeaders> headers;
    // Since when the log knows of the company; nullopt: since another boot.
    std::optional<TimePoint> since;
    Cold cold = Cold::kOver;
  };

  // `boot` is whose clock the moments are from.
  QuotaLog(Place place, std::optional<Boot> boot);

  const Place& place() const { return place_; }

  // All errors are Unavailable where another process is at work and the turn may be tried again,
  // and FailedPrecondition where the file cannot be used. Begin opens the file where it is not
  // open.
  absl::Status Begin(const Moment& moment, News* news);
  // Take notes a request that may start, until `length` from now. Extend does so once more, under
  // another number; false in *there where its time was over.
  absl::Status Take(const Moment& moment, Duration length, int64_t* lease);
  absl::Status Extend(const Moment& moment, Duration length, int64_t* lease, bool* there);
  // End notes that a request has ended, 0 for one without a lease.
  absl::Status End(int64_t lease, Duration at, bool spent);
  // Share tells sisters what this one knows.
  absl::Status Share(const Governor& governor, const Moment& moment);
  absl::Status Commit();
  void Rollback() noexcept { transaction_.reset(); }

  // KeepFor makes the log keep what these windows count.
  void KeepFor(const std::vector<WindowConfig>& windows);

  // WaitAtMost lets turns wait for other processes.
  void WaitAtMost(int milliseconds);

 private:
  struct Clock {
    int64_t id = 0;
    int64_t seen_spends = 0, seen_leases = 0;  // of other clocks
  };

  absl::Status Open();
  absl::Status FindClock();
  absl::Status TakeForeign(const Moment& moment);
  absl::Status TakeDead(int64_t clock, const Moment& moment);
  absl::Status CopyLiving(const Moment& moment);
  absl::Status FindCompany(const Moment& moment, News* news);
  absl::Status ReadLeases(const Moment& moment, News* news);
  absl::Status ReadSpends(const Moment& moment, News* news);
  absl::Status ReadHeaders(const Moment& moment, News* news);
  absl::Status ShareWindows(const Moment& moment);
  absl::Status Prune(const Moment& moment);

  Place place_;
  std::optional<Boot> boot_;
  quota_internal::LogFile file_;
  std::optional<Transaction> transaction_;
  int64_t holder_;
  Clock clock_;
  int64_t company_ = 0;
  int64_t last_seen_ = 0;     // of sisters' spends, as of the last turn that was committed
  int64_t seen_in_turn_ = 0;  // as of this one
  std::vector<WindowConfig> windows_;
  bool windows_shared_ = false;
  size_t until_prune_ = 0;  // turns
  std::array<uint64_t, Governor::kHeaders> readings_shared_{};
  Cold cold_ = Cold::kWarm;  // as the file has it
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_QUOTA_LOG_H_

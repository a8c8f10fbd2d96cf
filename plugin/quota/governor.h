// SPDX-License-Identifier: Apache-2.0
//
// File: governor.h
//
// The rate limit as a sliding log. A request may start only when, in every window, fewer than
// `requests × share` are in flight or ended less than `per` ago (plus 0.1 % and 5 ms). Counting
// from the end of a request, however it ended, makes it safe under any jitter and any way of
// cutting windows. Pure: it returns decisions and times, it never waits.
//
//   Permit permit = governor.Ask(now);
//   if (!permit.granted) WaitUntil(permit.until);  // or until a request ends
//   ... send, get the answer ...
//   governor.Ended(now, exchange.wrote);
//   governor.Learn(exchange.headers, now);
#ifndef PLUGIN_QUOTA_GOVERNOR_H_
#define PLUGIN_QUOTA_GOVERNOR_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/clock/clock.h"
#include "plugin/config/config.h"
#include "plugin/quota/permits.h"
#include "plugin/quota/quota_header.h"
#include "plugin/quota/sliding_log.h"

namespace inflow {

// HeaderQuota is what one of the service's headers has told, for those who share the quota.
struct HeaderQuota {
  size_t total = 0;  // 0: the header was never seen
  QuotaDirection direction = QuotaDirection::kUnknown;
  size_t others = 0;  // others' use as of the answer at read_at; it is forgotten at others_until
  TimePoint others_until{};
  TimePoint read_at{};
  size_t count = 0;       // of the answer at read_at
  size_t own = 0;         // requests in the window as it came, of all that share the quota
  uint64_t readings = 0;  // how often the governor itself has read it
};

// Cold is how far a cold start has come. It only goes on.
enum class Cold : uint8_t {
  kWarm,  // there was none, or it is over
  kUnasked,
  kWithoutCounts,  // the service has answered, and told nothing of its quota
  kCounted,        // it has, and which way its headers count is not known yet
  kOver,
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

  // Ask grants a start now, and counts it as in flight, or says when. At most `max_in_flight` are
  // in flight.
  Permit Ask(TimePoint now);

  // Ended returns a granted permit. `spent` is false where no byte was written: such an attempt
  // costs nothing.
  void Ended(TimePoint now, bool spent) noexcept;

  // Learn reads an answer's quota headers: a window that an answer names is adopted beside the
  // configured ones, so it can only make them stricter. Its length is the header's usual one (a
  // minute, an hour), or that of the configured window with the same count where none has the usual
  // length. Others' use of the quota is taken into account once two answers in a row have shown
  // which way the header counts: own and others' requests together stay within the header's total,
  // whatever `share` is. Call after Ended. Returns a sentence for the log where something was
  // adopted or learned, else "".
  std::string Learn(const std::vector<std::pair<std::string, std::string>>& headers, TimePoint now);

  // Windows are the configured windows, then the adopted ones. `used` includes what others leave us
  // less of.
  std::vector<WindowState> Windows(TimePoint now) const;
  size_t in_flight() const { return in_flight_; }

  // Sisters are governors that share the quota and tell each other what they do: what they spend
  // counts like what this one spends, but for max_in_flight. SisterSpent notes the end of one of
  // their requests, SetSisters how many they have in flight. The first may throw std::bad_alloc;
  // nothing has changed then.
  void SisterSpent(TimePoint end);
  void SetSisters(size_t in_flight);
  size_t sisters() const { return sisters_; }

  // headers is what the service's headers have told, in an order of the governor's own; TakeHeader
  // takes over what a sister has learned of one since.
  static constexpr size_t kHeaders = 2;
  std::array<HeaderQuota, kHeaders> headers() const;
  void TakeHeader(size_t index, const HeaderQuota& told);

  // StartCold says that what was spent before `since` is unknown, for a window's length from then
  // on. kLearn grants one request at a time until the service has answered, and then what its own
  // counts leave, all of it where it sends none; kFull takes every window for full as of `since`;
  // kEmpty changes nothing. SetCold takes over how far a sister has
  // come.
  void StartCold(ColdStart start, TimePoint since);
  void SetCold(Cold cold) { cold_ = std::max(cold_, cold); }
  Cold cold() const { return cold_; }

 private:
  // Quota is what one header has told.
  struct Quota {
    std::string_view header;
    Duration usual_per{};
    size_t first_total = 0;  // 0: never seen. It decides the window's length, also when the header
                             // names another total later
    size_t total = 0;
    Duration per{};
    DirectionLearner learner;
    size_t others = 0;  // others' use as of the last answer; it is forgotten at others_until
    TimePoint others_until{};
    TimePoint read_at{};
    size_t count = 0;
    size_t own = 0;
    uint64_t readings = 0;
  };
  using Quotas = std::array<Quota, kHeaders>;

  // Window is one limit in force. `span` is `per` with its margin; `quota` is the place in quotas_
  // of the header that tells of it.
  struct Window {
    size_t limit = 0;
    Duration per{};
    Duration span{};
    std::optional<size_t> quota;
  };

  static std::vector<Window> MakeWindows(const RateLimitConfig& config, const Quotas& quotas);
  void Apply(const RateLimitConfig& config, const Quotas& quotas);
  bool Adopt(size_t index, size_t total);
  bool CountOthers(size_t index, size_t count, TimePoint now);
  size_t LimitAt(const Window& window, TimePoint now) const;
  std::optional<TimePoint> FreeUnder(size_t limit, Duration span) const;
  std::optional<TimePoint> FreeAt(const Window& window, TimePoint now) const;
  bool IsCold(Duration span, TimePoint now) const;
  bool MustGoAlone(TimePoint now) const;
  void NoteCounts(bool counts);
  size_t all_in_flight() const { return in_flight_ + sisters_; }

  RateLimitConfig config_;
  Quotas quotas_;
  std::vector<Window> windows_;
  SlidingLog log_;
  size_t in_flight_ = 0;
  size_t sisters_ = 0;
  uint64_t ended_ = 0;
  Cold cold_ = Cold::kWarm;
  ColdStart cold_start_ = ColdStart::kEmpty;
  TimePoint cold_since_{};
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_GOVERNOR_H_

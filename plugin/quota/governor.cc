// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/governor.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// Nothing longer ends in practice; the bound keeps sums of times from overflowing.
constexpr Duration kLongest = std::chrono::hours(24 * 365 * 100);

// A window may be adopted late, from any answer; this much history is kept so that it finds what
// was spent before.
constexpr Duration kHistory = std::chrono::hours(1);
constexpr size_t kHistoryEnds = 4096;

// An answer takes at most this part of a window, as a rule.
constexpr int kBlurPart = 20;

// The service's clock may run faster than ours, and its timer may be coarse.
Duration WithMargin(Duration per) {
  const Duration bounded = std::clamp(per, Duration::zero(), kLongest);
  return bounded + bounded / 1000 + std::chrono::milliseconds(5);
}

// Rounded down, so that no window ever holds more than its share; the addend undoes binary rounding
// (0.29 × 100 is below 29).
size_t Share(size_t requests, double share) {
  const double allowed = std::floor(static_cast<double>(requests) * share + 1e-9);
  return static_cast<size_t>(std::min(std::max(1.0, allowed), 1e15));
}

// The header does not say how long its window is. A window that is configured with the header's
// total is the one it tells of, unless the usual one is configured too.
Duration PeriodOf(const RateLimitConfig& config, Duration usual, size_t total) {
  Duration per = usual;
  for (const WindowConfig& window : config.windows) {
    if (window.per == usual) return usual;
    if (window.requests == total) per = window.per;
  }
  return per;
}

std::optional<QuotaReading> ReadQuota(
    const std::vector<std::pair<std::string, std::string>>& headers, std::string_view name) {
  const auto header = std::find_if(headers.begin(), headers.end(),
                                   [name](const auto& line) { return line.first == name; });
  if (header == headers.end()) return std::nullopt;
  return ParseQuota(header->second);
}

}  // namespace

Governor::Governor(const RateLimitConfig& config) {
  quotas_[0].header = "x-inflow-api-rate-limit";
  quotas_[0].usual_per = std::chrono::minutes(1);
  quotas_[1].header = "x-ratelimit-limit";
  quotas_[1].usual_per = std::chrono::hours(1);
  Apply(config, quotas_);
}

void Governor::Reconfigure(const RateLimitConfig& config) {
  Quotas quotas = quotas_;
  for (Quota& quota : quotas) quota.per = PeriodOf(config, quota.usual_per, quota.first_total);
  Apply(config, quotas);
}

std::vector<Governor::Window> Governor::MakeWindows(const RateLimitConfig& config,
                                                    const Quotas& quotas) {
  std::vector<Window> windows;
  for (const WindowConfig& window : config.windows) {
    windows.push_back(
        {Share(window.requests, config.share), window.per, WithMargin(window.per), std::nullopt});
  }
  for (size_t i = 0; i < quotas.size(); ++i) {
    const Quota& quota = quotas[i];
    if (quota.total == 0) continue;
    const size_t limit = Share(quota.total, config.share);
    const auto same = std::find_if(windows.begin(), windows.end(), [&quota](const Window& window) {
      return !window.quota && window.per == quota.per;
    });
    if (same == windows.end()) {
      windows.push_back({limit, quota.per, WithMargin(quota.per), i});
    } else {
      same->limit = std::min(same->limit, limit);
      same->quota = i;
    }
  }
  return windows;
}

// All that may run out of memory comes before the first change.
void Governor::Apply(const RateLimitConfig& config, const Quotas& quotas) {
  RateLimitConfig new_config = config;
  std::vector<Window> windows = MakeWindows(config, quotas);
  size_t ends = kHistoryEnds;
  Duration age = WithMargin(kHistory);
  for (const Window& window : windows) {
    ends = std::max(ends, window.limit);
    age = std::max(age, window.span);
  }
  log_.Keep(ends, age);
  log_.Reserve(in_flight_);
  config_ = std::move(new_config);
  quotas_ = quotas;
  windows_ = std::move(windows);
}

Permit Governor::Ask(TimePoint now) {
  if (in_flight_ >= std::max(config_.max_in_flight, size_t{1})) return {};
  if (MustGoAlone(now) && all_in_flight() > 0) return {};
  TimePoint until = now;
  for (const Window& window : windows_) {
    const std::optional<TimePoint> free = FreeAt(window, now);
    if (!free) return {};
    until = std::max(until, *free);
  }
  if (until > now) return {false, until};
  log_.Reserve(in_flight_ + 1);
  ++in_flight_;
  return {true, std::nullopt};
}

void Governor::Ended(TimePoint now, bool spent) noexcept {
  if (in_flight_ == 0) return;
  --in_flight_;
  if (!spent) return;
  log_.Add(now);
  ++ended_;
}

void Governor::SisterSpent(TimePoint end) {
  log_.Reserve(in_flight_ + 1);
  log_.Add(end);
  ++ended_;
}

void Governor::SetSisters(size_t in_flight) { sisters_ = in_flight; }

std::array<HeaderQuota, Governor::kHeaders> Governor::headers() const {
  std::array<HeaderQuota, kHeaders> all;
  for (size_t i = 0; i < kHeaders; ++i) {
    const Quota& quota = quotas_[i];
    all[i] = {quota.total,   quota.learner.direction(),
              quota.others,  quota.others_until,
              quota.read_at, quota.count,
              quota.own,     quota.readings};
  }
  return all;
}

void Governor::TakeHeader(size_t index, const HeaderQuota& told) {
  if (told.total == 0 || told.total > kMaxQuotaTotal || told.read_at <= quotas_[index].read_at)
    return;
  if (told.total != quotas_[index].total) Adopt(index, told.total);
  Quota& quota = quotas_[index];
  quota.read_at = told.read_at;
  quota.others = told.others;
  quota.others_until = told.others_until;
  quota.learner.Believe(told.direction);
  if (told.own > 0) quota.learner.Begin(told.count, told.own, ended_);
}

void Governor::StartCold(ColdStart start, TimePoint since) {
  cold_start_ = start;
  cold_since_ = since;
  if (start != ColdStart::kEmpty) SetCold(Cold::kUnasked);
}

// IsCold tells whether what was spent before a cold start may still count in a window.
bool Governor::IsCold(Duration span, TimePoint now) const {
  return cold_ != Cold::kWarm && cold_ != Cold::kOver && now < cold_since_ + span;
}

bool Governor::MustGoAlone(TimePoint now) const {
  if (cold_start_ != ColdStart::kLearn || cold_ != Cold::kUnasked) return false;
  return std::any_of(windows_.begin(), windows_.end(),
                     [&](const Window& window) { return IsCold(window.span, now); });
}

// NoteCounts takes notice of an answer's having told of the quota, or not.
void Governor::NoteCounts(bool counts) {
  if (cold_ == Cold::kWarm || cold_start_ != ColdStart::kLearn) return;
  if (!counts) return SetCold(Cold::kWithoutCounts);
  const bool known = std::all_of(quotas_.begin(), quotas_.end(), [](const Quota& quota) {
    return quota.total == 0 || quota.learner.direction() != QuotaDirection::kUnknown;
  });
  SetCold(known ? Cold::kOver : Cold::kCounted);
}

// FreeUnder is when fewer than `limit` are in flight or ended within `span`; nullopt while `limit`
// are in flight.
std::optional<TimePoint> Governor::FreeUnder(size_t limit, Duration span) const {
  if (all_in_flight() >= limit) return std::nullopt;
  const std::optional<TimePoint> end = log_.NthNewest(limit - all_in_flight());
  return end ? *end + span : TimePoint::min();
}

// LimitAt is what others leave us of a window's limit.
size_t Governor::LimitAt(const Window& window, TimePoint now) const {
  if (!window.quota) return window.limit;
  const Quota& quota = quotas_[*window.quota];
  if (quota.others_until <= now) return window.limit;
  return std::min(window.limit, quota.total - std::min(quota.total, quota.others));
}

std::optional<TimePoint> Governor::FreeAt(const Window& window, TimePoint now) const {
  std::optional<TimePoint> alone = FreeUnder(window.limit, window.span);
  if (alone && cold_start_ == ColdStart::kFull && IsCold(window.span, now))
    alone = std::max(*alone, cold_since_ + window.span);
  const size_t limit = LimitAt(window, now);
  if (!alone || limit == window.limit) return alone;
  const TimePoint forgotten = std::max(*alone, quotas_[*window.quota].others_until);
  const std::optional<TimePoint> beside_others = FreeUnder(limit, window.span);
  return beside_others ? std::min(*beside_others, forgotten) : forgotten;
}

std::string Governor::Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                            TimePoint now) {
  std::string learned;
  bool counts = false;
  for (size_t i = 0; i < quotas_.size(); ++i) {
    const std::optional<QuotaReading> reading = ReadQuota(headers, quotas_[i].header);
    if (!reading) continue;
    counts = true;
    if (reading->total != quotas_[i].total && Adopt(i, reading->total)) {
      absl::StrAppend(&learned, learned.empty() ? "" : "; ", "the service names a quota of ",
                      quotas_[i].total, " requests per ", ToMillis(quotas_[i].per),
                      " ms, which is kept from now on");
    }
    if (CountOthers(i, reading->count, now)) {
      const std::string_view header = quotas_[i].header;
      absl::StrAppend(&learned, learned.empty() ? "" : "; ", Absl(header), " counts the requests ",
                      quotas_[i].learner.direction() == QuotaDirection::kUsed ? "used" : "left",
                      ", so that others' use of the quota is taken into account");
    }
  }
  NoteCounts(counts);
  return learned;
}

// Adopt tells whether the limits have changed.
bool Governor::Adopt(size_t index, size_t total) {
  Quotas quotas = quotas_;
  Quota& quota = quotas[index];
  if (quota.first_total == 0) {
    quota.first_total = total;
    quota.per = PeriodOf(config_, quota.usual_per, total);
  }
  quota.total = total;
  quota.learner = DirectionLearner();
  const std::vector<Window> before = windows_;
  Apply(config_, quotas);
  return !std::equal(
      before.begin(), before.end(), windows_.begin(), windows_.end(),
      [](const Window& a, const Window& b) { return a.limit == b.limit && a.per == b.per; });
}

// CountOthers tells whether the direction has become known.
bool Governor::CountOthers(size_t index, size_t count, TimePoint now) {
  Quota& quota = quotas_[index];
  const Duration span = WithMargin(quota.per);
  const Duration blur = quota.per / kBlurPart;
  const DirectionLearner::Ours ours{log_.CountAfter(now - quota.per + blur),
                                    log_.CountAfter(now - span - blur), ended_, all_in_flight()};
  const QuotaDirection before = quota.learner.direction();
  quota.learner.Observe(count, ours);
  const QuotaDirection direction = quota.learner.direction();
  // In doubt a request is our own: taken for another's it would slow us down for a whole window.
  const size_t own = all_in_flight() + ours.at_most;
  size_t used = direction == QuotaDirection::kUsed ? count : quota.total - count;
  quota.others_until = now + span;
  if (direction == QuotaDirection::kUnknown) {
    // Of two readings, the careful one as long as nothing else is known.
    const bool careful = cold_start_ == ColdStart::kLearn && IsCold(span, now);
    used = careful ? std::max(count, quota.total - count) : 0;
    quota.others_until = careful ? cold_since_ + span : now;
  }
  quota.others = used - std::min(used, own);
  quota.read_at = now;
  quota.count = count;
  quota.own = own;
  ++quota.readings;
  return direction != QuotaDirection::kUnknown && direction != before;
}

std::vector<WindowState> Governor::Windows(TimePoint now) const {
  std::vector<WindowState> states;
  for (const Window& window : windows_) {
    WindowState& state = states.emplace_back();
    state.requests = window.limit;
    state.per = window.per;
    state.used = all_in_flight() + log_.CountAfter(now - window.span) +
                 (window.limit - LimitAt(window, now));
    if (const std::optional<TimePoint> free = FreeAt(window, now)) {
      state.next_free = std::max(*free, now) - now;
    }
  }
  return states;
}

}  // namespace inflow

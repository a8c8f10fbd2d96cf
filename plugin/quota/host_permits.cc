// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/host_permits.h"

#include <unistd.h>

#include <algorithm>

#include "absl/cleanup/cleanup.h"

namespace inflow {
namespace {

// A host that says 0 of 0 ms must not make the loop spin.
constexpr Duration kShortestWait = std::chrono::milliseconds(1);

}  // namespace

HostPermits::HostPermits(QuotaHost host) : host_(std::move(host)), owner_(getpid()) {}

void HostPermits::EndAll() noexcept {
  if (owner_ != getpid()) return;
  while (!grants_.empty()) {
    const uint64_t hosts = grants_.back().hosts;
    grants_.pop_back();
    host_.ended(hosts, /*spent=*/true);
  }
}

void HostPermits::Reconfigure(const RateLimitConfig& config, std::string company,
                              Duration longest) {
  const std::lock_guard lock(mutex_);
  governor_.Reconfigure(config);
  company_ = std::move(company);
  longest_ = std::max(longest, kShortestWait);
}

std::vector<WindowState> HostPermits::Windows(TimePoint now) const {
  const std::lock_guard lock(mutex_);
  std::vector<WindowState> windows = governor_.Windows(now);
  for (WindowState& window : windows) {
    if (window.next_free) window.next_free = std::max(*window.next_free, not_before_ - now);
  }
  return windows;
}

// AskOwn asks the governor, and tells the windows that are in force.
bool HostPermits::AskOwn(TimePoint now, Permit* permit, std::vector<WindowConfig>* windows) {
  const std::lock_guard lock(mutex_);
  for (const WindowState& window : governor_.Windows(now))
    windows->push_back({window.requests, window.per});
  *permit = governor_.Ask(now);
  return permit->granted;
}

void HostPermits::GiveBack(TimePoint now, TimePoint not_before) noexcept {
  const std::lock_guard lock(mutex_);
  not_before_ = not_before;
  governor_.Ended(now, /*spent=*/false);
}

Permit HostPermits::Ask(TimePoint now) {
  Permit permit;
  std::vector<WindowConfig> windows;
  grants_.reserve(grants_.size() + 1);
  if (!AskOwn(now, &permit, &windows)) return permit;
  TimePoint not_before = now;
  absl::Cleanup give_back = [&] { GiveBack(now, not_before); };
  Grant grant{next_, 0};
  int64_t wait_ms = 0;
  const int32_t said = host_.acquire(company_, windows, &grant.hosts, &wait_ms);
  if (said == 1) {
    std::move(give_back).Cancel();
    ++next_;
    grants_.push_back(grant);
    return {.granted = true, .id = grant.id};
  }
  if (said != 0) return {.unavailable = true};
  // Milliseconds are compared first, so that none overflows.
  const Duration wait = wait_ms >= ToMillis(longest_)
                            ? longest_
                            : std::max<Duration>(std::chrono::milliseconds(wait_ms), kShortestWait);
  not_before = now + wait;
  return {.until = not_before};
}

void HostPermits::Ended(uint64_t id, TimePoint now, bool spent) noexcept {
  {
    const std::lock_guard lock(mutex_);
    governor_.Ended(now, spent);
  }
  const auto grant =
      std::find_if(grants_.begin(), grants_.end(), [id](const Grant& one) { return one.id == id; });
  if (grant == grants_.end()) return;
  const uint64_t hosts = grant->hosts;
  grants_.erase(grant);
  host_.ended(hosts, spent);
}

std::string HostPermits::Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                               TimePoint now) {
  const std::lock_guard lock(mutex_);
  return governor_.Learn(headers, now);
}

}  // namespace inflow

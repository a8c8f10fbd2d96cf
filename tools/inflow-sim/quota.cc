// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/quota.h"

#include <algorithm>

namespace inflow::sim {

bool Window::Count(Instant now) {
  const bool within = Used(now) < limit_.requests;
  arrivals_.push_back(now);
  if (std::ssize(arrivals_) > limit_.requests) arrivals_.pop_front();
  return within;
}

int64_t Window::Used(Instant now) const {
  // A sliding window is open at its far end: an arrival exactly one length ago is out.
  const auto oldest = sliding_
                          ? std::upper_bound(arrivals_.begin(), arrivals_.end(), now - limit_.per)
                          : std::lower_bound(arrivals_.begin(), arrivals_.end(), FixedStart(now));
  return arrivals_.end() - oldest;
}

Instant Window::FreeAt(Instant now) const {
  if (Used(now) < limit_.requests) return now;
  return (sliding_ ? arrivals_.front() : FixedStart(now)) + limit_.per;
}

Quota::Quota(const std::vector<Limit>& limits, Cut cut) {
  for (size_t i = 0; i < limits.size(); ++i) {
    windows_.emplace_back(limits[i],
                          cut == Cut::kSliding || (cut == Cut::kAlternate && i % 2 == 0));
  }
}

bool Quota::Count(Instant now) {
  bool within = true;
  for (Window& window : windows_) within = window.Count(now) && within;
  return within;
}

Instant Quota::FreeAt(Instant now) const {
  Instant free = now;
  for (const Window& window : windows_) free = std::max(free, window.FreeAt(now));
  return free;
}

}  // namespace inflow::sim

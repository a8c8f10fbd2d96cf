// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/gate.h"

#include <algorithm>
#include <chrono>

namespace inflow {
namespace {

constexpr Duration kFirstWait = std::chrono::seconds(60);
constexpr Duration kLongestWait = std::chrono::minutes(15);

// Keeps `now + wait` from overflowing, whatever a service says.
constexpr Duration kLongestBelieved = std::chrono::hours(24 * 365 * 100);

}  // namespace

void Gate::Throttled(std::optional<Duration> retry_after, TimePoint request_started,
                     TimePoint now) {
  const bool refused_together = throttled_at_ && request_started <= *throttled_at_;
  if (retry_after && *retry_after <= Duration::zero()) {
    if (believed_zero_) retry_after.reset();
    believed_zero_ = true;
  }
  if (retry_after) {
    CloseFor(*retry_after, now);
  } else if (!refused_together) {
    Duration wait = kFirstWait;
    for (int i = 0; i < unspecified_ && wait < kLongestWait; ++i) wait *= 2;
    ++unspecified_;
    CloseFor(std::min(wait, kLongestWait), now);
  }
  if (!refused_together) throttled_at_ = now;
}

void Gate::Paused(Duration retry_after, TimePoint now) { CloseFor(retry_after, now); }

void Gate::Open(TimePoint now) { until_ = std::max(since_, std::min(until_, now)); }

void Gate::Succeeded() {
  unspecified_ = 0;
  believed_zero_ = false;
}

std::optional<TimePoint> Gate::ClosedUntil(TimePoint now) const {
  if (until_ <= now) return std::nullopt;
  return until_;
}

Duration Gate::ClosedTime(TimePoint now) const {
  return closed_before_ + std::max(std::min(now, until_) - since_, Duration::zero());
}

void Gate::CloseFor(Duration wait, TimePoint now) {
  if (wait <= Duration::zero()) return;
  const TimePoint until = now + std::min(wait, kLongestBelieved);
  if (until_ <= now) {
    closed_before_ += until_ - since_;
    since_ = now;
    until_ = until;
  } else {
    until_ = std::max(until_, until);
  }
}

}  // namespace inflow

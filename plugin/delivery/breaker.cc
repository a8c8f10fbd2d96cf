// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/breaker.h"

#include <algorithm>

namespace inflow {

void Breaker::Failed(TimePoint request_started, TimePoint now, Kind kind, std::string_view why,
                     Backoff* backoff) {
  if (failures_ > 0 && request_started < failed_at_) return;
  why_ = why;
  failures_ = kind == Kind::kUntrusted ? std::max(failures_ + 1, kUnavailableAfter) : failures_ + 1;
  failed_at_ = now;
  trial_at_ =
      now + (kind == Kind::kDoubt ? backoff->NextSteep(failures_) : backoff->Next(failures_));
}

void Breaker::Reset() noexcept {
  failures_ = 0;
  why_.clear();
}

}  // namespace inflow

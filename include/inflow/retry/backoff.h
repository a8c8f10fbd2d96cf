// SPDX-License-Identifier: Apache-2.0
//
// File: backoff.h
//
// How long to wait before the next attempt: capped exponential with full jitter from a seed, so that a test can assert the
// sequence.
#ifndef INFLOW_RETRY_BACKOFF_H_
#define INFLOW_RETRY_BACKOFF_H_

#include <cstdint>

#include "inflow/clock/clock.h"

namespace inflow {

class Backoff {
 public:
  Backoff(Duration initial, Duration max, uint64_t seed);

  // Next returns a wait between half of and the whole min(max, initial × 2^(failures-1)). failures: 1 after the first failure.
  Duration Next(int failures);

 private:
  Duration initial_;
  Duration max_;
  uint64_t state_;
};

}  // namespace inflow

#endif  // INFLOW_RETRY_BACKOFF_H_

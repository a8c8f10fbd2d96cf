// SPDX-License-Identifier: Apache-2.0
//
// File: backoff.h
//
// How long to wait before the next attempt: capped exponential with jitter from a seed, so that a
// test can assert the sequence. The jitter covers the upper half of the wait: spread enough for
// many destinations to come apart, and never an immediate retry.
//
//   Backoff backoff(config.initial_backoff, config.max_backoff, seed);
//   retry_at = now + backoff.Next(failures);
#ifndef PLUGIN_RETRY_BACKOFF_H_
#define PLUGIN_RETRY_BACKOFF_H_

#include <cstdint>

#include "plugin/clock/clock.h"

namespace inflow {

class Backoff {
 public:
  Backoff(Duration initial, Duration max, uint64_t seed);

  // Next returns a wait between half of and the whole min(max, initial × 2^(failures-1)). failures:
  // 1 after the first failure; less counts as 1.
  Duration Next(int failures);

  // NextSteep is for attempts that cost something, whatever `max` says: between half of and the
  // whole of initial × 8^(failures-1), a day at most.
  Duration NextSteep(int failures);

 private:
  Duration Jittered(Duration whole);

  Duration initial_;
  Duration max_;
  uint64_t state_;
};

}  // namespace inflow

#endif  // PLUGIN_RETRY_BACKOFF_H_

// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/backoff.h"

#include <algorithm>

namespace inflow {
namespace {

// SplitMix64 by Sebastiano Vigna (public domain): a standard engine with a standard distribution
// would give other sequences with another library.
uint64_t NextRandom(uint64_t* state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

}  // namespace

Backoff::Backoff(Duration initial, Duration max, uint64_t seed)
    : initial_(std::max(initial, Duration::zero())),
      max_(std::max(max, Duration::zero())),
      state_(seed) {}

Duration Backoff::Next(int failures) {
  Duration whole = std::min(initial_, max_);
  for (int i = 1; i < failures && whole > Duration::zero() && whole < max_; ++i) {
    whole = whole > max_ / 2 ? max_ : whole * 2;
  }
  return Jittered(whole);
}

Duration Backoff::NextSteep(int failures) {
  constexpr Duration kLongest = std::chrono::hours(24);
  Duration whole = std::min(initial_, kLongest);
  for (int i = 1; i < failures && whole < kLongest; ++i) whole = std::min(whole * 8, kLongest);
  return Jittered(whole);
}

// At least half of it, so that a retry never follows at once.
Duration Backoff::Jittered(Duration whole) {
  const Duration half = whole / 2;
  const auto steps = static_cast<uint64_t>((whole - half).count()) + 1;
  return half + Duration(static_cast<Duration::rep>(NextRandom(&state_) % steps));
}

}  // namespace inflow

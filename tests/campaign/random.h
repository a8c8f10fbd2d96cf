// SPDX-License-Identifier: Apache-2.0
//
// File: random.h
//
// Draws from a seed: the same on every machine.
//
//   Random random(Mix(seed, "r1,r2"));
//   if (random.Chance(20)) size = random.Between(2, 5);
#ifndef TESTS_CAMPAIGN_RANDOM_H_
#define TESTS_CAMPAIGN_RANDOM_H_

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace inflow::campaign {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {  // SplitMix64
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  // Between draws from low to high, both included.
  int Between(int low, int high) {
    return low + static_cast<int>(Next() % static_cast<uint64_t>(high - low + 1));
  }

  bool Chance(int percent) { return Between(1, 100) <= percent; }

  template <typename T>
  T Pick(std::initializer_list<T> from) {
    return from.begin()[Next() % from.size()];
  }

 private:
  uint64_t state_;
};

// Mix is a seed made of another one and what a draw is for.
inline uint64_t Mix(uint64_t seed, std::string_view what) {
  uint64_t hash = 0xCBF29CE484222325u ^ seed;
  for (const char c : what) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return Random(hash).Next();
}

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_RANDOM_H_

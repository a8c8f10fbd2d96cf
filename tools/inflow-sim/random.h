// SPDX-License-Identifier: Apache-2.0
//
// File: random.h
//
// Numbers that look random and are the same on every machine: ids made by the server, shares of
// faults.
#ifndef TOOLS_INFLOW_SIM_RANDOM_H_
#define TOOLS_INFLOW_SIM_RANDOM_H_

#include <cstdint>

namespace inflow::sim {

// Mix is the finaliser of SplitMix64: a bijection whose output bits all depend on all input bits.
constexpr uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_RANDOM_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: process_mark.h
//
// Tells a process from those that were forked of it, also in a PID namespace of their own, where
// both may have the same number.
#ifndef PLUGIN_BOUNDARY_INTERNAL_PROCESS_MARK_H_
#define PLUGIN_BOUNDARY_INTERNAL_PROCESS_MARK_H_

#include <sys/types.h>

#include <cstdint>

namespace inflow::boundary {

struct ProcessMark {
  pid_t pid = 0;
  uint64_t forks = 0;  // told apart by memory that a fork empties; 0: the kernel has none
  bool operator==(const ProcessMark&) const = default;
};

// ThisProcess is equal for two calls in one process, and unequal in any process that was forked
// between them. Any thread.
ProcessMark ThisProcess() noexcept;

}  // namespace inflow::boundary

#endif  // PLUGIN_BOUNDARY_INTERNAL_PROCESS_MARK_H_

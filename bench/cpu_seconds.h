// SPDX-License-Identifier: Apache-2.0
//
// File: cpu_seconds.h
//
// The CPU time of this process, for programs that are compared by it.
#ifndef BENCH_CPU_SECONDS_H_
#define BENCH_CPU_SECONDS_H_

#include <sys/resource.h>

namespace inflow::bench {

// CpuSeconds is user and system time so far, in seconds.
inline double CpuSeconds() {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace inflow::bench

#endif  // BENCH_CPU_SECONDS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: clock.h
//
// The one place where a load reads the time, waits, and learns of Ctrl-C.
#ifndef TOOLS_INFLOW_TERMINAL_CLOCK_H_
#define TOOLS_INFLOW_TERMINAL_CLOCK_H_

#include <csignal>
#include <cstdint>

namespace inflow::command {

class Clock {
 public:
  virtual ~Clock() = default;
  // NowMs is a time that only grows.
  virtual int64_t NowMs() = 0;
  // Wait returns after `ms`, earlier when `fd` (unless -1) becomes readable or an interruption
  // comes.
  virtual void Wait(int64_t ms, int fd) = 0;
  // Interruptions is how often a signal asked for the end since the clock was made: kStopsAtOnce of
  // them mean at once.
  virtual int Interruptions() = 0;
};

inline constexpr int kStopsAtOnce = 2;

// CalendarNowMs is the time of day, in milliseconds since 1970.
int64_t CalendarNowMs();

// SystemClock blocks SIGINT, SIGTERM, SIGHUP and SIGXFSZ, while it lives, for the thread that makes
// it, and takes them from a file descriptor. No handler runs, so nothing is called at a moment when
// it must not be. A signal that the parent ignores stays ignored. SIGHUP counts only as the first,
// since a terminal that closes sends it more than once; SIGXFSZ counts where another process sends
// it, since for a file that would grow too large the write itself fails.
class SystemClock : public Clock {
 public:
  SystemClock();
  ~SystemClock() override;
  SystemClock(const SystemClock&) = delete;
  SystemClock& operator=(const SystemClock&) = delete;

  int64_t NowMs() override;
  void Wait(int64_t ms, int fd) override;
  int Interruptions() override;

 private:
  sigset_t mask_before_;
  int signal_fd_;
  int interruptions_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_CLOCK_H_

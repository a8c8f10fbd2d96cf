// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/clock.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>

namespace inflow::command {
namespace {

// StopSignals leaves out what the parent ignores for us, as shells do for background jobs.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXFSZ}) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) != 0 || action.sa_handler != SIG_IGN)
      sigaddset(&signals, signal);
  }
  return signals;
}

}  // namespace

int64_t CalendarNowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

SystemClock::SystemClock() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, &mask_before_);
  signal_fd_ = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

SystemClock::~SystemClock() {
  // One that nobody asked for any more would end the program the moment it is let through.
  SystemClock::Interruptions();
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  if (signal_fd_ >= 0) close(signal_fd_);
}

int64_t SystemClock::NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void SystemClock::Wait(int64_t ms, int fd) {
  pollfd ready[2] = {{signal_fd_, POLLIN, 0}, {fd, POLLIN, 0}};
  poll(ready, 2, static_cast<int>(ms));
}

int SystemClock::Interruptions() {
  signalfd_siginfo info{};
  while (read(signal_fd_, &info, sizeof(info)) == sizeof(info)) {
    const bool own_write =
        info.ssi_signo == SIGXFSZ && info.ssi_pid == static_cast<uint32_t>(getpid());
    const bool again = info.ssi_signo == SIGHUP && interruptions_ > 0;
    if (!own_write && !again) ++interruptions_;
  }
  return interruptions_;
}

}  // namespace inflow::command

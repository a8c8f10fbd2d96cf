// SPDX-License-Identifier: Apache-2.0
//
// File: sigpipe_guard.h
//
// Keeps a write to a connection that the peer has closed from killing the host. Holds SIGPIPE back
// on this thread only: the process-wide disposition belongs to the host.
//
//   SigpipeGuard guard;
//   curl_multi_perform(multi, &running);
#ifndef PLUGIN_TRANSPORT_INTERNAL_SIGPIPE_GUARD_H_
#define PLUGIN_TRANSPORT_INTERNAL_SIGPIPE_GUARD_H_

#include <csignal>
#include <ctime>

namespace inflow {

class SigpipeGuard {
 public:
  SigpipeGuard() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    // A host that blocks SIGPIPE itself needs no help, and one that is pending then is the host's
    // own.
    active_ =
        pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_) == 0 && sigismember(&before_, SIGPIPE) == 0;
  }

  ~SigpipeGuard() {
    if (!active_) return;
    // Unblocking would deliver what came meanwhile, so it is taken first.
    constexpr timespec kNow{};
    while (sigtimedwait(&sigpipe_, nullptr, &kNow) == SIGPIPE) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  sigset_t sigpipe_;
  sigset_t before_;
  bool active_ = false;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_SIGPIPE_GUARD_H_

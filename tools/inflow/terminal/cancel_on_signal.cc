// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/cancel_on_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>

#include "tools/inflow/terminal/exit_code.h"

namespace inflow::command {
namespace {

constexpr int64_t kLookMs = 60'000;

}  // namespace

CancelOnSignal::CancelOnSignal(Clock* clock, host::Destination* handle)
    : clock_(clock),
      destination_(handle),
      end_(eventfd(0, EFD_CLOEXEC)),
      watcher_([this] { Watch(); }) {}

CancelOnSignal::~CancelOnSignal() {
  ended_.store(true);
  eventfd_write(end_.get(), 1);
  watcher_.join();
}

void CancelOnSignal::Watch() {
  while (!ended_.load()) {
    const int interruptions = clock_->Interruptions();
    if (interruptions >= kStopsAtOnce) std::_Exit(kExitStopped);
    if (interruptions > 0 && !interrupted_.exchange(true)) destination_->Cancel();
    clock_->Wait(kLookMs, end_.get());
  }
}

}  // namespace inflow::command

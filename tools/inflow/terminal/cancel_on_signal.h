// SPDX-License-Identifier: Apache-2.0
//
// File: cancel_on_signal.h
#ifndef TOOLS_INFLOW_TERMINAL_CANCEL_ON_SIGNAL_H_
#define TOOLS_INFLOW_TERMINAL_CANCEL_ON_SIGNAL_H_

#include <atomic>
#include <thread>

#include "inflow/destination.hpp"
#include "tools/inflow/files/file_descriptor.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

// CancelOnSignal cancels the running call of a destination, or the next, when Ctrl-C comes; with
// the second the process ends at once, whatever it waits for. While it lives nobody else may ask
// the clock. Both must outlive it.
class CancelOnSignal {
 public:
  CancelOnSignal(Clock* clock, host::Destination* handle);
  ~CancelOnSignal();
  CancelOnSignal(const CancelOnSignal&) = delete;
  CancelOnSignal& operator=(const CancelOnSignal&) = delete;

  bool interrupted() const { return interrupted_.load(); }

 private:
  void Watch();

  Clock* clock_;
  host::Destination* destination_;
  FileDescriptor end_;  // becomes readable when there is nothing left to cancel
  std::atomic<bool> ended_{false};
  std::atomic<bool> interrupted_{false};
  std::thread watcher_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_CANCEL_ON_SIGNAL_H_

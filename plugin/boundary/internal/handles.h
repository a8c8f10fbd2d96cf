// SPDX-License-Identifier: Apache-2.0
//
// File: handles.h
//
// What the ABI's opaque types hold, and how a core's answer becomes one.
#ifndef PLUGIN_BOUNDARY_INTERNAL_HANDLES_H_
#define PLUGIN_BOUNDARY_INTERNAL_HANDLES_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "plugin/boundary/internal/process_mark.h"
#include "plugin/destination/destination.h"

struct destination {
  destination_host host;
  // The process that opened it: a forked child must not touch its sockets.
  inflow::boundary::ProcessMark owner;
  std::atomic_flag busy = ATOMIC_FLAG_INIT;
  std::unique_ptr<inflow::Destination> core;
};

struct destination_error {
  destination_status code;
  std::string message;
  std::string detail;
};

struct destination_buffer {
  std::string bytes;
};

struct destination_result {
  destination_summary summary;
  std::string message;
  std::vector<destination_item> items;
  std::vector<inflow::SharedText> texts;  // what the items' strings point into
};

namespace inflow::boundary {

// TakeResult moves what has settled into a result, with what stopped the work; nullptr where
// nothing did either, or where there is no memory for it: then what has settled stays with the core
// and comes with the next call.
destination_result* TakeResult(Destination* core) noexcept;

// ReportError makes *err from a status and returns its code. Out of memory is a static error that
// *_free ignores.
destination_status ReportError(const CallStatus& status, destination_error** err) noexcept;
destination_status ReportOutOfMemory(destination_error** err) noexcept;
destination_status ReportDefect(const char* what, destination_error** err) noexcept;

}  // namespace inflow::boundary

#endif  // PLUGIN_BOUNDARY_INTERNAL_HANDLES_H_

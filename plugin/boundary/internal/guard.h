// SPDX-License-Identifier: Apache-2.0
//
// File: guard.h
//
// What stands around every exported function: nothing throws out, one serial call at a time, not in
// the child of a fork.
#ifndef PLUGIN_BOUNDARY_INTERNAL_GUARD_H_
#define PLUGIN_BOUNDARY_INTERNAL_GUARD_H_

#include <exception>
#include <new>

#include "plugin/boundary/internal/handles.h"

namespace inflow::boundary {

// Guard runs f, which returns a CallStatus, and turns it or what it throws into a status and *err.
template <typename F>
destination_status Guard(destination_error** err, F&& f) noexcept {
  if (err != nullptr) *err = nullptr;
  try {
    return ReportError(f(), err);
  } catch (const std::bad_alloc&) {
    return ReportOutOfMemory(err);
  } catch (const std::exception& e) {
    return ReportDefect(e.what(), err);
  } catch (...) {
    return ReportDefect("something was thrown that is no exception", err);
  }
}

inline CallStatus NotConfigured() {
  return {CallCode::kInvalidState,
          "the handle is not configured; call destination_configure first"};
}

enum class Needs : uint8_t { kOpen, kConfigured };

// Serial runs f as the handle's only call.
template <typename F>
destination_status Serial(destination* handle, Needs needs, destination_error** err,
                          F&& f) noexcept {
  return Guard(err, [&]() -> CallStatus {
    if (handle == nullptr)
      return {CallCode::kInvalidArgument, "the handle is NULL; open one first"};
    if (handle->owner != ThisProcess()) {
      return {CallCode::kInvalidState,
              "the handle was opened before a fork; open another one in this process"};
    }
    if (handle->busy.test_and_set(std::memory_order_acquire)) {
      return {CallCode::kBusy, "another call runs on this handle; wait until it returns"};
    }
    struct Release {
      std::atomic_flag& busy;
      ~Release() { busy.clear(std::memory_order_release); }
    } release{handle->busy};
    if (needs == Needs::kConfigured && !handle->core->configured()) return NotConfigured();
    return f(*handle->core);
  });
}

}  // namespace inflow::boundary

#endif  // PLUGIN_BOUNDARY_INTERNAL_GUARD_H_

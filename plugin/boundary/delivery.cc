// SPDX-License-Identifier: Apache-2.0
//
// Batches in, results out.
#include "plugin/boundary/internal/arguments.h"
#include "plugin/boundary/internal/guard.h"

namespace inflow::boundary {
namespace {

// WithResult runs f and hands out what has settled, whatever f returned or threw.
template <typename F>
CallStatus WithResult(Destination& core, destination_result** result, F&& f) {
  struct Taker {
    Destination& core;
    destination_result** result;
    ~Taker() {
      if (result != nullptr) *result = TakeResult(&core);
    }
  } taker{core, result};
  return f();
}

void Clear(destination_result** result) {
  if (result != nullptr) *result = nullptr;
}

}  // namespace
}  // namespace inflow::boundary

using inflow::CallStatus;
using inflow::Destination;
using inflow::HostBatch;
using inflow::boundary::CheckTimeout;
using inflow::boundary::Needs;
using inflow::boundary::Serial;
using inflow::boundary::WithResult;

destination_status destination_write_batch(destination* handle, const destination_batch* batch,
                                           int64_t timeout_ms, destination_result** result,
                                           destination_error** err) noexcept {
  inflow::boundary::Clear(result);
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) -> CallStatus {
    if (CallStatus s = CheckTimeout(timeout_ms); !s.ok()) return s;
    HostBatch checked;
    if (CallStatus s = inflow::boundary::ReadBatch(batch, core.max_records(), &checked); !s.ok())
      return s;
    return WithResult(core, result, [&] { return core.WriteBatch(checked, timeout_ms); });
  });
}

destination_status destination_poll(destination* handle, int64_t timeout_ms,
                                    destination_result** result, destination_error** err) noexcept {
  inflow::boundary::Clear(result);
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) -> CallStatus {
    if (CallStatus s = CheckTimeout(timeout_ms); !s.ok()) return s;
    return WithResult(core, result, [&] { return core.Poll(timeout_ms); });
  });
}

destination_status destination_flush(destination* handle, int64_t timeout_ms,
                                     destination_result** result,
                                     destination_error** err) noexcept {
  inflow::boundary::Clear(result);
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) -> CallStatus {
    if (CallStatus s = CheckTimeout(timeout_ms); !s.ok()) return s;
    return WithResult(core, result, [&] { return core.Flush(timeout_ms); });
  });
}

destination_status destination_discard(destination* handle, destination_result** result,
                                       destination_error** err) noexcept {
  inflow::boundary::Clear(result);
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) {
    return WithResult(core, result, [&] { return core.Discard(); });
  });
}

void destination_cancel(destination* handle) noexcept {
  if (handle != nullptr && handle->owner == inflow::boundary::ThisProcess()) handle->core->Cancel();
}

void destination_cancel_clear(destination* handle) noexcept {
  if (handle != nullptr) handle->core->CancelClear();
}

// SPDX-License-Identifier: Apache-2.0
//
// Looking without writing: check, preview, send test, command, stats.
#include "plugin/boundary/internal/arguments.h"
#include "plugin/boundary/internal/guard.h"
#include "plugin/boundary/internal/sized.h"

namespace inflow::boundary {
namespace {

destination_stats_data StatsOf(const Stats& stats) {
  destination_stats_data data = DESTINATION_STATS_INIT;
  const Counters& counters = stats.counters;
  const auto outcome = [&](Outcome o) { return counters.outcomes[static_cast<size_t>(o)]; };
  data.accepted = counters.accepted;
  data.delivered = outcome(Outcome::kDelivered);
  data.unchanged = outcome(Outcome::kUnchanged);
  data.superseded = outcome(Outcome::kSuperseded);
  data.rejected = outcome(Outcome::kRejected);
  data.failed = outcome(Outcome::kFailed);
  data.ambiguous = outcome(Outcome::kAmbiguous);
  data.dropped = outcome(Outcome::kDropped);
  data.pending = counters.pending;
  data.pending_bytes = counters.pending_bytes;
  data.in_flight = stats.in_flight;
  data.requests = counters.requests;
  data.retries = counters.retries;
  data.throttled = counters.throttled;
  data.next_due_ms = stats.next_due_ms;
  data.webhook_delivered = stats.webhook.delivered;
  data.webhook_failed = stats.webhook.failed;
  data.webhook_pending = stats.webhook.pending;
  data.warnings = counters.warnings;
  data.adopted_pending = counters.adopted_pending;
  for (const WindowState& window : stats.windows) {
    if (data.window_count == DESTINATION_MAX_WINDOWS) break;
    data.windows[data.window_count++] = {window.requests, ToMillis(window.per), window.used,
                                         window.next_free ? ToMillis(*window.next_free) : -1};
  }
  return data;
}

void Clear(destination_buffer** out) {
  if (out != nullptr) *out = nullptr;
}

// Fill hands out what f wrote, whatever its status; nothing where it wrote nothing.
template <typename F>
CallStatus Fill(destination_buffer** out, F&& f) {
  auto buffer = std::make_unique<destination_buffer>();
  CallStatus status = f(&buffer->bytes);
  if (!buffer->bytes.empty()) *out = buffer.release();
  return status;
}

}  // namespace
}  // namespace inflow::boundary

using inflow::CallCode;
using inflow::CallStatus;
using inflow::Destination;
using inflow::HostBatch;
using inflow::boundary::CheckTimeout;
using inflow::boundary::Clear;
using inflow::boundary::Fill;
using inflow::boundary::Needs;
using inflow::boundary::ReadBatch;
using inflow::boundary::Serial;

destination_status destination_check(destination* handle, int64_t timeout_ms,
                                     destination_buffer** out, destination_error** err) noexcept {
  Clear(out);
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) -> CallStatus {
    if (out == nullptr) return {CallCode::kInvalidArgument, "out is NULL"};
    if (CallStatus s = CheckTimeout(timeout_ms); !s.ok()) return s;
    return Fill(out, [&](std::string* json) { return core.Check(timeout_ms, json); });
  });
}

destination_status destination_preview(destination* handle, const destination_batch* batch,
                                       destination_buffer** out, destination_error** err) noexcept {
  Clear(out);
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) -> CallStatus {
    if (out == nullptr) return {CallCode::kInvalidArgument, "out is NULL"};
    HostBatch checked;
    if (CallStatus s = ReadBatch(batch, core.max_records(), &checked); !s.ok()) return s;
    return Fill(out, [&](std::string* json) { return core.Preview(checked, json); });
  });
}

destination_status destination_send_test(destination* handle, const char* request_json,
                                         size_t request_len, int64_t timeout_ms,
                                         destination_buffer** out,
                                         destination_error** err) noexcept {
  Clear(out);
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) -> CallStatus {
    if (out == nullptr) return {CallCode::kInvalidArgument, "out is NULL"};
    if (request_json == nullptr) return {CallCode::kInvalidArgument, "request_json is NULL"};
    if (CallStatus s = CheckTimeout(timeout_ms); !s.ok()) return s;
    return Fill(out, [&](std::string* json) {
      return core.SendTest({request_json, request_len}, timeout_ms, json);
    });
  });
}

destination_status destination_command(destination* handle, const char* name, size_t name_len,
                                       const char* json, size_t json_len, destination_buffer** out,
                                       destination_error** err) noexcept {
  Clear(out);
  return Serial(handle, Needs::kOpen, err, [&](Destination& core) -> CallStatus {
    if (out == nullptr) return {CallCode::kInvalidArgument, "out is NULL"};
    if (name == nullptr) return {CallCode::kInvalidArgument, "name is NULL"};
    if (json == nullptr) return {CallCode::kInvalidArgument, "json is NULL"};
    if (!core.configured() && !inflow::IsCareCommand({name, name_len}))
      return inflow::boundary::NotConfigured();
    return Fill(out, [&](std::string* answer) {
      return core.Command({name, name_len}, {json, json_len}, answer);
    });
  });
}

destination_status destination_stats(destination* handle, destination_stats_data* stats) noexcept {
  if (handle == nullptr || stats == nullptr) return DESTINATION_INVALID_ARGUMENT;
  if (handle->owner != inflow::boundary::ThisProcess()) return DESTINATION_INVALID_STATE;
  return inflow::boundary::Guard(nullptr, [&]() -> CallStatus {
    const bool fits =
        inflow::boundary::CopyOut(inflow::boundary::StatsOf(handle->core->GetStats()), stats);
    return fits ? CallStatus() : CallStatus{.code = CallCode::kInvalidArgument};
  });
}

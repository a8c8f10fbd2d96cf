// SPDX-License-Identifier: Apache-2.0
//
// Open, configure, activate, close.
#include <random>

#include "plugin/boundary/internal/guard.h"
#include "plugin/boundary/internal/numbers.h"
#include "plugin/boundary/internal/sized.h"
#include "plugin/destination/describe.h"
#include "plugin/transport/curl_transport.h"

namespace inflow::boundary {
namespace {

// What stands for a host that has thrown something: neither granted nor a wait.
constexpr int32_t kCannotTell = -1;

Log LogTo(const destination_host& host) {
  if (host.log == nullptr) return nullptr;
  return [host](LogLevel level, std::string_view component, std::string_view message) {
    try {
      host.log(host.ctx, NumberOf(level), std::string(component).c_str(),
               std::string(message).c_str(), message.size());
    } catch (...) {
      // A host's logging is no reason to lose records.
    }
  };
}

// QuotaOf is the host's part in the quota; without functions where it takes none.
QuotaHost QuotaOf(const destination_host& host) {
  if (host.quota_acquire == nullptr) return {};
  QuotaHost quota;
  quota.acquire = [host](std::string_view company, const std::vector<WindowConfig>& windows,
                         uint64_t* permit, int64_t* wait_ms) {
    const std::string name(company);
    std::vector<destination_quota_window> all;
    all.reserve(windows.size());
    for (const WindowConfig& window : windows)
      all.push_back({window.requests, ToMillis(window.per)});
    try {
      return host.quota_acquire(host.ctx, name.c_str(), name.size(), all.data(),
                                static_cast<uint32_t>(all.size()), permit, wait_ms);
    } catch (...) {
      return kCannotTell;
    }
  };
  quota.ended = [host](uint64_t permit, bool spent) {
    try {
      host.quota_ended(host.ctx, permit, spent ? 1 : 0);
    } catch (...) {
      // The grant is the host's; nothing here depends on it.
    }
  };
  return quota;
}

CallStatus Open(const destination_host* host, destination** out) {
  if (out == nullptr) return {CallCode::kInvalidArgument, "out is NULL"};
  *out = nullptr;
  auto handle = std::make_unique<destination>();
  handle->host = DESTINATION_HOST_INIT;
  if (host != nullptr && (!CopyIn(host, &handle->host) || handle->host.reserved != 0)) {
    return {
        CallCode::kInvalidArgument,
        "host->struct_size is wrong or an unknown field is set; start from DESTINATION_HOST_INIT"};
  }
  if ((handle->host.quota_acquire == nullptr) != (handle->host.quota_ended == nullptr)) {
    return {CallCode::kInvalidArgument,
            "of host->quota_acquire and host->quota_ended one is NULL; set both or none"};
  }
  handle->owner = ThisProcess();
  Destination::Parts parts;
  parts.transport = MakeCurlTransport();
  if (!parts.transport->CanBeWoken()) {
    return {
        CallCode::kResourceExhausted,
        "no file descriptors are left for a handle, which destination_cancel could not end a call "
        "of; close some, or raise the limit (ulimit -n)"};
  }
  parts.clock = std::make_unique<SystemClock>();
  parts.log = LogTo(handle->host);
  parts.seed = std::random_device()();
  parts.quota = QuotaOf(handle->host);
  handle->core = std::make_unique<Destination>(std::move(parts));
  *out = handle.release();
  return {};
}

}  // namespace
}  // namespace inflow::boundary

using inflow::CallCode;
using inflow::CallStatus;
using inflow::Destination;
using inflow::boundary::Guard;
using inflow::boundary::Needs;
using inflow::boundary::Serial;

destination_status destination_describe(destination_buffer** out,
                                        destination_error** err) noexcept {
  return Guard(err, [&]() -> CallStatus {
    if (out == nullptr) return {CallCode::kInvalidArgument, "out is NULL"};
    *out = nullptr;
    auto buffer = std::make_unique<destination_buffer>();
    buffer->bytes = inflow::Describe(DESTINATION_ABI_VERSION);
    *out = buffer.release();
    return {};
  });
}

destination_status destination_open(const destination_host* host, destination** out,
                                    destination_error** err) noexcept {
  return Guard(err, [&] { return inflow::boundary::Open(host, out); });
}

destination_status destination_configure(destination* handle, const char* json, size_t json_len,
                                         destination_error** err) noexcept {
  return Serial(handle, Needs::kOpen, err, [&](Destination& core) -> CallStatus {
    if (json == nullptr) return {CallCode::kInvalidArgument, "json is NULL"};
    return core.Configure({json, json_len});
  });
}

destination_status destination_set_active(destination* handle, int32_t active,
                                          destination_error** err) noexcept {
  return Serial(handle, Needs::kConfigured, err, [&](Destination& core) -> CallStatus {
    if (active != 0 && active != 1)
      return {CallCode::kInvalidArgument, "active is neither 0 nor 1"};
    return core.SetActive(active == 1);
  });
}

void destination_close(destination* handle) noexcept {
  if (handle == nullptr) return;
  if (handle->owner != inflow::boundary::ThisProcess()) {
    handle->core->Abandon();
  } else {
    // What the host is told now it may answer with calls, which find it busy.
    handle->busy.test_and_set(std::memory_order_acquire);
    handle->core->Finish();
  }
  delete handle;
}

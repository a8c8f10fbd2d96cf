// SPDX-License-Identifier: Apache-2.0
//
// File: serial_calls.h
//
// The [serial] functions as one list, each with arguments that are right, for tests that hold every
// one of them to the same rule.
#ifndef TESTS_ABI_SUPPORT_SERIAL_CALLS_H_
#define TESTS_ABI_SUPPORT_SERIAL_CALLS_H_

#include <array>
#include <string_view>

#include "abi/destination.h"
#include "tests/abi/support/session.h"

namespace inflow::test {

struct SerialCall {
  std::string_view name;
  bool needs_configuration;  // tagged [C]
  destination_status (*call)(destination*, destination_error**);
};

namespace internal {

template <typename Call>
destination_status WithBuffer(Call call) {
  destination_buffer* out = nullptr;
  const destination_status status = call(&out);
  destination_buffer_free(out);
  return status;
}

template <typename Call>
destination_status WithResult(Call call) {
  destination_result* result = nullptr;
  const destination_status status = call(&result);
  destination_result_free(result);
  return status;
}

// Nothing is a batch without records.
inline constexpr uint64_t kNoOffsets[1] = {0};
inline destination_batch Nothing() {
  destination_batch batch = DESTINATION_BATCH_INIT;
  batch.offsets = kNoOffsets;
  return batch;
}

}  // namespace internal

inline constexpr std::array<SerialCall, 10> kSerialCalls = {{
    {"configure", false,
     [](destination* handle, destination_error** err) {
       static const std::string json = ConfigFor("http://127.0.0.1:9");
       return destination_configure(handle, json.data(), json.size(), err);
     }},
    {"set_active", true,
     [](destination* handle, destination_error** err) {
       return destination_set_active(handle, 1, err);
     }},
    {"check", true,
     [](destination* handle, destination_error** err) {
       return internal::WithBuffer(
           [&](destination_buffer** out) { return destination_check(handle, 0, out, err); });
     }},
    {"preview", true,
     [](destination* handle, destination_error** err) {
       const destination_batch batch = internal::Nothing();
       return internal::WithBuffer(
           [&](destination_buffer** out) { return destination_preview(handle, &batch, out, err); });
     }},
    {"send_test", true,
     [](destination* handle, destination_error** err) {
       return internal::WithBuffer([&](destination_buffer** out) {
         return destination_send_test(handle, "{}", 2, 0, out, err);
       });
     }},
    {"write_batch", true,
     [](destination* handle, destination_error** err) {
       const destination_batch batch = internal::Nothing();
       return internal::WithResult([&](destination_result** out) {
         return destination_write_batch(handle, &batch, 0, out, err);
       });
     }},
    {"poll", true,
     [](destination* handle, destination_error** err) {
       return internal::WithResult(
           [&](destination_result** out) { return destination_poll(handle, 0, out, err); });
     }},
    {"flush", true,
     [](destination* handle, destination_error** err) {
       return internal::WithResult(
           [&](destination_result** out) { return destination_flush(handle, 0, out, err); });
     }},
    {"discard", true,
     [](destination* handle, destination_error** err) {
       return internal::WithResult(
           [&](destination_result** out) { return destination_discard(handle, out, err); });
     }},
    {"command", true,
     [](destination* handle, destination_error** err) {
       return internal::WithBuffer([&](destination_buffer** out) {
         return destination_command(handle, "quota", 5, "{}", 2, out, err);
       });
     }},
}};

}  // namespace inflow::test

#endif  // TESTS_ABI_SUPPORT_SERIAL_CALLS_H_

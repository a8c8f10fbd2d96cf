// SPDX-License-Identifier: Apache-2.0
#include <new>

#include "plugin/boundary/internal/handles.h"
#include "plugin/boundary/internal/numbers.h"

namespace inflow::boundary {
namespace {

// Made before anything can run out of memory; both texts are short enough to need none of their
// own.
destination_error g_out_of_memory{DESTINATION_OUT_OF_MEMORY, "out of memory", "{}"};

}  // namespace

destination_status ReportOutOfMemory(destination_error** err) noexcept {
  if (err != nullptr) *err = &g_out_of_memory;
  return DESTINATION_OUT_OF_MEMORY;
}

destination_status ReportError(const CallStatus& status, destination_error** err) noexcept {
  const auto code = NumberOf(status.code);
  if (err == nullptr || status.ok()) return code;
  try {
    // An outcome keeps its verdict without memory for its words, so a reason can be missing.
    const std::string& message = status.message;
    *err = new destination_error{
        code, message.empty() ? "there was no memory to keep the reason" : message, status.detail};
    return code;
  } catch (const std::bad_alloc&) {
    return ReportOutOfMemory(err);
  }
}

destination_status ReportDefect(const char* what, destination_error** err) noexcept {
  try {
    return ReportError({CallCode::kInternal, "a defect of the library: " + std::string(what)}, err);
  } catch (const std::bad_alloc&) {
    return ReportOutOfMemory(err);
  }
}

}  // namespace inflow::boundary

using inflow::boundary::g_out_of_memory;

destination_status destination_error_code(const destination_error* error) noexcept {
  return error == nullptr ? DESTINATION_OK : error->code;
}

const char* destination_error_message(const destination_error* error, size_t* len) noexcept {
  if (len != nullptr) *len = error == nullptr ? 0 : error->message.size();
  return error == nullptr ? "" : error->message.c_str();
}

const char* destination_error_detail(const destination_error* error, size_t* len) noexcept {
  if (len != nullptr) *len = error == nullptr ? 2 : error->detail.size();
  return error == nullptr ? "{}" : error->detail.c_str();
}

void destination_error_free(destination_error* error) noexcept {
  if (error != &g_out_of_memory) delete error;
}

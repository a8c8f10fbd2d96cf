// SPDX-License-Identifier: Apache-2.0
#include "plugin/boundary/internal/handles.h"

const char* destination_buffer_data(const destination_buffer* buffer, size_t* len) noexcept {
  if (len != nullptr) *len = buffer == nullptr ? 0 : buffer->bytes.size();
  return buffer == nullptr ? "" : buffer->bytes.c_str();
}

void destination_buffer_free(destination_buffer* buffer) noexcept { delete buffer; }

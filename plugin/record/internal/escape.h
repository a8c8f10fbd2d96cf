// SPDX-License-Identifier: Apache-2.0
//
// File: escape.h
//
// One escape of a JSON string.
#ifndef PLUGIN_RECORD_INTERNAL_ESCAPE_H_
#define PLUGIN_RECORD_INTERNAL_ESCAPE_H_

#include <cstddef>
#include <cstdint>

#include "plugin/record/internal/fault.h"

namespace inflow::record_internal {

inline constexpr size_t kHexEscape = 6;  // "\u00e9"

struct Escape {
  size_t length = 0;  // of the text: 2, 6, or 12 for a surrogate pair; 0 where it is no escape
  uint32_t code_point = 0;  // where length > 0
  Fault fault{};            // where length == 0, with the place it is about
  const char* fault_at = nullptr;
};

// ReadEscape reads the escape that begins with the backslash at `at`.
Escape ReadEscape(const char* at, const char* end);

}  // namespace inflow::record_internal

#endif  // PLUGIN_RECORD_INTERNAL_ESCAPE_H_

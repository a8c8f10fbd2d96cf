// SPDX-License-Identifier: Apache-2.0
//
// File: equal_keys.h
//
// Finds keys of one object that are equal once they are unescaped. A hostile record may have
// millions of members, so the time is O(n log n) whatever the keys are.
#ifndef PLUGIN_RECORD_INTERNAL_EQUAL_KEYS_H_
#define PLUGIN_RECORD_INTERNAL_EQUAL_KEYS_H_

#include <optional>
#include <span>

#include "plugin/record/walker.h"

namespace inflow::record_internal {

// EqualKeys are the positions of two members of one key.
struct EqualKeys {
  size_t first;
  size_t second;
};

// FindEqualKeys returns the pair whose second key comes first in the record, with the first
// occurrence of that key.
std::optional<EqualKeys> FindEqualKeys(std::span<const Member> members);

}  // namespace inflow::record_internal

#endif  // PLUGIN_RECORD_INTERNAL_EQUAL_KEYS_H_

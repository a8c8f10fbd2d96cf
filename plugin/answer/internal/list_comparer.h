// SPDX-License-Identifier: Apache-2.0
//
// File: list_comparer.h
#ifndef PLUGIN_ANSWER_INTERNAL_LIST_COMPARER_H_
#define PLUGIN_ANSWER_INTERNAL_LIST_COMPARER_H_

#include <cstdint>
#include <string_view>

#include "plugin/answer/internal/scalar.h"

namespace inflow::answer {

enum class ListLikeness : uint8_t {
  kSame,   // perhaps in another order
  kFewer,  // the answer lacks some
  kOther,
};

// CompareLists compares two JSON lists. Where items are objects or lists, which nothing tells
// apart, only their numbers are compared. The time is O(n log n).
ListLikeness CompareLists(Reading reading, std::string_view sent, std::string_view answered,
                          Scratch* scratch);

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_LIST_COMPARER_H_

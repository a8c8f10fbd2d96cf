// SPDX-License-Identifier: Apache-2.0
#include "inflow/record/cursor.h"

#include <utility>

#include "plugin/record/reader.h"

namespace inflow {
namespace {

// Step enters a container, or steps from the end of an item to the next one.
bool Step(bool* entered, const char** at, const char* end) {
  return std::exchange(*entered, true) ? record_internal::NextItem(at, end) : record_internal::EnterContainer(at, end);
}

}  // namespace

bool MemberCursor::Next() {
  if (!Step(&entered_, &at_, end_)) {
    at_ = end_;
    return false;
  }
  const char* const value = record_internal::ReadKey(at_, end_, &member_);
  at_ = SkipValue(value, end_);
  member_.value = {value, static_cast<size_t>(at_ - value)};
  member_.type = record_internal::TypeOf(*value);
  return true;
}

bool ItemCursor::Next() {
  if (!Step(&entered_, &at_, end_)) {
    at_ = end_;
    return false;
  }
  const char* const item = at_;
  at_ = SkipValue(item, end_);
  item_ = {{item, static_cast<size_t>(at_ - item)}, record_internal::TypeOf(*item)};
  return true;
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/cursor.h"

#include "plugin/record/reader.h"

namespace inflow {

bool MemberCursor::Next() {
  const char* at = at_;
  const char* const end = end_;
  const bool more =
      entered_ ? record_internal::NextItem(&at, end) : record_internal::EnterContainer(&at, end);
  entered_ = true;
  if (!more) {
    at_ = end;
    return false;
  }
  const char* const value = record_internal::ReadKey(at, end, &member_);
  at_ = record_internal::StepOver(value, end);
  member_.value = {value, static_cast<size_t>(at_ - value)};
  member_.type = record_internal::TypeOf(*value);
  return true;
}

bool ItemCursor::Next() {
  const char* at = at_;
  const char* const end = end_;
  const bool more =
      entered_ ? record_internal::NextItem(&at, end) : record_internal::EnterContainer(&at, end);
  entered_ = true;
  if (!more) {
    at_ = end;
    return false;
  }
  at_ = record_internal::StepOver(at, end);
  item_ = {{at, static_cast<size_t>(at_ - at)}, record_internal::TypeOf(*at)};
  return true;
}

}  // namespace inflow

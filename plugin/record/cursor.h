// SPDX-License-Identifier: Apache-2.0
//
// File: cursor.h
//
// Steps through the containers inside JSON that a walk has accepted. Nothing is checked twice,
// copied or kept, and nothing calls itself: how deep a text is nested costs no stack.
//
//   MemberCursor members(object);
//   while (members.Next()) Use(members.member());
#ifndef PLUGIN_RECORD_CURSOR_H_
#define PLUGIN_RECORD_CURSOR_H_

#include <string_view>

#include "plugin/record/walker.h"

namespace inflow {

// MemberCursor steps over the members of an object, in the order written; equal keys one after the
// other.
class MemberCursor {
 public:
  // `object` begins with '{' and must outlive the cursor.
  explicit MemberCursor(std::string_view object)
      : at_(object.data()), end_(object.data() + object.size()) {}

  // Next steps to the first or next member; false behind the last.
  bool Next();
  const Member& member() const { return member_; }

 private:
  const char* at_;
  const char* end_;
  bool entered_ = false;
  Member member_{};
};

// ItemCursor steps over the items of a list.
class ItemCursor {
 public:
  // `list` begins with '[' and must outlive the cursor.
  explicit ItemCursor(std::string_view list) : at_(list.data()), end_(list.data() + list.size()) {}

  bool Next();
  const JsonValue& item() const { return item_; }

 private:
  const char* at_;
  const char* end_;
  bool entered_ = false;
  JsonValue item_{{}, JsonType::kNull};
};

}  // namespace inflow

#endif  // PLUGIN_RECORD_CURSOR_H_

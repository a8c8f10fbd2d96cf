// SPDX-License-Identifier: Apache-2.0
//
// File: member_name.h
#ifndef PLUGIN_ANSWER_INTERNAL_MEMBER_NAME_H_
#define PLUGIN_ANSWER_INTERNAL_MEMBER_NAME_H_

#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "plugin/record/walker.h"
#include "plugin/text/absl_view.h"

namespace inflow::answer {

// NameOf is a member's key as plain text; it points into the key or *scratch.
inline std::string_view NameOf(const Member& member, std::string* scratch) {
  if (!member.key_escaped) return member.key;
  scratch->clear();
  Unescape(member.key, scratch);
  return *scratch;
}

// IsNamed compares names in any case of ASCII letters, as the service binds them.
inline bool IsNamed(const Member& member, std::string_view name) {
  std::string scratch;
  const std::string_view own = NameOf(member, &scratch);
  return absl::EqualsIgnoreCase(Absl(own), Absl(name));
}

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_MEMBER_NAME_H_

// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/other_members.h"

#include "absl/strings/ascii.h"

namespace inflow::answer {

void OtherMembers::Clear() {
  pairs_.clear();
  places_.clear();
}

OtherMembers::Pair* OtherMembers::Find(std::string_view name) {
  lower_.assign(name);
  absl::AsciiStrToLower(&lower_);
  const auto place = places_.find(lower_);
  return place == places_.end() ? nullptr : &pairs_[place->second];
}

void OtherMembers::Send(const Member& member, std::string_view name) {
  if (Pair* const pair = Find(name)) {
    pair->sent = member;
    return;
  }
  places_.emplace(lower_, pairs_.size());
  pairs_.push_back({member, {}});
}

void OtherMembers::Answer(const Member& member, std::string_view name) {
  if (Pair* const pair = Find(name)) pair->answered = member.value;
}

}  // namespace inflow::answer

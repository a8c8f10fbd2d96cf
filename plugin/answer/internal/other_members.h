// SPDX-License-Identifier: Apache-2.0
//
// File: other_members.h
//
// The members of an object that no schema knows, as they were sent and as they were answered.
#ifndef PLUGIN_ANSWER_INTERNAL_OTHER_MEMBERS_H_
#define PLUGIN_ANSWER_INTERNAL_OTHER_MEMBERS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugin/record/walker.h"

namespace inflow::answer {

class OtherMembers {
 public:
  struct Pair {
    Member sent;
    std::string_view answered;  // empty: absent
  };

  void Clear();
  bool empty() const { return pairs_.empty(); }
  const std::vector<Pair>& pairs() const { return pairs_; }

  // Send and Answer take members one by one; all that were sent come first. `name` is the member's,
  // unescaped. Names are the same in any case of ASCII letters; of equal ones the last one counts.
  void Send(const Member& member, std::string_view name);
  void Answer(const Member& member, std::string_view name);

 private:
  Pair* Find(std::string_view name);

  std::vector<Pair> pairs_;
  std::unordered_map<std::string, size_t> places_;  // by name in lower case
  std::string lower_;
};

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_OTHER_MEMBERS_H_

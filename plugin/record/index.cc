// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/walker.h"

namespace inflow {

const Member* RecordIndex::Find(std::string_view plain_key) const {
  for (const Member& member : members) {
    if (KeyIs(member, plain_key)) return &member;
  }
  return nullptr;
}

}  // namespace inflow

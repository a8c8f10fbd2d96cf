// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/origins.h"

#include "plugin/config/internal/message.h"

namespace inflow {
namespace {

bool IsBelow(std::string_view pointer, std::string_view above) {
  return pointer.size() > above.size() && pointer[above.size()] == '/' &&
         pointer.substr(0, above.size()) == above;
}

}  // namespace

Origin Origins::Of(std::string_view pointer) const {
  const auto found = origins_.find(pointer);
  return found == origins_.end() ? Origin::kDefault : found->second;
}

bool Origins::Names(std::string_view pointer) const {
  const Origin origin = Of(pointer);
  return origin == Origin::kNamed || origin == Origin::kFaulty;
}

void Origins::Forget(std::string_view pointer) {
  std::erase_if(origins_, [pointer](const auto& one) {
    return one.first == pointer || IsBelow(one.first, pointer);
  });
}

Origins Origins::Inherited() const {
  Origins inherited;
  for (const auto& [pointer, origin] : origins_) {
    if (origin != Origin::kFaulty) inherited.Set(pointer, Origin::kInherited);
  }
  return inherited;
}

std::vector<std::string> Origins::Faulty(std::string_view pointer) const {
  std::vector<std::string> names;
  for (const auto& [below, origin] : origins_) {
    if (origin != Origin::kFaulty || !IsBelow(below, pointer)) continue;
    const std::string_view token = std::string_view(below).substr(pointer.size() + 1);
    if (token.find('/') == std::string_view::npos) names.push_back(config::UnescapeToken(token));
  }
  return names;
}

}  // namespace inflow

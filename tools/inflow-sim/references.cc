// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/references.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace inflow::sim {
namespace {

std::optional<Refusal> FindDanglingIn(const ObjectType& type, const Value& value,
                                      const Store& store, const std::string& path) {
  for (const Member& member : value.members) {
    const Field* field = type.Find(member.name);
    if (field == nullptr) continue;
    const std::string place = absl::StrCat(path, field->name);
    if (!field->reference.empty() && member.value.is_string()) {
      const Collection* collection = FindCollection(field->reference);
      if (collection != nullptr && store.Find(*collection, member.value.text) == nullptr) {
        return Refusal{
            Reason::kInvalid, "InvalidReference",
            absl::StrCat(place, ": there is no ", member.value.text, " in ", field->reference)};
      }
    } else if (field->type == Field::Type::kObject) {
      if (auto dangling =
              FindDanglingIn(*field->object, member.value, store, absl::StrCat(place, ".")))
        return dangling;
    } else if (field->type == Field::Type::kRows) {
      for (size_t i = 0; i < member.value.items.size(); ++i) {
        auto dangling = FindDanglingIn(*field->object, member.value.items[i], store,
                                       absl::StrCat(place, "[", i, "]."));
        if (dangling) return dangling;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> FindDangling(const ObjectType& type, const Value& value,
                                    const Store& store) {
  return FindDanglingIn(type, value, store, "");
}

}  // namespace inflow::sim

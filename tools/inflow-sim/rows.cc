// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace inflow::sim {
namespace {

constexpr std::string_view kTimestamp = "timestamp";

bool Differ(const Value& a, const Value& b);

bool HasAllOf(const Value& a, const Value& b) {
  return std::all_of(b.members.begin(), b.members.end(), [&](const Member& member) {
    if (member.name == kTimestamp) return true;
    const Value* other = Find(a, member.name);
    return other != nullptr && !Differ(*other, member.value);
  });
}

// Timestamps tell of differences; they are none.
bool Differ(const Value& a, const Value& b) {
  if (a.kind != b.kind || a.boolean != b.boolean || a.text != b.text ||
      a.items.size() != b.items.size())
    return true;
  return !std::equal(a.items.begin(), a.items.end(), b.items.begin(),
                     [](const Value& x, const Value& y) { return !Differ(x, y); }) ||
         !HasAllOf(a, b) || !HasAllOf(b, a);
}

std::optional<Refusal> FindStaleIn(const ObjectType& type, const Value& before, const Value& change,
                                   const std::string& path) {
  const Value* given = Find(change, kTimestamp);
  const Value* now = Find(before, kTimestamp);
  if (type.Find(kTimestamp) != nullptr && given != nullptr && given->is_string() &&
      (now == nullptr || !absl::EqualsIgnoreCase(given->text, now->text))) {
    return Refusal{Reason::kConflict, "StaleTimestamp",
                   absl::StrCat(path, "timestamp ", given->text,
                                " is stale: somebody else has changed it since; it is now ",
                                now == nullptr ? "absent" : now->text)};
  }
  for (const Field& field : type.fields) {
    const Value* rows = field.type == Field::Type::kRows ? Find(change, field.name) : nullptr;
    if (rows == nullptr) continue;
    for (size_t i = 0; i < rows->items.size(); ++i) {
      const Value& row = rows->items[i];
      const Value* old =
          FindRow(Find(before, field.name), field.object->id, Find(row, field.object->id));
      if (old == nullptr) continue;
      if (auto stale =
              FindStaleIn(*field.object, *old, row, absl::StrCat(path, field.name, "[", i, "].")))
        return stale;
    }
  }
  return std::nullopt;
}

void GiveIds(const ObjectType& type, Value* entity, Store* store) {
  for (Member& member : entity->members) {
    const Field* field = type.Find(member.name);
    if (field == nullptr || field->type != Field::Type::kRows) continue;
    const std::string& id_field = field->object->id;
    for (Value& row : member.value.items) {
      const Value* id = Find(row, id_field);
      if (!id_field.empty() && (id == nullptr || !id->is_string()))
        Put(&row, id_field, MakeString(store->NewId()));
      GiveIds(*field->object, &row, store);
    }
  }
}

Value Stamp(const ObjectType& type, const Value* before, Value after, Store* store) {
  if (before != nullptr && !Differ(*before, after)) return *before;
  for (Member& member : after.members) {
    const Field* field = type.Find(member.name);
    if (field == nullptr || field->type != Field::Type::kRows) continue;
    const Value* rows = before == nullptr ? nullptr : Find(*before, member.name);
    for (Value& row : member.value.items) {
      const Value* old = FindRow(rows, field->object->id, Find(row, field->object->id));
      row = Stamp(*field->object, old, std::move(row), store);
    }
  }
  if (type.Find(kTimestamp) != nullptr) Put(&after, kTimestamp, MakeString(store->NewTimestamp()));
  return after;
}

}  // namespace

const Value* FindRow(const Value* rows, std::string_view id_field, const Value* id) {
  if (rows == nullptr || id == nullptr || !id->is_string()) return nullptr;
  for (const Value& row : rows->items) {
    const Value* other = Find(row, id_field);
    if (other != nullptr && absl::EqualsIgnoreCase(other->text, id->text)) return &row;
  }
  return nullptr;
}

std::optional<Refusal> FindStale(const ObjectType& type, const Value& before, const Value& change) {
  return FindStaleIn(type, before, change, "");
}

Value Settle(const ObjectType& type, const Value* before, Value after, Store* store) {
  GiveIds(type, &after, store);
  return Stamp(type, before, std::move(after), store);
}

}  // namespace inflow::sim

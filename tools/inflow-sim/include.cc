// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/include.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/inflow-sim/schema.h"

namespace inflow::sim {
namespace {

// Level is a place that relations start from: an entity's, a row's.
struct Level {
  const Collection* collection = nullptr;  // of an entity
  const ObjectType* type = nullptr;        // null: not known
};

// Relation is what an include may name.
struct Relation {
  Level level;                // what is at its other end
  std::string_view via = {};  // the field that names an entity of level.collection; empty: it is
                              // the entity's own
};

struct LooseRelation {
  std::string_view collection;
  std::string_view name;
  std::string_view via;
  std::string_view target;
};

// Of what nobody can write there is no generated description.
constexpr LooseRelation kLooseRelations[] = {
    {"categories", "parentCategory", "parentCategoryId", "categories"},
    {"currencies", "currencyConversions", "", ""},
    {"pricing-schemes", "currency", "currencyId", "currencies"},
    {"pricing-schemes", "productPrices", "", ""},
};

Level LevelOf(const Collection& collection) {
  return {&collection, collection.object.empty() ? nullptr : FindObjectType(collection.object)};
}

bool SameName(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase({a.data(), a.size()}, {b.data(), b.size()});
}

std::optional<Relation> LooseRelationAt(const Level& level, std::string_view name) {
  if (level.collection == nullptr) return std::nullopt;
  for (const LooseRelation& loose : kLooseRelations) {
    if (loose.collection != level.collection->name || !SameName(loose.name, name)) continue;
    if (loose.target.empty()) return Relation{};
    return Relation{.level = LevelOf(*FindCollection(loose.target)), .via = loose.via};
  }
  return std::nullopt;
}

// RelationAt finds the relation of a name; nullopt: it is a field that is always shown, or none.
std::optional<Relation> RelationAt(const Level& level, std::string_view name) {
  if (level.type == nullptr) return LooseRelationAt(level, name);
  const Field* field = level.type->Find(name);
  if (field == nullptr) return std::nullopt;
  switch (field->type) {
    case Field::Type::kRows:
      return Relation{.level = {nullptr, field->object}};
    case Field::Type::kObject:
      if (field->object->id.empty()) return std::nullopt;
      return Relation{.level = {nullptr, field->object}};
    case Field::Type::kAny:
      if (field->writable) return std::nullopt;
      return Relation{};
    case Field::Type::kRelated: {
      const Field* id = level.type->Find(field->via);
      const Collection* target = id == nullptr ? nullptr : FindCollection(id->reference);
      if (target == nullptr) return Relation{};
      return Relation{.level = LevelOf(*target), .via = field->via};
    }
    default:
      return std::nullopt;
  }
}

// Custom fields are always there. As an include stock documents refuse them, others take them.
bool IsTakenCustomFields(const Level& level, std::string_view name) {
  return SameName(name, "customFields") && level.collection != nullptr && level.type != nullptr &&
         level.type->Find(name) != nullptr && level.collection->name != "stock-adjustments" &&
         level.collection->name != "stock-transfers";
}

// The stock of a product is counted only where its lines are read.
bool NeedsInventoryLines(std::string_view name) { return SameName(name, "totalQuantityOnHand"); }

Value ShowAt(const Level& level, const Value& value, const Include& include, const Store& store) {
  if (!value.is_object()) return value;
  Value shown = MakeEmpty(Value::Kind::kObject);
  for (const Member& member : value.members) {
    const std::optional<Relation> relation = RelationAt(level, member.name);
    const auto asked = include.below.find(absl::AsciiStrToLower(member.name));
    if (NeedsInventoryLines(member.name) && !include.below.contains("inventorylines")) continue;
    if (!relation) {
      shown.members.push_back(member);
    } else if (asked != include.below.end()) {
      Value held = member.value;
      for (Value& row : held.items) row = ShowAt(relation->level, row, asked->second, store);
      if (held.is_object()) held = ShowAt(relation->level, held, asked->second, store);
      shown.members.push_back({member.name, std::move(held)});
    }
  }
  for (const auto& [name, below] : include.below) {
    const std::optional<Relation> relation = RelationAt(level, name);
    if (!relation || relation->via.empty() || Find(shown, name) != nullptr) continue;
    const Value* id = Find(value, relation->via);
    const Entity* other = id != nullptr && id->is_string()
                              ? store.Find(*relation->level.collection, id->text)
                              : nullptr;
    const Field* field = level.type == nullptr ? nullptr : level.type->Find(name);
    std::string spelt = field == nullptr ? name : field->name;
    for (const LooseRelation& loose : kLooseRelations) {
      if (level.type == nullptr && SameName(loose.name, name)) spelt = loose.name;
    }
    Put(&shown, spelt,
        other == nullptr ? Value() : ShowAt(relation->level, other->value, below, store));
  }
  return shown;
}

}  // namespace

std::variant<Include, Refusal> ParseInclude(const Collection& collection, std::string_view text) {
  Include include;
  const absl::string_view all(text.data(), text.size());
  for (const absl::string_view path : absl::StrSplit(all, ',', absl::SkipWhitespace())) {
    Include* at = &include;
    Level level = LevelOf(collection);
    for (const absl::string_view padded : absl::StrSplit(path, '.')) {
      const absl::string_view name = absl::StripAsciiWhitespace(padded);
      const std::optional<Relation> relation = RelationAt(level, {name.data(), name.size()});
      if (!relation && !IsTakenCustomFields(level, {name.data(), name.size()})) {
        return Refusal{Reason::kInclude, "InvalidInclude",
                       absl::StrCat("include: there is no relation \"", path, "\" in ",
                                    std::string(collection.name))};
      }
      at = &at->below[absl::AsciiStrToLower(name)];
      level = relation ? relation->level : Level();
    }
  }
  return include;
}

Value Show(const Collection& collection, const Value& entity, const Include& include,
           const Store& store) {
  return ShowAt(LevelOf(collection), entity, include, store);
}

}  // namespace inflow::sim

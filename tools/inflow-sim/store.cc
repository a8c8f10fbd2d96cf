// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/store.h"

#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow-sim/random.h"

namespace inflow::sim {
namespace {

std::string Lower(std::string_view text) {
  return absl::AsciiStrToLower({text.data(), text.size()});
}

// The attribute's position keeps a name and a sku of the same text apart.
std::string UniqueKey(size_t attribute, std::string_view text) {
  return absl::StrCat(attribute, ":", absl::string_view(text.data(), text.size()));
}

// Calls `visit` with the key of each unique attribute that the entity has.
template <typename Visit>
void ForEachUniqueKey(const Collection& collection, const Value& value, Visit visit) {
  for (size_t i = 0; i < collection.unique.size() && !collection.unique[i].empty(); ++i) {
    const Value* attribute = Find(value, collection.unique[i]);
    if (attribute != nullptr && attribute->is_string()) visit(UniqueKey(i, attribute->text));
  }
}

absl::Status LoadFault(std::string_view collection, size_t index, std::string_view rule) {
  return absl::InvalidArgumentError(
      absl::StrCat("seed data, ", std::string(collection), "[", index, "]: ", std::string(rule)));
}

}  // namespace

bool IsGuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !absl::ascii_isxdigit(static_cast<unsigned char>(text[i])))
      return false;
  }
  return true;
}

Store::Store(uint64_t seed, bool keep)
    : keep_(keep), random_(Mix(seed)), shelves_(Collections().size()) {}

std::string Store::NewId() {
  const uint64_t high = Mix(random_++);
  const uint64_t low = Mix(random_++);
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%012x", high >> 32, (high >> 16) & 0xffff,
                         high & 0xfff, 0x8000 | ((low >> 48) & 0x3fff), low & 0xffffffffffff);
}

std::string Store::NewTimestamp() { return absl::StrFormat("%016X", ++version_); }

Store::Shelf& Store::ShelfOf(const Collection& collection) {
  return shelves_[static_cast<size_t>(&collection - Collections().data())];
}

const Store::Shelf& Store::ShelfOf(const Collection& collection) const {
  return shelves_[static_cast<size_t>(&collection - Collections().data())];
}

void Store::Index(const Collection& collection, Shelf* shelf, Place place) {
  shelf->by_id[Lower(place->id)] = place;
  ForEachUniqueKey(collection, place->value,
                   [&](const std::string& key) { shelf->by_unique.try_emplace(key, place); });
}

void Store::Unindex(const Collection& collection, Shelf* shelf, Place place) {
  shelf->by_id.erase(Lower(place->id));
  ForEachUniqueKey(collection, place->value, [&](const std::string& key) {
    const auto found = shelf->by_unique.find(key);
    if (found != shelf->by_unique.end() && found->second == place) shelf->by_unique.erase(found);
  });
}

const Entity* Store::Find(const Collection& collection, std::string_view id) const {
  const Shelf& shelf = ShelfOf(collection);
  const auto found = shelf.by_id.find(Lower(id));
  return found == shelf.by_id.end() ? nullptr : &*found->second;
}

const Entity* Store::FindBy(const Collection& collection, std::string_view unique,
                            std::string_view text) const {
  const Shelf& shelf = ShelfOf(collection);
  for (size_t i = 0; i < collection.unique.size(); ++i) {
    if (collection.unique[i] != unique) continue;
    const auto found = shelf.by_unique.find(UniqueKey(i, text));
    if (found != shelf.by_unique.end()) return &*found->second;
  }
  return nullptr;
}

const std::list<Entity>& Store::All(const Collection& collection) const {
  return ShelfOf(collection).entities;
}

void Store::Put(const Collection& collection, std::string_view id, Value value) {
  if (!keep_) return;
  Shelf& shelf = ShelfOf(collection);
  const auto found = shelf.by_id.find(Lower(id));
  Place place;
  if (found == shelf.by_id.end()) {
    place = shelf.entities.insert(shelf.entities.end(), {std::string(id), std::move(value)});
  } else {
    place = found->second;
    Unindex(collection, &shelf, place);
    place->value = std::move(value);
  }
  Index(collection, &shelf, place);
}

bool Store::Remove(const Collection& collection, std::string_view id) {
  Shelf& shelf = ShelfOf(collection);
  const auto found = shelf.by_id.find(Lower(id));
  if (found == shelf.by_id.end()) return false;
  const Place place = found->second;
  Unindex(collection, &shelf, place);
  shelf.entities.erase(place);
  return true;
}

absl::Status Store::Load(std::string_view json) {
  absl::StatusOr<Value> data = ParseValue(json);
  if (!data.ok())
    return absl::InvalidArgumentError(
        absl::StrCat("seed data is no JSON: ", data.status().message()));
  if (!data->is_object())
    return absl::InvalidArgumentError("seed data must be a JSON object of collections");
  for (Member& member : data->members) {
    const Collection* collection = FindCollection(member.name);
    if (collection == nullptr || !member.value.is_array()) {
      return absl::InvalidArgumentError(
          absl::StrCat("seed data, \"", member.name,
                       "\": give a collection of the service with an array of objects"));
    }
    for (size_t i = 0; i < member.value.items.size(); ++i) {
      Value& value = member.value.items[i];
      if (!value.is_object()) return LoadFault(member.name, i, "must be an object");
      if (sim::Find(value, collection->id_field) == nullptr)
        sim::Put(&value, collection->id_field, MakeString(NewId()));
      const Value* id = sim::Find(value, collection->id_field);
      if (!id->is_string() || id->text.empty())
        return LoadFault(member.name, i, "its id must be a text");
      const std::string key = id->text;
      Put(*collection, key, std::move(value));
    }
  }
  return absl::OkStatus();
}

Transaction::~Transaction() {
  for (auto step = undo_.rbegin(); step != undo_.rend(); ++step) {
    if (step->before) {
      store_->Put(*step->collection, step->id, std::move(*step->before));
    } else {
      store_->Remove(*step->collection, step->id);
    }
  }
}

void Transaction::Put(const Collection& collection, std::string_view id, Value value) {
  const Entity* before = store_->Find(collection, id);
  undo_.push_back({&collection, std::string(id),
                   before == nullptr ? std::nullopt : std::optional<Value>(before->value)});
  store_->Put(collection, id, std::move(value));
}

}  // namespace inflow::sim

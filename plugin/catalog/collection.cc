// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog/collection.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "plugin/catalog/internal/data.h"

namespace inflow {

extern const char kCollectionsJson[];  // collections.json, built in by cmake/embed.cmake
extern const size_t kCollectionsJsonSize;

namespace {

bool FlagOr(const catalog_data::json& entry, const char* key, bool otherwise) {
  return entry.contains(key) ? catalog_data::Flag(entry, key) : otherwise;
}

Collection ReadCollection(const catalog_data::json& entry) {
  return {.name = catalog_data::Text(entry, "name"),
          .id_field = catalog_data::Text(entry, "id_field"),
          .name_field = catalog_data::TextIfAny(entry, "name_field"),
          .number_field = catalog_data::TextIfAny(entry, "number_field"),
          .natural = catalog_data::TextsIfAny(entry, "natural"),
          .columns = catalog_data::Texts(entry, "columns"),
          .filters = catalog_data::TextsIfAny(entry, "filters"),
          .since = catalog_data::TextIfAny(entry, "since"),
          .paged = FlagOr(entry, "paged", true),
          .sortable = FlagOr(entry, "sortable", true)};
}

std::vector<Collection>* LoadCollections() {
  const catalog_data::json data = catalog_data::Parse(kCollectionsJson, kCollectionsJsonSize);
  auto collections = std::make_unique<std::vector<Collection>>();
  for (const catalog_data::json& entry :
       catalog_data::Expect(data, "collections", catalog_data::json::value_t::array))
    collections->push_back(ReadCollection(entry));
  return collections.release();
}

}  // namespace

std::span<const Collection> Collections() {
  // Never freed: calls of other threads may still look into it while the process ends.
  static const std::vector<Collection>* const collections = LoadCollections();
  return *collections;
}

const std::vector<std::string_view>& NaturalFields() {
  static const std::vector<std::string_view>* const fields = [] {
    auto all = std::make_unique<std::vector<std::string_view>>();
    for (const Collection& collection : Collections())
      all->insert(all->end(), collection.natural.begin(), collection.natural.end());
    std::sort(all->begin(), all->end());
    all->erase(std::unique(all->begin(), all->end()), all->end());
    return all.release();
  }();
  return *fields;
}

std::string_view FilterFor(const Collection& collection, std::string_view field) {
  const std::vector<std::string>& filters = collection.filters;
  for (const std::string_view name : {field, std::string_view("smart")}) {
    const auto it = std::find(filters.begin(), filters.end(), name);
    if (it != filters.end()) return *it;
  }
  return "";
}

const Collection* FindCollection(std::string_view name) {
  const std::span<const Collection> all = Collections();
  const auto it = std::find_if(all.begin(), all.end(), [name](const Collection& collection) {
    return collection.name == name;
  });
  return it == all.end() ? nullptr : &*it;
}

std::vector<std::string> NaturalOf(const Collection& collection,
                                   const std::vector<std::string>& fields) {
  std::vector<std::string> natural;
  std::copy_if(fields.begin(), fields.end(), std::back_inserter(natural),
               [&collection](const std::string& field) {
                 return std::find(collection.natural.begin(), collection.natural.end(), field) !=
                        collection.natural.end();
               });
  return natural;
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// File: entity_place.h
//
// Where the service shows a single entity: what is known of each collection's reads.
#ifndef PLUGIN_READBACK_ENTITY_PLACE_H_
#define PLUGIN_READBACK_ENTITY_PLACE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/catalog/object_schema.h"

namespace inflow {

// UniqueField is one by which an entity without a GUID can be found.
struct UniqueField {
  std::string_view field;   // "sku"
  std::string_view filter;  // the list's filter that finds at least it: "smart"
};

// EntityPlace is how the entities of a collection are read.
struct EntityPlace {
  std::string_view collection;      // in the URL: "products"
  std::string_view id_field;        // "productId"
  std::string_view endpoint;        // the published one that writes them
  std::vector<UniqueField> unique;  // the surest first; none: the lists cannot be filtered by it
};

// FindEntityPlace returns nullptr where single entities of the collection cannot be read.
const EntityPlace* FindEntityPlace(std::string_view collection);

// WrittenTo is which entity a write goes to, as far as its URL tells.
struct WrittenTo {
  std::string collection;  // where it is read
  std::string id;          // of the path, decoded; empty: the path has none
};

// FindWrittenTo reads the URL of a write, from behind the company on: "/products/3fa8…?x=1".
// Nothing where it is no single entity's.
std::optional<WrittenTo> FindWrittenTo(std::string_view path);

}  // namespace inflow

#endif  // PLUGIN_READBACK_ENTITY_PLACE_H_

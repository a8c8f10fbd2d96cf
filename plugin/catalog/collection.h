// SPDX-License-Identifier: Apache-2.0
//
// File: collection.h
//
// What the service can list, as data: plugin/catalog/collections.json, built into the library.
#ifndef PLUGIN_CATALOG_COLLECTION_H_
#define PLUGIN_CATALOG_COLLECTION_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inflow {

// Collection is one list of entities, read with GET /{companyId}/{name}. Fields are those of an
// entity, which the service may also answer inside an object "attributes".
struct Collection {
  std::string name;                  // "sales-orders"
  std::string id_field;              // "salesOrderId": the GUID
  std::string name_field;            // "name"; empty: it has none
  std::string number_field;          // "orderNumber"; empty: it has none
  std::vector<std::string> natural;  // by what people call an entity, so that it can be looked up;
                                     // the first one is asked first. Empty: it has none
  std::vector<std::string> columns;  // what people look for besides those, for a table
  std::vector<std::string> filters;  // the known ones; the service ignores others without a word
  std::string since;                 // the oldest API version that has it; empty: all have
  bool paged = true;                 // false: one answer holds all, and takes no parameters
  bool sortable = true;              // it can be asked for in the order of id_field
};

// Collections returns all of them, by name.
std::span<const Collection> Collections();

// NaturalFields returns the fields by which entities of any collection can be looked up, sorted.
const std::vector<std::string_view>& NaturalFields();

// NaturalOf returns those of the fields that are natural ones of the collection, in their order.
std::vector<std::string> NaturalOf(const Collection& collection,
                                   const std::vector<std::string>& fields);

// FilterFor is the filter by which the entities with a text in a natural field are asked for: the
// field's own one, or "smart", which finds them among others; "" where there is none.
std::string_view FilterFor(const Collection& collection, std::string_view field);

// FindCollection returns nullptr where there is none of that name.
const Collection* FindCollection(std::string_view name);

}  // namespace inflow

#endif  // PLUGIN_CATALOG_COLLECTION_H_

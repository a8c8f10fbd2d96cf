// SPDX-License-Identifier: Apache-2.0
//
// File: collection.h
//
// The service's collections as data: which writes each takes, what names an entity, what a write
// needs. What fields an entity has is in schema.h.
#ifndef TOOLS_INFLOW_SIM_COLLECTION_H_
#define TOOLS_INFLOW_SIM_COLLECTION_H_

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace inflow::sim {

// How a published write (PUT on the collection) names its entity.
enum class Identity : uint8_t {
  kGuid,      // a GUID that the caller makes, required in the body
  kOptional,  // the server makes one where the body has none
  kCompany,   // one object a company
};

// A missing name ends a list.
using Names = std::array<std::string_view, 4>;

struct Collection {
  std::string_view name;         // "sales-orders"
  std::string_view id_field;     // "salesOrderId"
  std::string_view object = {};  // what it holds, by its name in schema.h; empty: not known
  Identity identity = Identity::kGuid;
  bool document_create = false;   // POST on the collection
  bool document_update = false;   // PATCH and PUT on /{id}
  bool published_put = false;     // PUT on the collection
  bool published_delete = false;  // DELETE on /{id}
  std::string_view since = {};    // the oldest version that has it; empty: all have
  Names document_needs = {};      // attributes that a POST needs: texts that are not empty
  Names published_needs = {};     // what a published insert needs besides the id
  Names harsh_needs =
      {};  // what it needs besides those where the facts rest on other clients' word alone
  Names unique = {};            // attributes that no two entities share
  Names fixed = {};             // attributes that a published update cannot change
  bool renews_row_ids = false;  // a published write's rows get new ids, whatever they had
};

// Collections returns all of them, in the order in which the state shows them.
std::span<const Collection> Collections();

// FindCollection returns nullptr where the service has none of that name.
const Collection* FindCollection(std::string_view name);

// kCountSheets are written below their stock count: PUT /stock-counts/{id}/count-sheet.
inline constexpr std::string_view kCountSheets = "count-sheets";

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_COLLECTION_H_

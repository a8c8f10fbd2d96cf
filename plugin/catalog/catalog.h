// SPDX-License-Identifier: Apache-2.0
//
// File: catalog.h
//
// The endpoints that a destination can write to, as data: plugin/catalog/endpoints.json, built into
// the library. Document endpoints follow the product document, published endpoints inFlow's OpenAPI
// 2025-06-24; what is newer is known from others.
#ifndef PLUGIN_CATALOG_CATALOG_H_
#define PLUGIN_CATALOG_CATALOG_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/catalog/collection.h"
#include "plugin/catalog/object_schema.h"
#include "plugin/http/method.h"

namespace inflow {

enum class EndpointKind : uint8_t { kDocument, kPublished, kManual };

// AnswerShape is what a published endpoint's success has in its body.
enum class AnswerShape : uint8_t {
  kEntity,  // the entity, under the id that was sent
  kOther,  // an object that does not have that id: the service has given it another, or it has none
  kEnvelope,  // an object whose members are "attributes", "relationships" and "meta"
  kParent,    // what the entity that was deleted belonged to
  kNothing,
};

struct EndpointParameter {
  std::string name;         // "id"
  std::string description;  // one sentence
};

// Endpoint is one entry of the catalogue, or what a configuration describes itself (kManual).
struct Endpoint {
  std::string name;  // "update_product"
  EndpointKind kind = EndpointKind::kDocument;
  std::string title;                // "Update product"
  std::string description;          // what it does, what it needs
  std::vector<HttpMethod> methods;  // the first is the default; more than one: "method" chooses
  std::string
      path;  // below /{companyId}: "/products/{id}"; kManual: the URL's template as configured
  std::string collection;  // "products": scope of keys, and what a 404 on it means
  std::vector<EndpointParameter> parameters;  // path parameters, all required
  std::vector<std::string> required;          // attributes that a new entity needs, surely
  std::vector<std::string>
      expected;  // published: likewise, as others have found; nobody has told it officially
  std::vector<std::string> warnings;  // ids that must exist, statuses that block an update
  std::string id_field;               // published: the body's GUID ("productId"); document: empty
  AnswerShape answer = AnswerShape::kOther;  // published
  std::string
      answer_id;  // published: what holds the sent id in a success; empty where nothing does
  bool published_route = false;  // the published OpenAPI has this method and path
  std::string since;             // the oldest API version that is known to have it; empty: all have
  std::string alternative;   // document: the published endpoint that does the same job; published:
                             // the document one, or ""
  bool takes_array = false;  // an array body may be configured with batching
  const ObjectSchema* object =
      nullptr;  // published: the fields of the body; null where there is no body
  std::map<std::string, std::string>
      hints;  // published: what people look for under a name that is no field, in plain letters
};

// Catalogue returns all endpoints, document ones first, in a fixed order.
std::span<const Endpoint> Catalogue();

// FindEndpoint returns nullptr where there is none of that name.
const Endpoint* FindEndpoint(std::string_view name);

// Adopted returns the collection whose entities an endpoint writes under their own ids; nullptr
// where they cannot be looked up.
const Collection* Adopted(const Endpoint& endpoint);

// WritesOrders tells of endpoints of sales orders and purchase orders.
bool WritesOrders(const Endpoint& endpoint);

}  // namespace inflow

#endif  // PLUGIN_CATALOG_CATALOG_H_

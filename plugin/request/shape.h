// SPDX-License-Identifier: Apache-2.0
//
// File: shape.h
//
// What items that may share a request have in common, and what the engine has to know of their
// endpoint. Immutable and shared: it outlives the route and the configuration that it was made of.
#ifndef PLUGIN_REQUEST_SHAPE_H_
#define PLUGIN_REQUEST_SHAPE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "plugin/catalog/object_schema.h"
#include "plugin/clock/clock.h"
#include "plugin/config/config.h"
#include "plugin/http/exchange.h"

namespace inflow {

struct Shape {
  std::string collection;  // whose records these are: keys are unique in it
  HttpMethod method = HttpMethod::kPost;
  bool has_body = true;
  bool with_credential = true;             // false for another host than the service's
  std::shared_ptr<const std::string> url;  // null where it depends on the record
  HeaderLines headers;                     // likewise

  // What bounds a request.
  bool batched = false;
  bool folds = false;  // an item is a document, made of lines
  size_t max_items = 1;
  size_t max_bytes = 0;  // of a body; batched only
  Duration linger{};     // zero: none
  bool atomic = false;   // the service takes all of a request or nothing

  bool check_status = false;  // it updates orders, which are asked for their status first

  // What the retry table asks.
  bool id_in_path = false;  // the path names a record, so a 404 may mean that record alone
  // How a record names an entity that exists already: `put its GUID into the record as
  // "productId"`. Empty where none is written under a GUID in the body.
  std::string adopt;

  // What an answer is read by, and where it tells of single items.
  ResponseConfig response;
  const ObjectSchema* object =
      nullptr;               // the catalogue's; null where nobody knows the fields of what is sent
  std::string answer_id;     // Endpoint::answer_id
  bool asks_json = true;     // the Accept header asks for JSON
  bool writes_json = true;   // the body is JSON
  bool wraps_items = false;  // each item is the only member of an object of its own

  // What is said behind the service's words where it has no such route; each begins with "; " or is
  // empty.
  std::string instead_of_route;  // which endpoint does the same job
  std::string about_url;         // that a URL of one's own may be wrong
};

using SharedShape = std::shared_ptr<const Shape>;

}  // namespace inflow

#endif  // PLUGIN_REQUEST_SHAPE_H_

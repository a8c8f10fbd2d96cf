// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog/catalog.h"

#include <algorithm>

#include "plugin/catalog/internal/data.h"

namespace inflow {

extern const char kEndpointsJson[];  // endpoints.json, built in by cmake/embed.cmake
extern const size_t kEndpointsJsonSize;

namespace {

using catalog_data::Flag;
using catalog_data::json;
using catalog_data::Text;
using catalog_data::Texts;

HttpMethod Method(const std::string& name) {
  for (const HttpMethod method :
       {HttpMethod::kPost, HttpMethod::kPut, HttpMethod::kPatch, HttpMethod::kDelete}) {
    if (MethodName(method) == name) return method;
  }
  std::abort();
}

constexpr std::pair<std::string_view, AnswerShape> kShapes[] = {
    {"entity", AnswerShape::kEntity},     {"other", AnswerShape::kOther},
    {"envelope", AnswerShape::kEnvelope}, {"parent", AnswerShape::kParent},
    {"nothing", AnswerShape::kNothing},
};

// Shape aborts at what is none, as the readers of data.h do.
AnswerShape Shape(const std::string& name) {
  const auto* const shape = std::find_if(std::begin(kShapes), std::end(kShapes),
                                         [&](const auto& s) { return s.first == name; });
  if (shape == std::end(kShapes)) std::abort();
  return shape->second;
}

Endpoint Read(const json& entry) {
  Endpoint endpoint;
  endpoint.name = Text(entry, "name");
  endpoint.kind =
      Text(entry, "kind") == "published" ? EndpointKind::kPublished : EndpointKind::kDocument;
  endpoint.title = Text(entry, "title");
  endpoint.description = Text(entry, "description");
  for (const std::string& method : Texts(entry, "methods"))
    endpoint.methods.push_back(Method(method));
  endpoint.path = Text(entry, "path");
  endpoint.collection = Text(entry, "collection");
  if (entry.contains("parameters")) {
    for (const json& parameter : catalog_data::Expect(entry, "parameters", json::value_t::array)) {
      endpoint.parameters.push_back({Text(parameter, "name"), Text(parameter, "description")});
    }
  }
  endpoint.required = Texts(entry, "required");
  endpoint.expected = catalog_data::TextsIfAny(entry, "expected");
  endpoint.warnings = Texts(entry, "warnings");
  endpoint.id_field = catalog_data::TextIfAny(entry, "id_field");
  if (endpoint.kind == EndpointKind::kPublished) endpoint.answer = Shape(Text(entry, "answer"));
  if (endpoint.answer == AnswerShape::kEntity) endpoint.answer_id = endpoint.id_field;
  endpoint.published_route = Flag(entry, "published_route");
  endpoint.since = catalog_data::TextIfAny(entry, "since");
  endpoint.alternative = Text(entry, "alternative");
  endpoint.takes_array = Flag(entry, "takes_array");
  endpoint.object = FindObjectSchema(endpoint.name);
  if (entry.contains("hints")) {
    for (const auto& [name, hint] :
         catalog_data::Expect(entry, "hints", json::value_t::object).items()) {
      endpoint.hints[name] = hint.get<std::string>();
    }
  }
  return endpoint;
}

std::vector<Endpoint>* LoadEndpoints() {
  const json data = catalog_data::Parse(kEndpointsJson, kEndpointsJsonSize);
  auto endpoints = std::make_unique<std::vector<Endpoint>>();
  for (const json& entry : catalog_data::Expect(data, "endpoints", json::value_t::array))
    endpoints->push_back(Read(entry));
  return endpoints.release();
}

}  // namespace

std::span<const Endpoint> Catalogue() {
  // Never freed: configurations of other threads may still point into it while the process ends.
  static const std::vector<Endpoint>* const endpoints = LoadEndpoints();
  return *endpoints;
}

const Endpoint* FindEndpoint(std::string_view name) {
  const std::span<const Endpoint> all = Catalogue();
  const auto it = std::find_if(all.begin(), all.end(),
                               [name](const Endpoint& endpoint) { return endpoint.name == name; });
  return it == all.end() ? nullptr : &*it;
}

const Collection* Adopted(const Endpoint& endpoint) {
  const Collection* const collection = FindCollection(endpoint.collection);
  // A sheet of a count is no count.
  const bool own = collection != nullptr && endpoint.kind == EndpointKind::kPublished &&
                   endpoint.id_field == collection->id_field && !collection->natural.empty();
  return own ? collection : nullptr;
}

bool WritesOrders(const Endpoint& endpoint) {
  return endpoint.collection == "sales-orders" || endpoint.collection == "purchase-orders";
}

}  // namespace inflow

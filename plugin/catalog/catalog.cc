// SPDX-License-Identifier: Apache-2.0
#include "inflow/catalog/catalog.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace inflow {

extern const char kEndpointsJson[];  // endpoints.json, built in by cmake/embed.cmake
extern const size_t kEndpointsJsonSize;

namespace {

using nlohmann::json;

// The data is part of the library: where it is not as expected the build is broken, and no caller could do anything about it.
const json& Expect(const json& object, const char* key, json::value_t type) {
  const auto it = object.find(key);
  if (it == object.end() || it->type() != type) std::abort();
  return *it;
}

std::string Text(const json& object, const char* key) { return Expect(object, key, json::value_t::string).get<std::string>(); }

bool Flag(const json& object, const char* key) {
  return object.contains(key) && Expect(object, key, json::value_t::boolean).get<bool>();
}

std::vector<std::string> Texts(const json& object, const char* key) {
  std::vector<std::string> texts;
  for (const json& text : Expect(object, key, json::value_t::array)) {
    if (!text.is_string()) std::abort();
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

HttpMethod Method(const std::string& name) {
  for (const HttpMethod method : {HttpMethod::kPost, HttpMethod::kPut, HttpMethod::kPatch, HttpMethod::kDelete}) {
    if (MethodName(method) == name) return method;
  }
  std::abort();
}

Endpoint Read(const json& entry) {
  Endpoint endpoint;
  endpoint.name = Text(entry, "name");
  endpoint.kind = Text(entry, "kind") == "published" ? EndpointKind::kPublished : EndpointKind::kDocument;
  endpoint.title = Text(entry, "title");
  endpoint.description = Text(entry, "description");
  for (const std::string& method : Texts(entry, "methods")) endpoint.methods.push_back(Method(method));
  endpoint.path = Text(entry, "path");
  endpoint.collection = Text(entry, "collection");
  if (entry.contains("parameters")) {
    for (const json& parameter : Expect(entry, "parameters", json::value_t::array)) {
      endpoint.parameters.push_back({Text(parameter, "name"), Text(parameter, "description")});
    }
  }
  endpoint.required = Texts(entry, "required");
  endpoint.warnings = Texts(entry, "warnings");
  if (entry.contains("id_field")) endpoint.id_field = Text(entry, "id_field");
  endpoint.published_route = Flag(entry, "published_route");
  endpoint.alternative = Text(entry, "alternative");
  endpoint.takes_array = Flag(entry, "takes_array");
  return endpoint;
}

std::vector<Endpoint>* Load() {
  const json data = json::parse(kEndpointsJson, kEndpointsJson + kEndpointsJsonSize, nullptr, /*allow_exceptions=*/false);
  if (!data.is_object()) std::abort();
  auto endpoints = std::make_unique<std::vector<Endpoint>>();
  for (const json& entry : Expect(data, "endpoints", json::value_t::array)) endpoints->push_back(Read(entry));
  return endpoints.release();
}

}  // namespace

std::span<const Endpoint> Catalogue() {
  // Never freed: configurations of other threads may still point into it while the process ends.
  static const std::vector<Endpoint>* const endpoints = Load();
  return *endpoints;
}

const Endpoint* FindEndpoint(std::string_view name) {
  const std::span<const Endpoint> all = Catalogue();
  const auto it = std::find_if(all.begin(), all.end(), [name](const Endpoint& endpoint) { return endpoint.name == name; });
  return it == all.end() ? nullptr : &*it;
}

}  // namespace inflow

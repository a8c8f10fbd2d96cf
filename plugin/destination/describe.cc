// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/describe.h"

#include <nlohmann/json.hpp>

#include "plugin/catalog/catalog.h"
#include "plugin/catalog/collection.h"
#include "plugin/catalog/includable.h"
#include "plugin/config/parse.h"
#include "plugin/record/walker.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

Json DescribeEndpoint(const Endpoint& endpoint) {
  Json methods = Json::array();
  for (const HttpMethod method : endpoint.methods) methods.push_back(MethodName(method));
  Json parameters = Json::array();
  for (const EndpointParameter& parameter : endpoint.parameters) {
    parameters.push_back({{"name", parameter.name}, {"description", parameter.description}});
  }
  return {{"name", endpoint.name},
          {"kind", endpoint.kind == EndpointKind::kDocument ? "document" : "published"},
          {"title", endpoint.title},
          {"description", endpoint.description},
          {"methods", std::move(methods)},
          {"path", endpoint.path},
          {"collection", endpoint.collection},
          {"parameters", std::move(parameters)},
          {"required", endpoint.required},
          {"expected", endpoint.expected},
          {"warnings", endpoint.warnings},
          {"id_field", endpoint.id_field},
          {"published_route", endpoint.published_route},
          {"since", endpoint.since},
          {"alternative", endpoint.alternative},
          {"takes_array", endpoint.takes_array},
          {"object", endpoint.object == nullptr ? Json() : Json(endpoint.object->name)},
          {"hints", endpoint.hints}};
}

Json DescribeCollection(const Collection& collection) {
  Json includes = Json::array();
  if (const ObjectSchema* const object = ObjectOf(collection); object != nullptr) {
    for (const Field* const field : Includable(*object)) includes.push_back(field->name);
  }
  return {{"name", collection.name},
          {"id_field", collection.id_field},
          {"name_field", collection.name_field},
          {"number_field", collection.number_field},
          {"columns", collection.columns},
          {"filters", collection.filters},
          {"includes", std::move(includes)},
          {"since", collection.since}};
}

// Capabilities lists what a host may ask for. What a key chooses from is told as "key:choice", from
// the schema itself.
Json Capabilities(const Json& schema) {
  Json capabilities = {"write_batch", "poll",      "flush",  "discard",        "check",
                       "preview",     "send_test", "routes", "manual_endpoint"};
  const Json& keys = schema["properties"];
  if (keys.contains("response_webhook")) capabilities.push_back("response_webhook");
  const auto add = [&](const std::string& prefix, const Json& choice) {
    for (const Json& name : choice["enum"])
      capabilities.push_back(prefix + name.get<std::string>());
  };
  add("content_format:", keys["content_format"]);
  add("batching:", keys["batching"]["properties"]["algorithm"]);
  return capabilities;
}

}  // namespace

std::string Describe(uint32_t abi_version) {
  Json endpoints = Json::array();
  for (const Endpoint& endpoint : Catalogue()) endpoints.push_back(DescribeEndpoint(endpoint));
  Json collections = Json::array();
  for (const Collection& collection : Collections())
    collections.push_back(DescribeCollection(collection));
  Json schema = Json::parse(ConfigSchema());
  Json capabilities = Capabilities(schema);
  const Json facts = Json::parse(ConfigFacts());
  const Json description = {{"name", "inflow-destination"},
                            {"version", INFLOW_VERSION},
                            {"abi_version", std::to_string(abi_version >> 16) + "." +
                                                std::to_string(abi_version & 0xffff)},
                            {"configuration", std::move(schema)},
                            {"sections", facts["sections"]},
                            {"algorithms", facts["algorithms"]},
                            {"endpoints", std::move(endpoints)},
                            {"collections", std::move(collections)},
                            {"objects", Json::parse(ObjectSchemasJson())["objects"]},
                            {"limits", {{"record_depth", kMaxRecordDepth}}},
                            {"capabilities", std::move(capabilities)}};
  return description.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/map_schema.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/catalog/catalog.h"

namespace inflow::config {
namespace {

bool Holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string KindOf(const Field& field) {
  switch (field.type) {
    case FieldType::kText:
      return "text";
    case FieldType::kBoolean:
      return "true or false";
    case FieldType::kInteger:
      return "a whole number";
    case FieldType::kDecimal:
      return "a decimal number";
    case FieldType::kGuid:
      return field.reference.empty() ? "a GUID"
                                     : "the GUID of one of " + field.reference +
                                           ", or with \"references\" what names it";
    case FieldType::kDate:
      return "a date";
    case FieldType::kRowversion:
      return "the version that inFlow told, 16 hexadecimal digits";
    case FieldType::kTexts:
      return "a list of texts";
    case FieldType::kGuids:
      return "a list of GUIDs";
    case FieldType::kEnum:
      return "one of its values";
    case FieldType::kObject:
      return "an object";
    case FieldType::kRows:
      return "a list of rows, which replaces all that inFlow has of them";
    default:
      return "any value";
  }
}

// Need is how an endpoint's own description begins: "Needed: ".
std::string NeedOf(const Endpoint* endpoint, std::string_view field) {
  if (endpoint == nullptr) return "";
  if (Holds(endpoint->required, field)) return "Needed: ";
  return Holds(endpoint->expected, field) ? "Perhaps needed: " : "";
}

std::string ReferenceTo(const ObjectSchema& object) { return "#/$defs/" + object.name; }

Schema FieldSchema(const Field& field, const Endpoint* endpoint) {
  Schema schema;
  schema["description"] = NeedOf(endpoint, field.name) + KindOf(field) +
                          (field.nullable ? ", or null" : "") +
                          (field.since.empty() ? "" : "; since version " + field.since);
  if (field.type == FieldType::kEnum) schema["examples"] = field.values;
  if (field.type == FieldType::kBoolean) schema["examples"] = {true, false};
  if (field.type == FieldType::kObject) schema["$ref"] = ReferenceTo(*field.object);
  if (field.type == FieldType::kRows) schema["items"]["$ref"] = ReferenceTo(*field.object);
  return schema;
}

bool IsWritten(const Field& field) { return !field.read_only && field.type != FieldType::kRelated; }

// AddObject adds an object, and all that its written fields hold.
void AddObject(const ObjectSchema& object, const Endpoint* endpoint,
               std::map<std::string, Schema>* definitions) {
  Schema& definition = (*definitions)[object.name];
  if (!definition.is_null() && endpoint == nullptr) return;
  Schema properties = Schema::object();
  definition["properties"] = Schema::object();
  for (const Field& field : object.fields) {
    if (!IsWritten(field)) continue;
    properties[field.name] = FieldSchema(field, endpoint);
    if (field.object != nullptr) AddObject(*field.object, nullptr, definitions);
  }
  (*definitions)[object.name]["properties"] = std::move(properties);
}

// MapOf is "map" of an endpoint; null where nothing is known of its fields.
Schema MapOf(const Endpoint& endpoint) {
  if (endpoint.object != nullptr) return {{"$ref", ReferenceTo(*endpoint.object)}};
  Schema properties;
  for (const auto& [names, need] :
       {std::pair(&endpoint.required, "Needed"), std::pair(&endpoint.expected, "Perhaps needed")}) {
    for (const std::string& name : *names) properties[name]["description"] = need;
  }
  return properties.is_null() ? properties : Schema{{"properties", std::move(properties)}};
}

Schema Rule(const Schema& map, bool main) {
  Schema rule = {{"properties", {{"map", map}}}};
  if (!main) return rule;
  const Schema keeps = {{"if", {{"not", {{"required", {"endpoint"}}}}}},
                        {"then", {{"properties", {{"map", map}}}}}};
  rule["properties"]["routes"]["additionalProperties"] = keeps;
  return rule;
}

}  // namespace

Schema MapDefinitions() {
  std::map<std::string, Schema> definitions;
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.object != nullptr) AddObject(*endpoint.object, &endpoint, &definitions);
  }
  return definitions;
}

Schema MapRules(bool main) {
  Schema rules = Schema::array();
  for (const Endpoint& endpoint : Catalogue()) {
    const Schema map = MapOf(endpoint);
    if (map.is_null()) continue;
    Schema rule = Rule(map, main);
    const auto same = std::find_if(rules.begin(), rules.end(),
                                   [&](const Schema& other) { return other["then"] == rule; });
    if (same != rules.end()) {
      (*same)["if"]["properties"]["endpoint"]["enum"].push_back(endpoint.name);
      continue;
    }
    const Schema condition = {{"properties", {{"endpoint", {{"enum", {endpoint.name}}}}}},
                              {"required", {"endpoint"}}};
    rules.push_back({{"if", condition}, {"then", std::move(rule)}});
  }
  return rules;
}

}  // namespace inflow::config

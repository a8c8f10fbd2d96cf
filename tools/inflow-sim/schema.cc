// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/schema.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"

namespace inflow {
extern const char kPublishedWritesJson[];
extern const size_t kPublishedWritesJsonSize;
}  // namespace inflow

namespace inflow::sim {
namespace {

using Json = nlohmann::ordered_json;
using ObjectTypes = absl::flat_hash_map<std::string, std::unique_ptr<ObjectType>>;

Field::Type TypeNamed(const std::string& name) {
  static const absl::flat_hash_map<std::string, Field::Type> kTypes = {
      {"text", Field::Type::kText},       {"boolean", Field::Type::kBoolean},
      {"integer", Field::Type::kInteger}, {"decimal", Field::Type::kDecimal},
      {"guid", Field::Type::kGuid},       {"date", Field::Type::kDate},
      {"any", Field::Type::kAny},         {"texts", Field::Type::kTexts},
      {"guids", Field::Type::kGuids},     {"enum", Field::Type::kEnum},
      {"object", Field::Type::kObject},   {"rows", Field::Type::kRows},
      {"related", Field::Type::kRelated}, {"rowversion", Field::Type::kRowversion},
  };
  return kTypes.at(name);
}

// Seen in live answers; money and rates have five places, and so has what nobody has reported.
int PlacesOf(const std::string& field) {
  static const absl::flat_hash_map<std::string, int> kPlaces = {
      {"standardQuantity", 4}, {"uomQuantity", 4}, {"matchedQuantity", 4}, {"reorderPoint", 4},
      {"reorderQuantity", 4},  {"weight", 4},      {"discount", 2},        {"exchangeRate", 10},
  };
  const auto found = kPlaces.find(field);
  return found == kPlaces.end() ? 5 : found->second;
}

std::string LowerFirst(std::string text) {
  if (!text.empty()) text[0] = absl::ascii_tolower(static_cast<unsigned char>(text[0]));
  return text;
}

Field ReadField(const std::string& name, const Json& fact, const ObjectTypes& types) {
  Field field;
  field.name = name;
  field.type = TypeNamed(fact.at("type"));
  if (const auto object = fact.find("object"); object != fact.end())
    field.object = types.at(object->get<std::string>()).get();
  for (const Json& value : fact.value("values", Json::array()))
    field.values.push_back(LowerFirst(value));
  field.reference = fact.value("reference", "");
  field.via = fact.value("field", "");
  if (field.type == Field::Type::kDecimal) field.places = PlacesOf(name);
  field.nullable = fact.value("nullable", false);
  field.since = fact.value("since", "");
  field.writable = !fact.value("read_only", false) && field.type != Field::Type::kRelated;
  return field;
}

Json Facts() {
  return Json::parse(kPublishedWritesJson, kPublishedWritesJson + kPublishedWritesJsonSize);
}

ObjectTypes ReadAll() {
  const Json facts = Facts();
  ObjectTypes types;
  // Objects contain each other, so all are there before the first field.
  for (const auto& [name, fact] : facts.at("objects").items())
    types[name] = std::make_unique<ObjectType>();
  for (const auto& [name, fact] : facts.at("objects").items()) {
    ObjectType& type = *types.at(name);
    type.id = fact.value("id", "");
    for (const auto& [field, field_fact] : fact.at("fields").items()) {
      type.by_name[absl::AsciiStrToLower(field)] = type.fields.size();
      type.fields.push_back(ReadField(field, field_fact, types));
    }
  }
  return types;
}

}  // namespace

const Field* ObjectType::Find(std::string_view name) const {
  const auto found = by_name.find(absl::AsciiStrToLower({name.data(), name.size()}));
  return found == by_name.end() ? nullptr : &fields[found->second];
}

const std::vector<std::string>& Versions() {
  static const auto kVersions = Facts().at("versions").get<std::vector<std::string>>();
  return kVersions;
}

bool IsNewer(std::string_view since, std::string_view version) {
  const bool is_date =
      version.size() == 10 && version.find_first_not_of("0123456789-") == std::string_view::npos;
  return is_date && since > version;
}

const ObjectType* FindObjectType(std::string_view name) {
  static const ObjectTypes kTypes = ReadAll();
  const auto found = kTypes.find(absl::string_view(name.data(), name.size()));
  return found == kTypes.end() ? nullptr : found->second.get();
}

}  // namespace inflow::sim

// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog/object_schema.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/catalog/internal/data.h"
#include "plugin/text/absl_view.h"

namespace inflow {

extern const char kSchemasJson[];  // schemas.json, built in by cmake/embed.cmake
extern const size_t kSchemasJsonSize;

namespace {

using catalog_data::json;

constexpr std::pair<std::string_view, FieldType> kTypes[] = {
    {"text", FieldType::kText},
    {"boolean", FieldType::kBoolean},
    {"integer", FieldType::kInteger},
    {"decimal", FieldType::kDecimal},
    {"guid", FieldType::kGuid},
    {"date", FieldType::kDate},
    {"rowversion", FieldType::kRowversion},
    {"any", FieldType::kAny},
    {"texts", FieldType::kTexts},
    {"guids", FieldType::kGuids},
    {"enum", FieldType::kEnum},
    {"object", FieldType::kObject},
    {"rows", FieldType::kRows},
    {"related", FieldType::kRelated},
};

struct Schemas {
  std::map<std::string, ObjectSchema, std::less<>> objects;
  std::map<std::string, const ObjectSchema*, std::less<>> by_endpoint;
  std::map<std::string, std::string, std::less<>>
      by_reference;  // collections, by field in lower case
};

// SlotOf spreads names by a few of their letters, without regard to case: every attribute of every
// record is looked up.
size_t SlotOf(std::string_view name) {
  if (name.empty()) return 0;
  const auto letter = [name](size_t i) -> size_t {
    return static_cast<unsigned char>(name[i]) | 0x20u;
  };
  return name.size() + 31 * letter(0) + 17 * letter(name.size() / 2) + 7 * letter(name.size() - 1);
}

Field ReadField(const std::string& name, const json& fact, const Schemas& schemas) {
  Field field;
  field.name = name;
  const std::string type = catalog_data::Text(fact, "type");
  const auto* const known =
      std::find_if(std::begin(kTypes), std::end(kTypes),
                   [&type](const auto& entry) { return entry.first == type; });
  if (known == std::end(kTypes)) std::abort();
  field.type = known->second;
  field.nullable = catalog_data::Flag(fact, "nullable");
  field.read_only = catalog_data::Flag(fact, "read_only");
  field.unanswered = catalog_data::Flag(fact, "unanswered");
  field.since = catalog_data::TextIfAny(fact, "since");
  field.values = catalog_data::TextsIfAny(fact, "values");
  field.related = catalog_data::TextIfAny(fact, "field");
  field.reference = catalog_data::TextIfAny(fact, "reference");
  if (field.type == FieldType::kObject || field.type == FieldType::kRows) {
    const auto object = schemas.objects.find(catalog_data::Text(fact, "object"));
    if (object == schemas.objects.end()) std::abort();
    field.object = &object->second;
  }
  return field;
}

void ReadFields(const json& entry, const Schemas& schemas, ObjectSchema* object) {
  object->id = catalog_data::TextIfAny(entry, "id");
  object->open = catalog_data::Flag(entry, "open");
  object->custom = catalog_data::Flag(entry, "custom");
  for (const auto& [name, fact] :
       catalog_data::Expect(entry, "fields", json::value_t::object).items()) {
    object->fields.push_back(ReadField(name, fact, schemas));
  }
  if (object->fields.size() > ObjectSchema::kMaxFields) std::abort();
  object->Index();
}

const Schemas* LoadSchemas() {
  const json data = catalog_data::Parse(kSchemasJson, kSchemasJsonSize);
  auto schemas = std::make_unique<Schemas>();
  const json& objects = catalog_data::Expect(data, "objects", json::value_t::object);
  // Every object is there before any field points to it: objects may hold themselves.
  for (const auto& [name, entry] : objects.items()) schemas->objects[name].name = name;
  for (const auto& [name, entry] : objects.items())
    ReadFields(entry, *schemas, &schemas->objects[name]);
  for (const auto& [endpoint, object] :
       catalog_data::Expect(data, "endpoints", json::value_t::object).items()) {
    const auto found = schemas->objects.find(object.get<std::string>());
    if (found == schemas->objects.end()) std::abort();
    schemas->by_endpoint[endpoint] = &found->second;
  }
  for (const auto& [name, object] : schemas->objects) {
    for (const Field& field : object.fields) {
      if (!field.reference.empty() && !field.read_only)
        schemas->by_reference[absl::AsciiStrToLower(field.name)] = field.reference;
    }
  }
  return schemas.release();
}

const Schemas& AllSchemas() {
  // Never freed: configurations of other threads may still point into it while the process ends.
  static const Schemas* const schemas = LoadSchemas();
  return *schemas;
}

}  // namespace

void ObjectSchema::Index() {
  size_t slots = 2;
  while (slots < 2 * fields.size()) slots *= 2;
  slots_.assign(slots, nullptr);
  for (size_t i = 0; i < fields.size(); ++i) {
    fields[i].place = i;
    fields[i].key = "\"" + fields[i].name + "\":";
    size_t slot = SlotOf(fields[i].name) % slots;
    while (slots_[slot] != nullptr) slot = (slot + 1) % slots;
    slots_[slot] = &fields[i];
  }
}

const Field* ObjectSchema::Find(std::string_view field) const {
  const size_t mask = slots_.size() - 1;
  for (size_t slot = SlotOf(field) & mask; slots_[slot] != nullptr; slot = (slot + 1) & mask) {
    const std::string& known = slots_[slot]->name;
    if (known.size() != field.size()) continue;
    if (known == field || absl::EqualsIgnoreCase(known, Absl(field))) return slots_[slot];
  }
  return nullptr;
}

const ObjectSchema* FindObjectSchema(std::string_view endpoint) {
  const auto it = AllSchemas().by_endpoint.find(endpoint);
  return it == AllSchemas().by_endpoint.end() ? nullptr : it->second;
}

std::string_view CollectionNamedBy(std::string_view field) {
  const auto it = AllSchemas().by_reference.find(absl::AsciiStrToLower(Absl(field)));
  return it == AllSchemas().by_reference.end() ? std::string_view() : it->second;
}

std::string_view ObjectSchemasJson() { return {kSchemasJson, kSchemasJsonSize}; }

}  // namespace inflow

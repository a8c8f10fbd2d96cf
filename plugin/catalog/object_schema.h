// SPDX-License-Identifier: Apache-2.0
//
// File: object_schema.h
//
// The fields of what the published writes take, as data: plugin/catalog/schemas.json, built into
// the library. make_schemas.py beside it says where the facts come from and what the types mean.
#ifndef PLUGIN_CATALOG_OBJECT_SCHEMA_H_
#define PLUGIN_CATALOG_OBJECT_SCHEMA_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inflow {

enum class FieldType : uint8_t {
  kText,
  kBoolean,
  kInteger,
  kDecimal,  // a decimal number as text
  kGuid,
  kDate,        // with or without a time
  kRowversion,  // 16 hexadecimal digits
  kAny,         // any JSON value
  kTexts,
  kGuids,
  kEnum,
  kObject,
  kRows,     // a list of objects that replaces all the service has
  kRelated,  // only ever answered; `related` is the field that names it in a write
};

struct ObjectSchema;

struct Field {
  std::string name;  // in the service's spelling
  FieldType type = FieldType::kAny;
  bool nullable = false;
  bool read_only = false;
  bool unanswered = false;  // it is taken, and the answer does not have it
  std::string since{};      // the oldest API version that is known to have it; empty: all have
  std::vector<std::string> values{};     // kEnum, in the service's spelling
  const ObjectSchema* object = nullptr;  // kObject and kRows
  std::string related{};                 // kRelated
  std::string reference{};  // kGuid: the collection of what it names; empty where the published API
                            // has none
  size_t place = 0;         // among its object's fields
  std::string key{};        // the name as it stands in JSON, quotes and colon included
};

struct ObjectSchema {
  static constexpr size_t kMaxFields = 128;

  std::string name;   // "SalesOrderLine"
  std::string id;     // the field that tells rows and entities apart; empty where none does
  bool open = false;  // it has other fields too, which nobody has told
  bool custom =
      false;  // its fields have types that inFlow's user gave them, and are answered as texts
  std::vector<Field> fields;

  // Find returns a field by its name in any case of ASCII letters, as the service binds names;
  // nullptr where there is none.
  const Field* Find(std::string_view name) const;

  // Index is called once the fields are there.
  void Index();

 private:
  std::vector<const Field*> slots_;  // open addressing; a power of two, at most half full
};

// FindObjectSchema returns what a published endpoint takes; nullptr for one that has no body, and
// for document endpoints.
const ObjectSchema* FindObjectSchema(std::string_view endpoint);

// CollectionNamedBy returns the collection whose records fields of this name, in any case of
// letters, name in the published API; "" where none do.
std::string_view CollectionNamedBy(std::string_view field);

// ObjectSchemasJson is the data file as it is.
std::string_view ObjectSchemasJson();

}  // namespace inflow

#endif  // PLUGIN_CATALOG_OBJECT_SCHEMA_H_

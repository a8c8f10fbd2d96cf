// SPDX-License-Identifier: Apache-2.0
//
// File: schema.h
//
// What the published writes take: objects, their fields and the fields' types, from the generated
// facts that are built in.
//
//   const ObjectType* order = FindObjectType("SalesOrder");
//   order->id;                                    // "salesOrderId"
//   order->Find("CUSTOMERID")->reference;         // "customers"
//   order->Find("lines")->object->id;             // "salesOrderLineId"
#ifndef TOOLS_INFLOW_SIM_SCHEMA_H_
#define TOOLS_INFLOW_SIM_SCHEMA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace inflow::sim {

struct ObjectType;

struct Field {
  enum class Type : uint8_t {
    kText,
    kBoolean,
    kInteger,
    kDecimal,
    kGuid,
    kDate,
    kRowversion,
    kAny,
    kTexts,
    kGuids,
    kEnum,
    kObject,
    kRows,
    kRelated,  // only in answers; another field names it in a write
  };
  std::string name;  // as answers spell it
  Type type = Type::kAny;
  const ObjectType* object = nullptr;  // of kObject and kRows
  std::vector<std::string> values;     // of kEnum, as answers spell them: "fixedPrice"
  std::string reference;               // the collection that a kGuid points into, or ""
  std::string via;                     // the field that names a kRelated in a write
  int places = 0;                      // of kDecimal: how many decimal places are kept
  bool nullable = false;
  bool writable = true;
  std::string since;  // the oldest version that has it, or ""
};

struct ObjectType {
  std::string id;  // the field that tells rows of this type apart, or ""
  std::vector<Field> fields;
  absl::flat_hash_map<std::string, size_t> by_name;  // in lower case

  // Find looks a field up by its name in any case; nullptr where there is none.
  const Field* Find(std::string_view name) const;
};

// Versions are those of the service, oldest first.
const std::vector<std::string>& Versions();

// IsNewer tells whether what is there `since` a version ("": always) is not there yet in another.
// What is no date is the newest.
bool IsNewer(std::string_view since, std::string_view version);

// FindObjectType returns nullptr where there is none. What it returns lives as long as the program.
const ObjectType* FindObjectType(std::string_view name);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_SCHEMA_H_

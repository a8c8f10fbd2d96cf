// SPDX-License-Identifier: Apache-2.0
//
// File: writes.h
//
// What a write does to the store, by route: the document routes (POST on a collection, PATCH and
// PUT on /{id}, DELETE) and the published ones (PUT on a collection, the id inside the body).
#ifndef TOOLS_INFLOW_SIM_WRITES_H_
#define TOOLS_INFLOW_SIM_WRITES_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/inflow-sim/options.h"
#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/route.h"
#include "tools/inflow-sim/schema.h"
#include "tools/inflow-sim/store.h"

namespace inflow::sim {

// Written is what a write left behind.
struct Written {
  bool created = false;
  std::string body = {};  // the stored object, or an array of them; empty after a delete
};

using WriteResult = std::variant<Written, Refusal>;

// Asked is what the headers of a write ask for.
struct Asked {
  std::string_view version;
  bool negative_allowed = false;  // stock may fall below zero
};

class Writes {
 public:
  Writes(const Options& options, Store* store) : options_(options), store_(store) {}

  // Apply does one write, as the version that is asked for has it: everything that the body asks
  // for, or nothing.
  WriteResult Apply(std::string_view method, const Place& place, const Asked& asked,
                    const std::string& body);

 private:
  using One = std::variant<Value, Refusal>;  // the stored object

  std::optional<Refusal> FindNoRoute(std::string_view method, const Place& place) const;
  WriteResult Delete(const Place& place);
  WriteResult CreateAll(const Collection& collection, const Asked& asked, Value body);
  WriteResult PutAll(const Place& place, const Asked& asked, Value body);
  template <typename WriteOne>
  WriteResult Each(std::vector<Value> bodies, bool array, bool created, WriteOne write_one);
  One Create(const Collection& collection, const Asked& asked, Value value,
             Transaction* transaction);
  One Update(const Place& place, const Asked& asked, Value value, bool replace,
             Transaction* transaction);
  One Upsert(const Place& place, const Asked& asked, Value value, Transaction* transaction);
  std::variant<std::string, Refusal> IdForUpsert(const Place& place, const Value& value);
  std::optional<Refusal> FindForbidden(const Collection& collection, const Entity* entity,
                                       const Value& value) const;
  One Keep(const Collection& collection, const Asked& asked, const std::string& id,
           const Value& change, Value after, bool published, Transaction* transaction);
  static void PutRowsOfTheirOwn(const ObjectType& type, const Value& change, const Value& entity,
                                Transaction* transaction);
  std::optional<Refusal> FindMissing(const Names& names, const Value& value) const;
  std::optional<Refusal> FindClash(const Collection& collection, const Value& value,
                                   std::string_view id) const;

  const Options& options_;
  Store* store_;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_WRITES_H_

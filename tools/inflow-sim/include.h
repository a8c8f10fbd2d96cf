// SPDX-License-Identifier: Apache-2.0
//
// File: include.h
//
// What a read shows of an entity: its own fields, and of rows, other entities, costs and quantities
// those that `include` asks for.
//
//   std::variant<Include, Refusal> include = ParseInclude(orders, "customer,lines.product");
//   Show(orders, order.value, std::get<Include>(include), store);
#ifndef TOOLS_INFLOW_SIM_INCLUDE_H_
#define TOOLS_INFLOW_SIM_INCLUDE_H_

#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "tools/inflow-sim/collection.h"
#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/store.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

// Include holds what is asked for by its name in lower case, each with what is asked for below it.
struct Include {
  std::map<std::string, Include> below;
};

// ParseInclude refuses what the collection has no relation for.
std::variant<Include, Refusal> ParseInclude(const Collection& collection, std::string_view text);

// Show returns what a read shows of a stored entity.
Value Show(const Collection& collection, const Value& entity, const Include& include,
           const Store& store);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_INCLUDE_H_

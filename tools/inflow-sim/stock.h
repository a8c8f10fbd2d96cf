// SPDX-License-Identifier: Apache-2.0
//
// File: stock.h
//
// What is on hand, by product and location, as far as the stored entities tell: the inventory lines
// that a product was seeded with, adjustments, transfers that have left or arrived, and what orders
// picked, received, restocked and unstocked. Sublocations, lots, serial numbers and counts are not
// looked at, nor products that are no stocked ones.
//
//   FindShortage(adjustments, before, after, store);   // "… of p1 in f1 would be -2.0000"
#ifndef TOOLS_INFLOW_SIM_STOCK_H_
#define TOOLS_INFLOW_SIM_STOCK_H_

#include <optional>
#include <string>

#include "tools/inflow-sim/collection.h"
#include "tools/inflow-sim/store.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

// FindShortage says in a sentence which stock is below zero now that `before` (null: it is new) has
// become `after` in the store, and is lower for it. It reads the whole store.
std::optional<std::string> FindShortage(const Collection& collection, const Value* before,
                                        const Value& after, const Store& store);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_STOCK_H_

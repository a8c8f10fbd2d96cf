// SPDX-License-Identifier: Apache-2.0
//
// File: listing.h
//
// One page of a list: what the filters leave, in the order that `sort` asks for, between the
// entities that `after`, `before` and `start` name.
//
//   std::variant<Listing, Refusal> listing = List(products, ParseTarget("/c/products?count=5"),
//   store);
#ifndef TOOLS_INFLOW_SIM_LISTING_H_
#define TOOLS_INFLOW_SIM_LISTING_H_

#include <cstddef>
#include <variant>
#include <vector>

#include "tools/inflow-sim/collection.h"
#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/route.h"
#include "tools/inflow-sim/store.h"

namespace inflow::sim {

struct Listing {
  std::vector<const Entity*> page;
  size_t total = 0;  // of what the filters leave, on whatever page
};

std::variant<Listing, Refusal> List(const Collection& collection, const Target& target,
                                    const Store& store);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_LISTING_H_

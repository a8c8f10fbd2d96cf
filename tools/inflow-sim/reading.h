// SPDX-License-Identifier: Apache-2.0
//
// File: reading.h
//
// What can be read of a collection and how its list can be narrowed, from the generated facts that
// are built in.
//
//   ReadingOf(*FindCollection("products")).filters;   // {"name", "description", …, "smart"}
#ifndef TOOLS_INFLOW_SIM_READING_H_
#define TOOLS_INFLOW_SIM_READING_H_

#include <string>
#include <vector>

#include "tools/inflow-sim/collection.h"

namespace inflow::sim {

struct Reading {
  std::vector<std::string> filters = {};  // the x of filter[x]
  std::string number_field = {};          // "orderNumber", or ""
  bool sortable = true;
  bool paged = true;  // false: the list comes whole
};

// ReadingOf returns one without filters where the facts do not have the collection. What it returns
// lives as long as the program.
const Reading& ReadingOf(const Collection& collection);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_READING_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: references.h
//
// The entities that an entity points at, at any depth.
#ifndef TOOLS_INFLOW_SIM_REFERENCES_H_
#define TOOLS_INFLOW_SIM_REFERENCES_H_

#include <optional>

#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/schema.h"
#include "tools/inflow-sim/store.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

// FindDangling refuses a bound value that names an entity which the store does not have; null names
// none.
std::optional<Refusal> FindDangling(const ObjectType& type, const Value& value, const Store& store);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_REFERENCES_H_

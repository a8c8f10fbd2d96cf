// SPDX-License-Identifier: Apache-2.0
//
// File: rows.h
//
// How an entity changes at a published write: which rows are the same as before, who gets an id and
// a new timestamp. All values are bound (binding.h).
#ifndef TOOLS_INFLOW_SIM_ROWS_H_
#define TOOLS_INFLOW_SIM_ROWS_H_

#include <optional>
#include <string>

#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/schema.h"
#include "tools/inflow-sim/store.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

// FindRow finds the row with an id among an entity's or a row's rows; nullptr where there is none.
const Value* FindRow(const Value* rows, std::string_view id_field, const Value* id);

// FindStale refuses a change that names a timestamp which is no longer that of the entity, or of
// one of its rows. What is not there yet has no timestamp to compare with: the change's is ignored.
std::optional<Refusal> FindStale(const ObjectType& type, const Value& before, const Value& change);

// Settle gives rows without an id one, and a new timestamp to whatever differs from before, the
// entity itself included. `before` is null for a new one. Where nothing differs it returns `before`
// as it was.
Value Settle(const ObjectType& type, const Value* before, Value after, Store* store);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_ROWS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: binding.h
//
// Binds a published body to the object that it stands for: names in any case become those of the
// answers, what the object does not have or does not let anybody write is dropped without a word,
// and the types of the rest are checked.
//
//   Bind(*FindObjectType("Product"),
//   *ParseValue(R"({"Name":"Tea","colour":"green","Weight":"2.5"})"), Strictness::kKnown);
//   // {"name":"Tea","weight":"2.5000"}
#ifndef TOOLS_INFLOW_SIM_BINDING_H_
#define TOOLS_INFLOW_SIM_BINDING_H_

#include <string_view>
#include <variant>

#include "tools/inflow-sim/options.h"
#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/schema.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

// Bind takes an object, and what is newer than `version` for what it does not have. In known, null
// is taken for any field and a JSON number for a decimal; in harsh neither is, but where the facts
// allow null. The refusal names the first faulty field by its path: "lines[0].unitPrice".
std::variant<Value, Refusal> Bind(const ObjectType& type, const Value& body, Strictness strictness,
                                  std::string_view version = "2025-06-24");

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_BINDING_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: values_rules.h
//
// What "values" says, held against the endpoint's fields and against itself.
#ifndef PLUGIN_CONFIG_INTERNAL_VALUES_RULES_H_
#define PLUGIN_CONFIG_INTERNAL_VALUES_RULES_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plugin/config/parse.h"

namespace inflow::config {

// CheckValues looks at a route that names "values" itself. `object` is the route as it is written.
void CheckValues(const nlohmann::json& object, const RouteConfig& route, std::vector<Fault>* faults,
                 std::vector<std::string>* warnings);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_VALUES_RULES_H_

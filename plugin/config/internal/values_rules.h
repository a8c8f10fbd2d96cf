// SPDX-License-Identifier: Apache-2.0
//
// File: values_rules.h
//
// What "values" says, held against the endpoint's fields and against itself.
#ifndef PLUGIN_CONFIG_INTERNAL_VALUES_RULES_H_
#define PLUGIN_CONFIG_INTERNAL_VALUES_RULES_H_

#include <string>
#include <vector>

#include "plugin/config/parse.h"

namespace inflow::config {

// CheckValues looks at a route that names "values" itself.
void CheckValues(const RouteConfig& route, std::vector<Fault>* faults,
                 std::vector<std::string>* warnings);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_VALUES_RULES_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: batching_rules.h
//
// Which settings each grouping algorithm takes and needs, and which content format can carry it.
#ifndef PLUGIN_CONFIG_INTERNAL_BATCHING_RULES_H_
#define PLUGIN_CONFIG_INTERNAL_BATCHING_RULES_H_

#include <vector>

#include "plugin/config/parse.h"

namespace inflow::config {

// CheckFormat holds a route's body, content format and batching against each other.
void CheckFormat(const RouteConfig& route, std::vector<Fault>* faults);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_BATCHING_RULES_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: adopt_rules.h
//
// Where "adopt" can do anything, and where "check_status" can.
#ifndef PLUGIN_CONFIG_INTERNAL_ADOPT_RULES_H_
#define PLUGIN_CONFIG_INTERNAL_ADOPT_RULES_H_

#include <vector>

#include "plugin/catalog/collection.h"
#include "plugin/config/parse.h"

namespace inflow::config {

// Adopted returns the collection whose entities an endpoint writes under their own ids; nullptr
// where they cannot be looked up.
const Collection* Adopted(const Endpoint& endpoint);

// WritesOrders tells of endpoints of sales orders and purchase orders.
bool WritesOrders(const Endpoint& endpoint);

// CheckAdopt holds what each route names itself against its endpoint, and what the document names
// against the document and all routes that inherit it.
void CheckAdopt(const Config& config, std::vector<Fault>* faults);

// CheckStatus likewise looks at what a route, or the document, names itself.
void CheckStatus(const RouteConfig& route, std::vector<Fault>* faults);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_ADOPT_RULES_H_

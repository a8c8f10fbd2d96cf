// SPDX-License-Identifier: Apache-2.0
//
// File: adopt_rules.h
//
// Where "adopt" can do anything, and where "check_status" can.
#ifndef PLUGIN_CONFIG_INTERNAL_ADOPT_RULES_H_
#define PLUGIN_CONFIG_INTERNAL_ADOPT_RULES_H_

#include <vector>

#include "plugin/config/parse.h"

namespace inflow::config {

// CheckAdopt holds what each route names itself against its endpoint, and what the document names
// against the document and all routes that inherit it.
void CheckAdopt(const Config& config, std::vector<Fault>* faults);

// CheckStatus likewise looks at what a route, or the document, names itself.
void CheckStatus(const RouteConfig& route, std::vector<Fault>* faults);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_ADOPT_RULES_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: rules.h
//
// What holds between several keys of the document.
#ifndef PLUGIN_CONFIG_INTERNAL_RULES_H_
#define PLUGIN_CONFIG_INTERNAL_RULES_H_

#include <vector>

#include "plugin/config/config.h"
#include "plugin/config/parse.h"

namespace inflow::config {

// ApplyRules checks what the readers could not see alone, and settles the methods that the document
// leaves to the endpoint.
void ApplyRules(Config* config, std::vector<Fault>* faults);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_RULES_H_

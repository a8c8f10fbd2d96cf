// SPDX-License-Identifier: Apache-2.0
//
// File: default_config.h
//
// Which configuration is meant where nobody names one.
#ifndef TOOLS_INFLOW_CONFIG_DEFAULT_CONFIG_H_
#define TOOLS_INFLOW_CONFIG_DEFAULT_CONFIG_H_

#include <string>
#include <vector>

namespace inflow::command {

// DefaultConfig is inflow.jsonc, else inflow.json, of the working folder; empty where it has
// neither.
std::string DefaultConfig();

// LooksLikeConfig tells whether a file is one JSON object with what only a configuration has.
bool LooksLikeConfig(const std::string& path);

// ForgottenConfig is the one of the words that is likely the configuration, else the one file of
// the working folder that is; empty where there is none, or more than one.
std::string ForgottenConfig(const std::vector<std::string>& words);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_DEFAULT_CONFIG_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: secret_setting.h
//
// What may not be written on a command line, where others can read it.
#ifndef TOOLS_INFLOW_CONFIG_SECRET_SETTING_H_
#define TOOLS_INFLOW_CONFIG_SECRET_SETTING_H_

#include <string>
#include <string_view>

namespace inflow::command {

// SecretProblem says why a setting may not be made by --set, "" where it may: "key" and "value" of
// "key=value", the value as JSON if it parses, else text. Secrets that are named by variable or
// file are fine. The value is not quoted.
std::string SecretProblem(std::string_view key, std::string_view value);

// LooksLikeName tells a word that a message may show from one that may be a secret.
bool LooksLikeName(std::string_view word);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_SECRET_SETTING_H_

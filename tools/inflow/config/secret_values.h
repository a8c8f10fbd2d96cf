// SPDX-License-Identifier: Apache-2.0
//
// File: secret_values.h
//
// The secrets of a configuration, as far as this program comes by them: what it shows and starts
// must not have them.
#ifndef TOOLS_INFLOW_CONFIG_SECRET_VALUES_H_
#define TOOLS_INFLOW_CONFIG_SECRET_VALUES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/config/session.h"

namespace inflow::command {

// SecretVariables are the environment variables that hold the API key and the webhook's secret:
// those that the configuration names, and INFLOW_API_KEY.
std::vector<std::string> SecretVariables(std::string_view config);

// MaskSecrets overwrites the API key and the webhook's secret with '*' where they stand in *text.
// What cannot be read is left out.
void MaskSecrets(std::string_view config, const Surroundings& surroundings, std::string* text);

// WebhookSecret is the secret of the response webhook: "" where the configuration has none, nothing
// where it cannot be read.
std::optional<std::string> WebhookSecret(std::string_view config, const Surroundings& surroundings);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_SECRET_VALUES_H_

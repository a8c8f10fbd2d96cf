// SPDX-License-Identifier: Apache-2.0
//
// File: config_text.h
//
// Overriding keys of a configuration document in its own text, so that every other byte (numbers as
// written, comments) stays.
#ifndef TOOLS_INFLOW_CONFIG_CONFIG_TEXT_H_
#define TOOLS_INFLOW_CONFIG_CONFIG_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace inflow::command {

// SetConfigValue puts the JSON text `value` at a dotted key, replacing what is there and making the
// objects on the way. `text` must be one JSON object, comments allowed. InvalidArgument where the
// way leads through something that is no object.
absl::Status SetConfigValue(std::string_view dotted_key, std::string_view value, std::string* text);

// ApplySetting takes one "key=value" of --set: the value is JSON if it parses, else text. Secrets
// are refused, and not quoted.
absl::Status ApplySetting(std::string_view setting, std::string* text);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_CONFIG_TEXT_H_

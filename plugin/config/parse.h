// SPDX-License-Identifier: Apache-2.0
//
// File: parse.h
//
// From the configuration document's text to a Config, or to the list of everything that is wrong
// with it.
#ifndef PLUGIN_CONFIG_PARSE_H_
#define PLUGIN_CONFIG_PARSE_H_

#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/config.h"

namespace inflow {

// Fault is one thing wrong with the configuration.
struct Fault {
  std::string pointer;  // RFC 6901: "/retry/max_attempts"; "" is the document itself
  std::string message;  // a sentence: the value, the rule, what to do. Never a secret
};

// ParseConfig checks the whole document and collects all faults; *config is meaningful only when
// there are none. Credential sources are not read (see credential.h), and templates are not
// compiled (the request layer adds its own faults).
std::vector<Fault> ParseConfig(std::string_view json, Config* config);

// NearestKey returns the candidate within a small edit distance, or "" — "did you mean".
std::string_view NearestKey(std::string_view unknown,
                            const std::vector<std::string_view>& candidates);

// ConfigSchema is the JSON Schema (2020-12) of the document as JSON text; secrets carry writeOnly.
const std::string& ConfigSchema();

}  // namespace inflow

#endif  // PLUGIN_CONFIG_PARSE_H_

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
#include "plugin/text/fault.h"

namespace inflow {

// ParseConfig checks the whole document and collects all faults; *config is meaningful only when
// there are none. Credential sources are not read (see credential.h), and templates are not
// compiled (the request layer adds its own faults).
std::vector<Fault> ParseConfig(std::string_view json, Config* config);

// ConfigSchema is the JSON Schema (2020-12) of the document as JSON text; secrets carry writeOnly.
const std::string& ConfigSchema();

// ConfigFacts is every key with what a person wants to know of it, as JSON text:
// {"sections":[{"title","bounds","keys":[{"name": "batching.by","meaning"
// (Markdown),"required","default","otherwise","bounds","example","needed_by","taken_by","formats",
// "needed_in"}]}],"algorithms":[{"name","needs","takes","body","formats"}]}, in the order of
// docs/configuration.md. "default", "otherwise", "bounds" and "example" may be absent.
const std::string& ConfigFacts();

// Settings is a route's configuration in force as JSON text, of the shape of a configuration
// without routes: defaults and inheritance resolved, secrets as their sources ({"literal":true}
// where the value stands in the document). What may be a secret in the webhook's headers and URL
// and in the proxy's URL is masked.
std::string Settings(Config config, const RouteConfig& route);

}  // namespace inflow

#endif  // PLUGIN_CONFIG_PARSE_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: map_schema.h
//
// What the JSON Schema says of "map": the endpoint's fields, so that an editor proposes them. It
// refuses nothing, since any field may be a placeholder, and "unknown_fields" may let others pass.
#ifndef PLUGIN_CONFIG_INTERNAL_MAP_SCHEMA_H_
#define PLUGIN_CONFIG_INTERNAL_MAP_SCHEMA_H_

#include <nlohmann/json.hpp>

namespace inflow::config {

using Schema = nlohmann::ordered_json;

// MapDefinitions are the objects that maps are made of, by name, for "$defs".
Schema MapDefinitions();

// MapRules is an array of conditions: by the endpoint, which of the definitions "map" is. The main
// ones hold for routes too that keep the document's endpoint.
Schema MapRules(bool main);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_MAP_SCHEMA_H_

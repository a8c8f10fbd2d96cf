// SPDX-License-Identifier: Apache-2.0
//
// File: batching_schema.h
//
// What the JSON Schema says of algorithms and content formats, from what the keys tell of their
// users (keys.h).
#ifndef PLUGIN_CONFIG_INTERNAL_BATCHING_SCHEMA_H_
#define PLUGIN_CONFIG_INTERNAL_BATCHING_SCHEMA_H_

#include <nlohmann/json.hpp>

namespace inflow::config {

using Schema = nlohmann::ordered_json;  // forms are built from it: keys keep their order

// BatchingRules is an array of conditions: which keys of "batching" an algorithm needs and takes,
// which algorithms a content format carries, and what else it needs. A route may inherit what it
// does not name, so that less can be said of it.
Schema BatchingRules(bool main);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_BATCHING_SCHEMA_H_

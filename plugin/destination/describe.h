// SPDX-License-Identifier: Apache-2.0
//
// File: describe.h
//
// What the library can do, as one JSON object: versions, the configuration's JSON Schema, the
// endpoint catalogue, limits.
#ifndef PLUGIN_DESTINATION_DESCRIBE_H_
#define PLUGIN_DESTINATION_DESCRIBE_H_

#include <cstdint>
#include <string>

namespace inflow {

// Describe returns the same bytes every time.
std::string Describe(uint32_t abi_version);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_DESCRIBE_H_

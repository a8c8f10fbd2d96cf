// SPDX-License-Identifier: Apache-2.0
//
// File: later.h
//
// Keys of the configuration that have a meaning, but not in this version. A version that learns one
// deletes its row.
#ifndef PLUGIN_CONFIG_INTERNAL_LATER_H_
#define PLUGIN_CONFIG_INTERNAL_LATER_H_

#include <span>
#include <string_view>

namespace inflow::config {

struct Later {
  std::string_view section;  // the object's key: "batching"; "" for the document and its routes
  std::string_view key;
  std::string_view instead;  // what to do: ends the sentence
};

std::span<const Later> LaterKeys();

// FindLater returns nullptr where a key is not for later.
const Later* FindLater(std::string_view section, std::string_view key);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_LATER_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: preset.h
//
// Configurations for files that many have: those of the examples, which are built into the program.
#ifndef TOOLS_INFLOW_INIT_PRESET_H_
#define TOOLS_INFLOW_INIT_PRESET_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

// EmbeddedPreset is an example's file, byte for byte. The list of them is made by the build.
struct EmbeddedPreset {
  std::string_view name;  // "shopify-products"
  std::string_view text;
};
const std::vector<EmbeddedPreset>& EmbeddedPresets();

struct Preset {
  std::string name;
  std::string words;  // what it is for: the first sentence of its comment
  JsonTree config;    // without what is a destination's own: address, credential, "active"
};

// ReadPreset is a preset without a configuration where the text is none.
Preset ReadPreset(std::string_view name, std::string_view text);

// FittingPresets returns those of which a file has the columns, the best first: all that their map
// needs, and most of what it may read.
std::vector<Preset> FittingPresets(const std::vector<EmbeddedPreset>& presets,
                                   const std::vector<std::string>& columns);

// WithoutAbsent is a preset's map without what reads columns alone that a file does not have, and
// without the rows that are left with nothing of the file.
JsonTree WithoutAbsent(const JsonTree& map, const std::vector<std::string>& columns);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_PRESET_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: run_key.h
//
// What the same command is: the configuration, the inputs in their order, and the options on which
// it depends which records they hold. How a load is watched, and where its results go, may change.
//
//   const RunKey key = KeyOf(settings, environment);
//   TextOf(key);      // the same text wherever the command is given
//   CommandOf(key);   // "inflow load --config shop.jsonc --skip 3 products.csv"
#ifndef TOOLS_INFLOW_LOAD_RUN_KEY_H_
#define TOOLS_INFLOW_LOAD_RUN_KEY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/load/load_settings.h"

namespace inflow::command {

struct RunKey {
  std::string config;               // in full
  std::string options;              // for a shell, each with a blank before it
  std::vector<std::string> inputs;  // in full
};

RunKey KeyOf(const LoadSettings& settings, const std::string& environment);

std::string TextOf(const RunKey& key);
// ParseRunKey reads it back; nullopt for a text that is none.
std::optional<RunKey> ParseRunKey(std::string_view text);

// CommandOf is a command that has this key, with `more` behind its options. Files of this folder
// are named without it.
std::string CommandOf(const RunKey& key, std::string_view more = "");

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_RUN_KEY_H_

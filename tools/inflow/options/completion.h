// SPDX-License-Identifier: Apache-2.0
//
// File: completion.h
//
// Scripts that complete the command line, made of the same table as the help.
#ifndef TOOLS_INFLOW_OPTIONS_COMPLETION_H_
#define TOOLS_INFLOW_OPTIONS_COMPLETION_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/options/subcommands.h"

namespace inflow::command {

// CompletedNames are words that only the plugin knows; empty where it cannot be asked.
struct CompletedNames {
  std::vector<std::string> endpoints;
  std::vector<std::string> collections;
};

// CompletionScript returns the script of a shell: "bash", "zsh" or "fish".
std::string CompletionScript(const CommandTree& tree, std::string_view shell,
                             const CompletedNames& names);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_COMPLETION_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: help_page.h
//
// The help of the command and of its subcommands, at a terminal's width.
#ifndef TOOLS_INFLOW_OPTIONS_HELP_PAGE_H_
#define TOOLS_INFLOW_OPTIONS_HELP_PAGE_H_

#include <string>
#include <vector>

#include "tools/inflow/options/subcommands.h"

namespace inflow::command {

// Overview lists the subcommands, one a line. In 80 columns it has at most 24 lines.
std::string Overview(const CommandTree& tree, size_t width);

// SubcommandHelp is all that there is to know of one.
std::string SubcommandHelp(const CommandTree& tree, const SubcommandNode& node, size_t width);

// OptionHelp is one option as the help and the man page show it.
struct OptionHelp {
  std::string names;  // "-c, --config"
  std::string value;  // "FILE", "csv|json"; empty for a flag, and for a place without a choice
  std::string about;
  bool positional = false;
};

// OptionsOf lists an app's own options, those that are named by their place first.
std::vector<OptionHelp> OptionsOf(const CLI::App& app);

// UsageOf is the line behind "inflow": "load [OPTION]… INPUT…".
std::string UsageOf(const SubcommandNode& node);

// ExitCodesOf takes an entry's exit codes apart: the code and what it means.
std::vector<std::pair<std::string, std::string>> ExitCodesOf(const SubcommandEntry& entry);

// LinesOf splits a text at its line ends.
std::vector<std::string> LinesOf(std::string_view text);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_HELP_PAGE_H_

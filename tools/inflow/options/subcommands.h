// SPDX-License-Identifier: Apache-2.0
//
// File: subcommands.h
//
// The subcommands there are: one entry of one table each, from which come the command line, the
// help, the man page and the completions.
//
//   Options options;
//   RawOptions raw;
//   CommandTree tree(&options, &raw);
//   tree.app().parse(words);
//   const SubcommandNode* chosen = tree.Chosen();
#ifndef TOOLS_INFLOW_OPTIONS_SUBCOMMANDS_H_
#define TOOLS_INFLOW_OPTIONS_SUBCOMMANDS_H_

#include <CLI/CLI.hpp>
#include <string_view>
#include <vector>

#include "tools/inflow/options/options.h"
#include "tools/inflow/options/raw_options.h"

namespace inflow::command {

// SubcommandEntry is what the table tells of a subcommand.
struct SubcommandEntry {
  Subcommand subcommand;
  ConfigUse config;
  const char* name;
  const char*
      group;  // its heading in the overview, where those of one stand together; empty: not there
  const char* summary;  // at most 54 characters, so that the overview has one line for it
  void (*add)(CLI::App* app, Options* options, RawOptions* raw);
  const char* about;     // paragraphs with an empty line between, wrapped where they are shown
  const char* exits;     // "0 read; 2 usage": a code, its meaning, "; " before the next
  const char* examples;  // one a line, to be copied; behind "  # " what it does
};

struct SubcommandNode {
  const SubcommandEntry* entry;
  CLI::App* app;
};

// CommandTree is the command line's grammar. What is parsed goes to the options that it was made
// with.
class CommandTree {
 public:
  CommandTree(Options* options, RawOptions* raw);

  CLI::App& app() { return app_; }
  const CLI::App& app() const { return app_; }
  const std::vector<SubcommandNode>& subcommands() const { return subcommands_; }

  // Find is the subcommand of that name, or null.
  const SubcommandNode* Find(std::string_view name) const;

  // Chosen is the subcommand that was parsed, or null.
  const SubcommandNode* Chosen() const;

 private:
  CLI::App app_;
  std::vector<SubcommandNode> subcommands_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_SUBCOMMANDS_H_

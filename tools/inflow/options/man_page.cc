// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/man_page.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tools/inflow/options/help_page.h"

namespace inflow::command {
namespace {

// Roff is text in which nothing is a request or an escape.
std::string Roff(absl::string_view text) {
  std::string escaped = absl::StrReplaceAll(text, {{"\\", "\\e"},
                                                   {"-", "\\-"},
                                                   {"…", "..."},
                                                   {"'", "\\(aq"},
                                                   {"`", "\\(ga"},
                                                   {"^", "\\(ha"},
                                                   {"~", "\\(ti"},
                                                   {"\"", "\\(dq"}});
  if (!escaped.empty() && escaped.front() == '.') escaped.insert(0, "\\&");
  return escaped;
}

void AppendTagged(const std::string& tag, const std::string& text, std::string* page) {
  absl::StrAppend(page, ".TP\n\\fB", Roff(tag), "\\fR\n", Roff(text), "\n");
}

void AppendOptionHelp(const OptionHelp& option, std::string* page) {
  absl::StrAppend(page, ".TP\n\\fB", Roff(option.names), "\\fR");
  if (!option.value.empty() && !option.positional)
    absl::StrAppend(page, " \\fI", Roff(option.value), "\\fR");
  absl::StrAppend(page, "\n", Roff(option.about), "\n");
}

void AppendSubcommand(const SubcommandNode& node, std::string* page) {
  const SubcommandEntry& entry = *node.entry;
  absl::StrAppend(page, ".SS inflow ", Roff(UsageOf(node)), "\n", Roff(entry.summary), ".\n");
  for (const absl::string_view paragraph :
       absl::StrSplit(absl::string_view(entry.about), "\n\n", absl::SkipEmpty())) {
    absl::StrAppend(page, ".PP\n", Roff(paragraph), "\n");
  }
  for (const OptionHelp& option : OptionsOf(*node.app)) {
    if (option.names != "-h, --help") AppendOptionHelp(option, page);
  }
  *page += ".PP\nExit code:\n";
  for (const auto& [code, meaning] : ExitCodesOf(entry)) AppendTagged(code, meaning, page);
  *page += ".PP\n.nf\n.RS 4\n";
  for (const std::string& example : LinesOf(entry.examples))
    absl::StrAppend(page, Roff(example), "\n");
  *page += ".RE\n.fi\n";
}

}  // namespace

std::string ManPage(const CommandTree& tree) {
  std::string page = absl::StrCat(".TH INFLOW 1 \"\" \"inflow ", INFLOW_VERSION,
                                  "\" \"User Commands\"\n"
                                  ".SH NAME\ninflow \\- load records into inFlow Inventory\n"
                                  ".SH SYNOPSIS\n.B inflow\n.I SUBCOMMAND\n[\\fIOPTION\\fR]...\n"
                                  ".SH DESCRIPTION\n",
                                  Roff(tree.app().get_description()), "\n.SH OPTIONS\n");
  for (const OptionHelp& option : OptionsOf(tree.app())) AppendOptionHelp(option, &page);
  page += ".SH SUBCOMMANDS\n";
  for (const SubcommandNode& node : tree.subcommands()) AppendSubcommand(node, &page);
  page += ".SH ENVIRONMENT\n";
  AppendTagged("INFLOW_COMPANY_ID, INFLOW_API_KEY",
               "The credential, where the configuration has none.", &page);
  AppendTagged("INFLOW_PLUGIN", "The plugin's file, where --plugin names none.", &page);
  AppendTagged("XDG_STATE_HOME, HOME", "Where the quota that all runs share is counted.", &page);
  AppendTagged("VISUAL, EDITOR", "The editor of send-test --edit.", &page);
  page += ".SH FILES\n";
  AppendTagged("inflow.jsonc, inflow.json",
               "The configuration, in the working folder, where --config names none.", &page);
  AppendTagged("inflow.NAME.jsonc", "What --env NAME lays over it.", &page);
  AppendTagged("INPUT.rejects.csv, INPUT.rejects.ndjson",
               "The records that a load did not deliver, with the reasons.", &page);
  AppendTagged(
      "$XDG_STATE_HOME/inflow/quota-*.db, ~/.local/state/inflow/quota-*.db",
      "The requests of a company's last hour, where the configuration names no other file.", &page);
  page += ".SH \"EXIT STATUS\"\n";
  for (const auto& [code, meaning] :
       {std::pair("0", "Done."), std::pair("1", "Done, but not all of it."),
        std::pair("2", "Usage, configuration, inactive, unreadable input."),
        std::pair("3", "The credential was refused."),
        std::pair("4", "The service is unreachable, or has no such route."),
        std::pair("5", "Stopped early."), std::pair("70", "A defect of the program.")}) {
    AppendTagged(code, meaning, &page);
  }
  return page;
}

}  // namespace inflow::command

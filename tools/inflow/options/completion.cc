// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/completion.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tools/inflow/options/help_page.h"

namespace inflow::command {
namespace {

// Completed is what may stand in one place: some words, files, or neither where nobody knows.
struct Completed {
  std::vector<std::string> words;
  bool files = false;
};

Completed CompletedOf(const CommandTree& tree, const OptionHelp& option,
                      const CompletedNames& names) {
  Completed completed;
  if (absl::StrContains(option.value, '|')) {
    completed.words = absl::StrSplit(option.value, '|');
  } else if (option.positional && option.names == "SUBCOMMAND") {
    for (const SubcommandNode& node : tree.subcommands())
      completed.words.emplace_back(node.entry->name);
  } else if (option.positional && (option.names == "NAME" || option.names == "WORDS")) {
    completed.words = names.endpoints;
  } else if (option.positional && option.names == "COLLECTION") {
    completed.words = names.collections;
  } else {
    const std::string& kind = option.positional ? option.names : option.value;
    completed.files = kind == "FILE" || kind == "[FILE]" || kind == "PATH" || kind == "INPUT";
  }
  return completed;
}

// OptionsIn lists a subcommand's options and those that stand before any.
std::vector<OptionHelp> OptionsIn(const CommandTree& tree, const SubcommandNode* node) {
  std::vector<OptionHelp> all = OptionsOf(tree.app());
  if (node == nullptr) return all;
  std::vector<OptionHelp> options = OptionsOf(*node->app);
  for (OptionHelp& option : all) {
    if (option.names == "--plugin") options.push_back(std::move(option));
  }
  return options;
}

std::vector<std::string> NamesOf(const OptionHelp& option) {
  return absl::StrSplit(option.names, ", ");
}

std::string AllNames(const std::vector<OptionHelp>& options) {
  std::vector<std::string> names;
  for (const OptionHelp& option : options) {
    if (!option.positional) names.push_back(absl::StrReplaceAll(option.names, {{", ", " "}}));
  }
  return absl::StrJoin(names, " ");
}

std::string Quote(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

// Positionals joins what may stand in the places without a name.
Completed Positionals(const CommandTree& tree, const SubcommandNode& node,
                      const CompletedNames& names) {
  Completed all;
  for (const OptionHelp& option : OptionsOf(*node.app)) {
    if (!option.positional) continue;
    const Completed one = CompletedOf(tree, option, names);
    all.words.insert(all.words.end(), one.words.begin(), one.words.end());
    all.files = all.files || one.files;
  }
  return all;
}

// Shell is what the two shells with functions call the same things.
struct Shell {
  const char* words;  // completes with the words behind it
  const char* files;
  const char* index;  // of the word that is completed
  const char* first;  // index of the first word behind the command
  const char* at;     // the list of words
};
constexpr Shell kBash = {"_inflow_words ", "_inflow_files", "COMP_CWORD", "1", "COMP_WORDS"};
constexpr Shell kZsh = {"compadd -- ", "_files", "CURRENT", "2", "words"};

std::string Action(const Shell& shell, const Completed& completed) {
  if (completed.files) return shell.files;
  return completed.words.empty() ? ":" : shell.words + absl::StrJoin(completed.words, " ");
}

// ValueCases completes the word behind an option that takes one.
std::string ValueCases(const Shell& shell, const CommandTree& tree, const CompletedNames& names) {
  std::string text = "  case \"$sub $prev\" in\n";
  const auto add = [&](const SubcommandNode* node) {
    for (const OptionHelp& option : OptionsIn(tree, node)) {
      if (option.positional || option.value.empty()) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : NamesOf(option))
        patterns.push_back(
            absl::StrCat("'", node == nullptr ? "" : node->entry->name, " ", name, "'"));
      absl::StrAppend(&text, "    ", absl::StrJoin(patterns, "|"), ") ",
                      Action(shell, CompletedOf(tree, option, names)), "; return ;;\n");
    }
  };
  add(nullptr);
  for (const SubcommandNode& node : tree.subcommands()) add(&node);
  return text + "  esac\n";
}

// WordCases completes options, subcommands, and what is named by its place.
std::string WordCases(const Shell& shell, const CommandTree& tree, const CompletedNames& names) {
  std::string text = "  case \"$sub\" in\n";
  std::vector<std::string> subcommands;
  for (const SubcommandNode& node : tree.subcommands()) subcommands.emplace_back(node.entry->name);
  const auto add = [&](const std::string& sub, const std::string& options,
                       const std::string& action) {
    absl::StrAppend(&text, "    ", sub, ")\n      if [[ $cur == -* ]]; then ", shell.words, options,
                    "; else ", action, "; fi ;;\n");
  };
  add("''", AllNames(OptionsIn(tree, nullptr)), shell.words + absl::StrJoin(subcommands, " "));
  for (const SubcommandNode& node : tree.subcommands()) {
    add(node.entry->name, AllNames(OptionsIn(tree, &node)),
        Action(shell, Positionals(tree, node, names)));
  }
  return text + "  esac\n";
}

// FindSubcommand is the loop that finds it, so that --plugin PATH may stand before.
std::string FindSubcommand(const Shell& shell) {
  return absl::StrCat("  for ((i = ", shell.first, "; i < ", shell.index,
                      "; ++i)); do\n    case \"${", shell.at,
                      "[i]}\" in\n      --plugin) ((++i)) ;;\n      -*) ;;\n      *) sub=${",
                      shell.at, "[i]}; break ;;\n    esac\n  done\n");
}

std::string BashScript(const CommandTree& tree, const CompletedNames& names) {
  return absl::StrCat(
      "# bash completion of inflow: source <(inflow completion bash)\n"
      "_inflow_words() { COMPREPLY=($(compgen -W \"$*\" -- \"$cur\")); }\n"
      "_inflow_files() {\n"
      "  local IFS=$'\\n'\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  COMPREPLY=($(compgen -f -- \"$cur\"))\n"
      "}\n"
      "_inflow() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} sub= i\n"
      "  COMPREPLY=()\n"
      "  # --format=csv is three words here.\n"
      "  if [[ $cur == = ]]; then\n"
      "    cur=\n"
      "  elif [[ $prev == = ]]; then\n"
      "    prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
      "  fi\n",
      FindSubcommand(kBash), ValueCases(kBash, tree, names), WordCases(kBash, tree, names),
      "}\n"
      "complete -F _inflow inflow\n");
}

std::string ZshScript(const CommandTree& tree, const CompletedNames& names) {
  return absl::StrCat(
      "#compdef inflow\n"
      "_inflow() {\n"
      "  local cur=${words[CURRENT]} prev=${words[CURRENT-1]} sub= i\n"
      "  if [[ $cur == --*=* ]]; then\n"
      "    prev=${cur%%=*}\n"
      "    compset -P '*='\n"
      "    cur=${cur#*=}\n"
      "  fi\n",
      FindSubcommand(kZsh), ValueCases(kZsh, tree, names), WordCases(kZsh, tree, names),
      "}\n"
      "if [[ $funcstack[1] == _inflow ]]; then _inflow \"$@\"; else compdef _inflow "
      "inflow; fi\n");
}

// FishOption adds the arguments that describe one option to a complete command.
std::string FishOption(const CommandTree& tree, const OptionHelp& option,
                       const CompletedNames& names) {
  std::string text;
  for (const std::string& name : NamesOf(option))
    absl::StrAppend(&text, absl::StartsWith(name, "--") ? " -l " : " -s ",
                    name.substr(absl::StartsWith(name, "--") ? 2 : 1));
  if (!option.value.empty()) {
    const Completed completed = CompletedOf(tree, option, names);
    text += completed.files ? " -r -F" : " -x";
    if (!completed.words.empty())
      absl::StrAppend(&text, " -a ", Quote(absl::StrJoin(completed.words, " ")));
  }
  return absl::StrCat(text, " -d ", Quote(option.about));
}

std::string FishScript(const CommandTree& tree, const CompletedNames& names) {
  std::string text =
      "# fish completion of inflow: inflow completion fish > ~/.config/fish/completions/inflow.fish\n"
      "complete -c inflow -f\n";
  for (const OptionHelp& option : OptionsOf(tree.app()))
    absl::StrAppend(&text, "complete -c inflow", FishOption(tree, option, names), "\n");
  for (const SubcommandNode& node : tree.subcommands()) {
    absl::StrAppend(&text, "complete -c inflow -n __fish_use_subcommand -a ", node.entry->name,
                    " -d ", Quote(node.entry->summary), "\n");
    const std::string seen =
        absl::StrCat("complete -c inflow -n '__fish_seen_subcommand_from ", node.entry->name, "'");
    const Completed places = Positionals(tree, node, names);
    if (places.files) absl::StrAppend(&text, seen, " -F\n");
    if (!places.words.empty())
      absl::StrAppend(&text, seen, " -a ", Quote(absl::StrJoin(places.words, " ")), "\n");
    for (const OptionHelp& option : OptionsOf(*node.app)) {
      if (!option.positional && option.names != "-h, --help")
        absl::StrAppend(&text, seen, FishOption(tree, option, names), "\n");
    }
  }
  return text;
}

}  // namespace

std::string CompletionScript(const CommandTree& tree, std::string_view shell,
                             const CompletedNames& names) {
  if (shell == "zsh") return ZshScript(tree, names);
  return shell == "fish" ? FishScript(tree, names) : BashScript(tree, names);
}

}  // namespace inflow::command

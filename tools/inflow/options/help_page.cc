// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/help_page.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {
namespace {

constexpr size_t kLeastWidth = 20;
constexpr size_t kMostWidth = 100;
// Where less than this is left beside a label, its text begins a line of its own.
constexpr size_t kLeastBeside = 30;

// Characters counts those of a text, each of which takes one column in these texts.
size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

size_t WidthOf(size_t terminal) { return std::clamp(terminal, kLeastWidth, kMostWidth); }

// Wrap fills lines with words. The first line goes on behind *out's last, `at` columns of which are
// taken; the others begin with `indent` blanks. A word that is wider than a line stands alone.
void Wrap(std::string_view text, size_t at, size_t indent, size_t width, std::string* out) {
  bool begun = false;
  for (const absl::string_view word : absl::StrSplit(Absl(text), ' ', absl::SkipEmpty())) {
    const size_t length = Characters({word.data(), word.size()});
    if (begun && at + 1 + length > width) {
      absl::StrAppend(out, "\n", std::string(indent, ' '));
      at = indent;
    } else if (begun) {
      *out += ' ';
      ++at;
    }
    absl::StrAppend(out, word);
    at += length;
    begun = true;
  }
  *out += '\n';
}

// Beside puts a text beside a label that ends at `column` at the latest, or below a longer one.
void Beside(const std::string& label, std::string_view text, size_t column, size_t width,
            std::string* out) {
  *out += label;
  size_t at = Characters(label);
  if (column + kLeastBeside > width) column = 6;
  if (at + 2 > column) {
    *out += '\n';
    at = 0;
  }
  out->append(column - at, ' ');
  Wrap(text, column, column, width, out);
}

void Paragraphs(std::string_view text, size_t width, std::string* out) {
  for (const absl::string_view paragraph : absl::StrSplit(Absl(text), "\n\n", absl::SkipEmpty())) {
    *out += '\n';
    Wrap({paragraph.data(), paragraph.size()}, 0, 0, width, out);
  }
}

void AppendOptions(const char* heading, const std::vector<OptionHelp>& options, size_t width,
                   std::string* out) {
  if (options.empty()) return;
  absl::StrAppend(out, "\n", heading, ":\n");
  size_t column = 0;
  std::vector<std::string> labels;
  for (const OptionHelp& option : options) {
    labels.push_back(
        absl::StrCat("  ", option.names, option.value.empty() ? "" : " ", option.value));
    if (const size_t needed = Characters(labels.back()) + 2; needed <= 28)
      column = std::max(column, needed);
  }
  for (size_t i = 0; i < options.size(); ++i)
    Beside(labels[i], options[i].about, column, width, out);
}

}  // namespace

std::vector<std::string> LinesOf(std::string_view text) {
  return absl::StrSplit(Absl(text), '\n', absl::SkipEmpty());
}

std::vector<OptionHelp> OptionsOf(const CLI::App& app) {
  std::vector<OptionHelp> positionals, named;
  for (const CLI::Option* option : app.get_options()) {
    OptionHelp help;
    help.about = option->get_description();
    help.positional = option->get_positional();
    if (help.positional) {
      help.names = option->get_name(/*positional=*/true);
      // Of what is named by its place only a choice says more than the name.
      if (const std::string type = option->get_type_name(); absl::StrContains(type, '|'))
        help.value = type.substr(0, type.find(':'));
      positionals.push_back(std::move(help));
      continue;
    }
    help.names = absl::StrReplaceAll(option->get_name(false, true), {{",", ", "}});
    if (option->get_items_expected_max() > 0) help.value = option->get_type_name();
    // The name of a checked option's type lists what may stand there.
    help.value = help.value.substr(0, help.value.find(':'));
    named.push_back(std::move(help));
  }
  positionals.insert(positionals.end(), named.begin(), named.end());
  return positionals;
}

std::string UsageOf(const SubcommandNode& node) {
  std::string text = absl::StrCat(node.entry->name, " [OPTION]…");
  for (const CLI::Option* option : node.app->get_options()) {
    if (!option->get_positional()) continue;
    const bool many = option->get_items_expected_max() > 1;
    const std::string name = absl::StrCat(option->get_name(true), many ? "…" : "");
    absl::StrAppend(
        &text, option->get_required() ? absl::StrCat(" ", name) : absl::StrCat(" [", name, "]"));
  }
  return text;
}

std::vector<std::pair<std::string, std::string>> ExitCodesOf(const SubcommandEntry& entry) {
  std::vector<std::pair<std::string, std::string>> codes;
  for (const absl::string_view one :
       absl::StrSplit(absl::string_view(entry.exits), "; ", absl::SkipEmpty())) {
    const size_t blank = one.find(' ');
    codes.emplace_back(std::string(one.substr(0, blank)), std::string(one.substr(blank + 1)));
  }
  return codes;
}

std::string Overview(const CommandTree& tree, size_t width) {
  width = WidthOf(width);
  std::string text;
  Wrap("inflow SUBCOMMAND [OPTION]… loads records into inFlow, at the service's pace.", 0, 2, width,
       &text);
  size_t groups = 0, names = 0;
  for (const SubcommandNode& node : tree.subcommands()) {
    if (*node.entry->group == '\0') continue;
    groups = std::max(groups, Characters(node.entry->group) + 2);
    names = std::max(names, Characters(node.entry->name) + 2);
  }
  text += '\n';
  const char* group = "";
  for (const SubcommandNode& node : tree.subcommands()) {
    if (*node.entry->group == '\0') continue;
    const bool is_first = std::string_view(group) != node.entry->group;
    group = node.entry->group;
    std::string label = is_first ? group : "";
    label.resize(groups, ' ');
    label += node.entry->name;
    label.resize(groups + names - 1, ' ');
    label.erase(label.find_last_not_of(' ') + 1);
    Beside(label, node.entry->summary, groups + names, width, &text);
  }
  text += '\n';
  Wrap("inflow help SUBCOMMAND: options, examples, exit codes. -c FILE: configuration.", 0, 0,
       width, &text);
  return text;
}

std::string SubcommandHelp(const CommandTree& tree, const SubcommandNode& node, size_t width) {
  width = WidthOf(width);
  const SubcommandEntry& entry = *node.entry;
  std::string text;
  Wrap(absl::StrCat("inflow ", UsageOf(node)), 0, 2, width, &text);
  Wrap(entry.summary, 0, 0, width, &text);
  Paragraphs(entry.about, width, &text);
  std::vector<OptionHelp> positionals, named;
  for (OptionHelp& option : OptionsOf(*node.app))
    (option.positional ? positionals : named).push_back(std::move(option));
  for (OptionHelp& option : OptionsOf(tree.app())) {
    if (option.names == "--plugin") named.push_back(std::move(option));
  }
  AppendOptions("Named by their place", positionals, width, &text);
  AppendOptions("Options", named, width, &text);
  text += "\nExit code:\n";
  for (const auto& [code, meaning] : ExitCodesOf(entry))
    Beside(absl::StrCat("  ", code), meaning, 5, width, &text);
  text += "\nExamples:\n";
  for (const std::string& example : LinesOf(entry.examples))
    absl::StrAppend(&text, "  ", example, "\n");
  return text;
}

}  // namespace inflow::command

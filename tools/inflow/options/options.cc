// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/nearest.h"
#include "tools/inflow/config/overlay.h"
#include "tools/inflow/config/secret_setting.h"
#include "tools/inflow/init/init_files.h"
#include "tools/inflow/options/help_page.h"
#include "tools/inflow/options/man_page.h"
#include "tools/inflow/options/raw_options.h"
#include "tools/inflow/options/reading_options.h"
#include "tools/inflow/options/subcommands.h"
#include "tools/inflow/terminal/exit_code.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

bool IsConfigName(const std::string& word) {
  return absl::EndsWith(word, ".json") || absl::EndsWith(word, ".jsonc");
}

Parsed Usage(const CLI::App& app, const std::string& what) {
  const auto chosen = app.get_subcommands();
  const CLI::App* shown = chosen.empty() ? &app : chosen.front();
  return {std::nullopt, kExitUsage,
          absl::StrCat("inflow: ", what,
                       "\nUsage: ", chosen.empty() ? "inflow SUBCOMMAND [OPTIONS]" : "inflow ",
                       chosen.empty() ? "" : shown->get_name(), chosen.empty() ? "" : " [OPTIONS]",
                       "; see inflow ", chosen.empty() ? "" : absl::StrCat(shown->get_name(), " "),
                       "--help\n")};
}

// NoSubcommand says that there is none of that name, and names the nearest, or all.
std::string NoSubcommand(const CommandTree& tree, const std::string& name) {
  std::vector<std::string_view> names;
  for (const SubcommandNode& node : tree.subcommands()) names.emplace_back(node.entry->name);
  const std::string_view nearest = NearestKey(name, names);
  if (!nearest.empty()) {
    return absl::StrCat("there is no subcommand \"", name, "\"; did you mean inflow ",
                        Absl(nearest), "?");
  }
  std::string all;
  for (const std::string_view& one : names) {
    const bool last = &one == &names.back();
    absl::StrAppend(&all, all.empty() ? "" : last ? " and " : ", ", Absl(one));
  }
  return absl::StrCat("there is no subcommand \"", name, "\" in this version; there are ", all);
}

// UnknownSubcommand says what is wrong where the first word that is no option is no subcommand.
// Behind an option it is that option's value, and may be a secret.
std::string UnknownSubcommand(const CommandTree& tree, const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--plugin") {
      ++i;
    } else if (arguments[i].empty() || arguments[i].front() != '-') {
      if (tree.Find(arguments[i]) != nullptr) return {};
      const std::string before = i == 0 ? std::string() : arguments[i - 1];
      const std::string option = before.substr(0, before.find('='));
      if (option.empty() || option.front() != '-' ||
          tree.app().get_option_no_throw(option) != nullptr) {
        return NoSubcommand(tree, arguments[i]);
      }
      return absl::StrCat(
          "the subcommand stands first, and behind it its options: inflow SUBCOMMAND ",
          LooksLikeName(option) ? option : "…");
    }
  }
  return {};
}

std::string NearestOption(const CommandTree& tree, std::string_view unknown) {
  std::vector<std::string> names;
  const auto add = [&](const CLI::App& app) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  };
  add(tree.app());
  if (const SubcommandNode* chosen = tree.Chosen()) add(*chosen->app);
  return std::string(NearestKey(unknown, {names.begin(), names.end()}));
}

// Unexpected names the options that there are not, or else the words that are too many. What
// follows such an option may be a secret, so it is not shown.
std::string Unexpected(const CommandTree& tree) {
  std::string options, words, nearest;
  for (const std::string& word : tree.app().remaining(/*recurse=*/true)) {
    const bool is_option = word.size() > 1 && word.front() == '-';
    const std::string name = is_option ? word.substr(0, word.find('=')) : word;
    absl::StrAppend(is_option ? &options : &words, " ", LooksLikeName(name) ? name : "…");
    if (is_option && nearest.empty()) nearest = NearestOption(tree, name);
    const SubcommandNode* const chosen = tree.Chosen();
    const bool lacks_config = chosen != nullptr && chosen->entry->config != ConfigUse::kNone &&
                              chosen->app->count("--config") == 0;
    if (!is_option && nearest.empty() && lacks_config && IsConfigName(word))
      nearest = "--config " + ShellQuote(word);
  }
  return absl::StrCat(options.empty() ? absl::StrCat("there is no place for", words)
                                      : absl::StrCat("there is no option", options),
                      nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?"));
}

// Help is what inflow help is asked for.
Parsed Help(const CommandTree& tree, const RawOptions& raw, size_t width) {
  if (raw.man_page) return {std::nullopt, kExitOk, ManPage(tree)};
  if (raw.help_topic.empty()) return {std::nullopt, kExitOk, Overview(tree, width)};
  const SubcommandNode* const topic = tree.Find(raw.help_topic);
  if (topic == nullptr) return Usage(tree.app(), NoSubcommand(tree, raw.help_topic));
  return {std::nullopt, kExitOk, SubcommandHelp(tree, *topic, width)};
}

// ReadCounts takes the options that are whole numbers, where they were given.
absl::Status ReadCounts(const RawOptions& raw, Options* options) {
  struct Count {
    const char* option;
    const std::string& text;
    uint64_t least;
    uint64_t most;
    uint64_t* to;
  };
  constexpr uint64_t kAny = ~uint64_t{0};
  for (const Count& count :
       {Count{"--first", raw.first, 0, kAny, &options->first},
        Count{"--skip", raw.skip, 0, kAny, &options->skip},
        Count{"--samples", raw.samples, 1, 1000, &options->samples},
        Count{"--sample", raw.sample, 1, kAny, &options->sample},
        Count{"--sample", raw.most_verified, 1, kAny, &options->most_verified}}) {
    if (count.text.empty()) continue;
    const absl::StatusOr<uint64_t> number =
        ParseCount(count.option, count.text, count.least, count.most);
    if (!number.ok()) return number.status();
    *count.to = *number;
  }
  return absl::OkStatus();
}

// Complete fills in what follows from several options. InvalidArgument with what is wrong with
// them.
absl::Status Complete(const RawOptions& raw, Options* options) {
  if (options->subcommand == Subcommand::kSendTest && options->inputs.empty() &&
      raw.edit_file.empty()) {
    return absl::InvalidArgumentError("INPUT is required");
  }
  if (options->subcommand == Subcommand::kInit) {
    if (absl::Status status = TellInitFiles(raw.init_files, &options->records, &options->config);
        !status.ok())
      return status;
  }
  if (absl::Status status = ReadCounts(raw, options); !status.ok()) return status;
  if (absl::Status status = ReadList(raw.list, &options->list); !status.ok()) return status;
  if (absl::Status status = CheckCare(options->journal); !status.ok()) return status;
  absl::StatusOr<CsvSettings> csv = ReadCsv(raw.reading);
  if (!csv.ok()) return csv.status();
  options->csv = *std::move(csv);
  const absl::StatusOr<std::optional<InputFormat>> format = ReadFormat(raw.reading);
  if (!format.ok()) return format.status();
  options->format = *format;
  if (!raw.rejects_format.empty()) {
    options->rejects_format =
        raw.rejects_format == "csv" ? RejectsFormat::kCsv : RejectsFormat::kNdjson;
  }
  if (!raw.port.empty()) {
    const absl::StatusOr<uint64_t> port = ParseCount("--port", raw.port, 0, 65'535);
    if (!port.ok()) return port.status();
    options->listen.port = *port;
  }
  if (std::count(options->inputs.begin(), options->inputs.end(), "-") > 1) {
    return absl::InvalidArgumentError("standard input (-) can be read only once");
  }
  return absl::OkStatus();
}

// CheckConfig takes what was said of the configuration. InvalidArgument with a sentence.
absl::Status CheckConfig(const CLI::App& app, const Options& options) {
  if (app.count("--config") > 0 && options.config.empty())
    return absl::InvalidArgumentError("--config is empty; name a configuration's file");
  if (app.count("--env") == 0 || IsEnvironmentName(options.environment)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--env ", LooksLikeName(options.environment) ? options.environment : "…",
                   ": write a name of letters, digits, - and _: with --env trial, "
                   "inflow.trial.jsonc is laid over inflow.jsonc"));
}

}  // namespace

Parsed ParseOptions(const std::vector<std::string>& arguments, size_t width) {
  Options options;
  // It is asked for so often that it does without the grammar.
  if (arguments.size() == 1 && arguments.front() == "--version")
    return {std::move(options), kExitOk, {}};
  RawOptions raw;
  CommandTree tree(&options, &raw);
  CLI::App& app = tree.app();
  if (const std::string wrong = UnknownSubcommand(tree, arguments); !wrong.empty())
    return Usage(app, wrong);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    const SubcommandNode* const chosen = tree.Chosen();
    return {std::nullopt, kExitOk,
            chosen == nullptr ? Overview(tree, width) : SubcommandHelp(tree, *chosen, width)};
  } catch (const CLI::ExtrasError&) {
    return Usage(app, Unexpected(tree));
  } catch (const CLI::ParseError& error) {
    return Usage(app, error.what());
  }
  if (raw.version) return {std::move(options), kExitOk, {}};
  const SubcommandNode* const chosen = tree.Chosen();
  if (chosen == nullptr) return Usage(app, "a subcommand is missing");
  options.subcommand = chosen->entry->subcommand;
  if (options.subcommand == Subcommand::kHelp) return Help(tree, raw, width);
  if (options.subcommand == Subcommand::kSendTest && chosen->app->count("--edit") > 0)
    options.edit = raw.edit_file;
  options.config_use = chosen->entry->config;
  absl::Status status = Complete(raw, &options);
  if (options.config_use != ConfigUse::kNone && status.ok())
    status = CheckConfig(*chosen->app, options);
  if (!status.ok()) return Usage(app, std::string(status.message()));
  return {std::move(options), kExitOk, {}};
}

ConfigSource SourceOf(const Options& options) {
  return {options.config,
          options.environment.empty() ? "" : OverlayPath(options.config, options.environment),
          options.settings};
}

std::string ConfigOptions(const Options& options) {
  return absl::StrCat(
      " --config ", ShellQuote(options.config),
      options.environment.empty() ? "" : absl::StrCat(" --env ", options.environment));
}

std::string OptionsToRepeat(const Options& options) {
  std::string text;
  const auto add = [&](const char* option, const std::string& value) {
    absl::StrAppend(&text, " ", option, " ", ShellQuote(value));
  };
  if (!options.plugin.empty()) add("--plugin", options.plugin);
  text += ConfigOptions(options);
  for (const std::string& setting : options.settings) add("--set", setting);
  if (!options.route.empty()) add("--route", options.route);
  if (options.full) text += " --full";
  if (options.rejects_format)
    add("--rejects-format", *options.rejects_format == RejectsFormat::kCsv ? "csv" : "ndjson");
  return text;
}

}  // namespace inflow::command

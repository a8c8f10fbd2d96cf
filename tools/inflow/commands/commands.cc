// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/commands/commands.h"

#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/inflow/config/default_config.h"
#include "tools/inflow/config/overlay.h"
#include "tools/inflow/config/plugin_version.h"
#include "tools/inflow/options/completion.h"
#include "tools/inflow/show/catalogue_text.h"
#include "tools/inflow/show/endpoint_search.h"
#include "tools/inflow/show/schema_tables.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

constexpr int64_t kCheckTimeoutMs = 60'000;

int Show(const absl::StatusOr<std::string>& text, bool for_people,
         const Surroundings& surroundings) {
  if (text.ok()) {
    if (for_people) {
      Say(surroundings, *text);
    } else {
      *surroundings.out << *text << std::flush;
    }
    return kExitOk;
  }
  Complain(surroundings, {text.status().message().data(), text.status().message().size()});
  return absl::IsNotFound(text.status()) ? kExitUsage : kExitInternal;
}

// FindEndpoints shows the endpoints that words fit; false where there are none.
bool FindEndpoints(const Options& options, std::string_view description,
                   const Surroundings& surroundings) {
  const std::vector<EndpointMatch> matches = SearchEndpoints(description, options.words);
  if (matches.empty()) return false;
  *surroundings.out << (options.json ? MatchesJson(matches) : MatchesText(matches)) << std::flush;
  return true;
}

// RunEndpoints lets the plugin say what is wrong with a name, since it knows which one is near.
int RunEndpoints(const Options& options, std::string_view description, const host::Library& library,
                 const Surroundings& surroundings) {
  const std::string name = absl::StrJoin(options.words, " ");
  const absl::StatusOr<std::string> text = EndpointsText(description, name, options.json);
  if (absl::IsNotFound(text.status()) && FindEndpoints(options, description, surroundings))
    return kExitOk;
  host::Destination destination;
  if (absl::IsNotFound(text.status()) && !library.Open(&destination)) {
    const nlohmann::json config = {{"endpoint", name}};
    const auto faults = FaultsBelow(destination.Configure(config.dump(
                                        -1, ' ', false, nlohmann::json::error_handler_t::replace)),
                                    "/endpoint");
    if (!faults.empty()) return Show(absl::NotFoundError(faults.front()), true, surroundings);
  }
  return Show(text, !options.json, surroundings);
}

int RunDescription(const Options& options, const host::Library& library,
                   const Surroundings& surroundings) {
  host::Buffer description;
  if (host::Error error = library.Describe(&description)) {
    Complain(surroundings, error.message());
    return kExitInternal;
  }
  switch (options.subcommand) {
    case Subcommand::kSchema:
      return Show(
          options.markdown ? SchemaTables(description.view()) : SchemaText(description.view()),
          false, surroundings);
    default:
      return RunEndpoints(options, description.view(), library, surroundings);
  }
}

int RunValidate(const Options& options, const host::Library& library,
                const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.journal = WrittenJournal(options.config, options.environment);
  const ExitCode exit = Configure(library, SourceOf(options), surroundings, &configured);
  if (exit == kExitOk) Say(surroundings, SourceOf(options).Name() + " is valid\n");
  return exit;
}

int RunCheck(const Options& options, const host::Library& library,
             const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.shares_quota = true;
  if (const ExitCode exit = Configure(library, SourceOf(options), surroundings, &configured);
      exit != kExitOk) {
    return exit;
  }
  host::Buffer answer;
  const host::Error error = configured.destination.Check(kCheckTimeoutMs, &answer);
  if (!answer.view().empty()) {
    if (options.json) {
      *surroundings.out << answer.view() << '\n' << std::flush;
    } else {
      SayStyled(surroundings, CheckText(answer.view(), OutStyle(surroundings)));
    }
  }
  if (error) Complain(surroundings, error.message());
  return ExitFor(error.status());
}

// RunVersion does without the plugin where its file tells its version.
int RunVersion(const Options& options, const Surroundings& surroundings) {
  std::string plugin = PluginVersion(PluginPath(options.plugin, surroundings));
  if (plugin.empty()) {
    const std::optional<host::Library> library = LoadPlugin(options.plugin, surroundings);
    if (!library) return kExitUsage;
    host::Buffer description;
    if (host::Error error = library->Describe(&description)) {
      Complain(surroundings, error.message());
      return kExitInternal;
    }
    plugin = PluginNamed(description.view());
  }
  Say(surroundings, absl::StrCat("inflow ", INFLOW_VERSION, ", plugin ", plugin, "\n"));
  return kExitOk;
}

// RunCompletion leaves out the names of endpoints and collections where there is no plugin to ask.
int RunCompletion(const Options& options, const Surroundings& surroundings) {
  CompletedNames names;
  std::ostringstream unheard;
  Surroundings quiet = surroundings;
  quiet.err = &unheard;
  const std::optional<host::Library> library = LoadPlugin(options.plugin, quiet);
  host::Buffer description;
  if (library && !library->Describe(&description)) {
    names.endpoints = NamesIn(description.view(), "endpoints");
    names.collections = NamesIn(description.view(), "collections");
  }
  Options unused;
  RawOptions raw;
  *surroundings.out << CompletionScript(CommandTree(&unused, &raw), options.shell, names)
                    << std::flush;
  return kExitOk;
}

// TakeConfig finds the configuration where none is named, and tells which it is.
ExitCode TakeConfig(Options* options, const Surroundings& surroundings) {
  if (options->config.empty()) {
    for (const std::string& input : options->inputs) {
      if (!LooksLikeConfig(input)) continue;
      Complain(surroundings,
               absl::StrCat(input, " is a configuration, not records; did you mean --config ",
                            ShellQuote(input), "?"));
      return kExitUsage;
    }
    options->config = DefaultConfig();
    if (options->config.empty()) {
      if (options->config_use == ConfigUse::kOptional && options->environment.empty())
        return kExitOk;
      const std::string meant = ForgottenConfig(options->inputs);
      Complain(surroundings,
               absl::StrCat("no configuration is named, and this folder has no inflow.jsonc",
                            meant.empty()
                                ? ". Name one with --config FILE, or make one with: inflow init"
                                : absl::StrCat("; did you mean --config ", ShellQuote(meant),
                                               "? One is made with: inflow init")));
      return kExitUsage;
    }
    Complain(surroundings, absl::StrCat("configuration ", SourceOf(*options).Name()));
  }
  const std::string overlay = SourceOf(*options).overlay;
  if (overlay.empty() || access(overlay.c_str(), F_OK) == 0) return kExitOk;
  const std::vector<std::string> others = EnvironmentsOf(options->config);
  Complain(surroundings,
           absl::StrCat("--env ", options->environment, ": there is no ", overlay, " to lay over ",
                        options->config, "; ",
                        others.empty() ? "write one with the keys that are different there"
                                       : absl::StrCat("there is ", absl::StrJoin(others, ", "))));
  return kExitUsage;
}

}  // namespace

int RunCommand(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  const Parsed parsed =
      ParseOptions(arguments, surroundings.out_is_terminal ? surroundings.terminal_width : 80);
  if (!parsed.options) {
    *(parsed.exit == kExitOk ? surroundings.out : surroundings.err) << parsed.text << std::flush;
    return parsed.exit;
  }
  Options options = *parsed.options;
  if (options.subcommand == Subcommand::kVersion) return RunVersion(options, surroundings);
  if (options.subcommand == Subcommand::kCompletion) return RunCompletion(options, surroundings);
  if (options.config_use != ConfigUse::kNone) {
    if (const ExitCode exit = TakeConfig(&options, surroundings); exit != kExitOk) return exit;
  }
  if (options.subcommand == Subcommand::kDoctor) return RunDoctor(options, surroundings);
  if (options.subcommand == Subcommand::kListen) return RunListen(options, surroundings);
  const std::optional<host::Library> library = LoadPlugin(options.plugin, surroundings);
  if (!library) return kExitUsage;
  switch (options.subcommand) {
    case Subcommand::kValidate:
      return RunValidate(options, *library, surroundings);
    case Subcommand::kCheck:
      return RunCheck(options, *library, surroundings);
    case Subcommand::kPreview:
      return RunPreview(options, *library, surroundings);
    case Subcommand::kSendTest:
      return RunSendTest(options, *library, surroundings);
    case Subcommand::kList:
      return RunList(options, *library, surroundings);
    case Subcommand::kSettings:
      return RunSettings(options, *library, surroundings);
    case Subcommand::kJournal:
      return RunJournal(options, *library, surroundings);
    case Subcommand::kForget:
      return RunForget(options, *library, surroundings);
    case Subcommand::kVerify:
      return RunVerify(options, *library, surroundings);
    case Subcommand::kActivate:
    case Subcommand::kPause:
      return RunActivate(options, *library, surroundings);
    case Subcommand::kInit:
      return RunInit(options, *library, surroundings);
    case Subcommand::kLoad:
      return options.dry_run ? RunPlan(options, *library, surroundings)
                             : RunLoad(options, *library, surroundings);
    case Subcommand::kColumns:
      return RunColumns(options, *library, surroundings);
    case Subcommand::kPlan:
      return RunPlan(options, *library, surroundings);
    default:
      return RunDescription(options, *library, surroundings);
  }
}

}  // namespace inflow::command

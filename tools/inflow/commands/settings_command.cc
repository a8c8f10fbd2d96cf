// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/show/settings_text.h"

namespace inflow::command {

int RunSettings(const Options& options, const host::Library& library,
                const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.journal = WrittenJournal(options.config, options.environment);
  if (const ExitCode exit = Configure(library, SourceOf(options), surroundings, &configured);
      exit != kExitOk) {
    return exit;
  }
  SettingsSources sources = {{}, options.settings};
  host::Buffer answer, description;
  const JsonTree arguments = {{"route", options.route}};
  if (const host::Error error = configured.destination.Command(
          "settings", arguments.dump(-1, ' ', false, JsonTree::error_handler_t::replace),
          &answer)) {
    Complain(surroundings, error.message());
    return ExitFor(error.status());
  }
  if (const host::Error error = library.Describe(&description)) {
    Complain(surroundings, error.message());
    return kExitInternal;
  }
  const ConfigSource source = SourceOf(options);
  for (const std::string& path : {source.path, source.overlay}) {
    // It may have changed since; then the worst is a source that is not quite right.
    std::string text;
    if (!path.empty() && ReadTextFile(path, &text).ok()) sources.files.push_back({path, text});
  }
  const std::vector<Setting> settings = SettingsOf(answer.view(), description.view(), sources);
  *surroundings.out << (options.json ? SettingsJson(settings, answer.view())
                                     : SettingsTable(settings, answer.view()))
                    << std::flush;
  return kExitOk;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/config/journal_place.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

int RunForget(const Options& options, const host::Library& library,
              const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.journal = DefaultJournal(options.config, options.environment);
  if (const ExitCode exit = Configure(library, SourceOf(options), surroundings, &configured);
      exit != kExitOk) {
    return exit;
  }
  const JsonTree arguments = {{"route", options.route}, {"key", options.key}};
  host::Buffer answer;
  if (const host::Error error = configured.destination.Command(
          "forget", arguments.dump(-1, ' ', false, JsonTree::error_handler_t::replace), &answer)) {
    Complain(surroundings, error.message());
    return error.status() == DESTINATION_JOURNAL ? kExitStopped : ExitFor(error.status());
  }
  Say(surroundings, absl::StrCat("what was delivered last of ", options.key,
                                 " is forgotten; its next record is sent\n"));
  return kExitOk;
}

}  // namespace inflow::command

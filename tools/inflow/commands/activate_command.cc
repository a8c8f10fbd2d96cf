// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/config/config_text.h"
#include "tools/inflow/files/replace_file.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// ActiveIn is what stands at "active": "true", "false", anything else that was written there, or
// empty where it is absent.
std::string_view ActiveIn(std::string_view text) {
  text.remove_prefix(JsonBegin(text));
  const TopLevelMember member = FindTopLevelMember(text, "active");
  return member.found() ? text.substr(member.value_begin, member.end - member.value_begin)
                        : std::string_view();
}

ExitCode Refuse(const absl::Status& status, const Surroundings& surroundings) {
  Complain(surroundings, {status.message().data(), status.message().size()});
  return kExitUsage;
}

}  // namespace

int RunActivate(const Options& options, const host::Library& library,
                const Surroundings& surroundings) {
  const bool activate = options.subcommand == Subcommand::kActivate;
  const std::string_view wanted = activate ? "true" : "false";
  const std::string_view becomes = activate ? " is active" : " is paused";
  ConfigSource source = SourceOf(options);
  source.settings.clear();
  // An environment's own file is changed, so that nothing else begins or ceases to send.
  const std::string& path = source.overlay.empty() ? source.path : source.overlay;
  std::string text, whole;
  absl::Status status = ReadTextFile(path, &text);
  if (status.ok()) status = ReadConfig(source, &whole);
  if (!status.ok()) return Refuse(status, surroundings);
  // A wrong configuration sends nothing anyway, but whoever wants it paused wants it to stay so
  // when it is mended.
  if (activate || ActiveIn(whole).empty()) {
    ConfiguredDestination configured;
    if (const ExitCode exit = Configure(library, source, surroundings, &configured);
        exit != kExitOk) {
      Complain(surroundings, absl::StrCat(path, " was not changed"));
      return exit;
    }
  }
  const std::string before(ActiveIn(whole));
  const std::string own(ActiveIn(text));
  if (before == wanted || (before.empty() && activate)) {
    Say(surroundings, absl::StrCat(source.Name(), Absl(becomes), " already; it was not changed\n"));
    return kExitOk;
  }
  status = SetConfigValue("active", wanted, &text);
  if (status.ok()) status = ReplaceFile(path, text);
  if (!status.ok()) return Refuse(status, surroundings);
  Say(surroundings,
      absl::StrCat(path, Absl(becomes), " now: ",
                   own.empty() ? absl::StrCat("\"active\": ", Absl(wanted), " was added")
                               : absl::StrCat("\"active\" was ", own),
                   "\n"));
  return kExitOk;
}

}  // namespace inflow::command

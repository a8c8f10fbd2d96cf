// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
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
  std::string text;
  if (const absl::Status status = ReadTextFile(options.config, &text); !status.ok())
    return Refuse(status, surroundings);
  // A wrong configuration sends nothing anyway, but whoever wants it paused wants it to stay so
  // when it is mended.
  if (activate || ActiveIn(text).empty()) {
    ConfiguredDestination configured;
    if (const ExitCode exit = Configure(library, options.config, {}, surroundings, &configured);
        exit != kExitOk) {
      Complain(surroundings, absl::StrCat(options.config, " was not changed"));
      return exit;
    }
  }
  const std::string before(ActiveIn(text));
  if (before == wanted || (before.empty() && activate)) {
    *surroundings.out << options.config << becomes << " already; it was not changed\n"
                      << std::flush;
    return kExitOk;
  }
  if (const absl::Status status = SetConfigValue("active", wanted, &text); !status.ok())
    return Refuse(status, surroundings);
  if (const absl::Status status = ReplaceFile(options.config, text); !status.ok())
    return Refuse(status, surroundings);
  *surroundings.out << options.config << becomes << " now: "
                    << (before.empty() ? "\"active\": false was added"
                                       : absl::StrCat("\"active\" was ", before))
                    << '\n'
                    << std::flush;
  return kExitOk;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
//
// Further functions by name, JSON in and out.
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/care.h"
#include "plugin/destination/internal/warnings_json.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json WarningsJson(const NoteCounts& notes) {
  Json warnings = Json::array();
  for (const auto& [note, records] : notes.Counts()) {
    warnings.push_back({{"kind", NoteKindName(note.kind)},
                        {"field", note.field},
                        {"records", records},
                        {"message", NoteMessage(note)}});
  }
  return warnings;
}

CallStatus Destination::Command(std::string_view name, std::string_view arguments,
                                std::string* json) {
  if (IsCareCommand(name)) return CareCommand(name, arguments, json);
  if (name == "columns") return CompareColumns(arguments, json);
  if (name == "identify") return Identify(arguments, json);
  if (name == "list") return List(arguments, json);
  if (name == "plan") return PlanRecords(arguments, json);
  if (name == "preview") return PreviewLookedUp(arguments, json);
  if (name == "resolve") return Resolve(arguments, json);
  if (name == "verify") return Verify(arguments, json);
  if (name == "settings") return TellSettings(arguments, json);
  if (name == "earlier") return TellEarlier(arguments, json);
  if (name == "forget") return Forget(arguments, json);
  if (name == "run") return TellRun(arguments, json);
  if (name != "warnings") {
    return {
        CallCode::kUnsupported,
        Quoted(name) +
            " is no command of this version; it has \"warnings\", \"settings\", \"columns\", \"identify\", \"list\", \"plan\", \"preview\", \"resolve\", \"verify\", \"earlier\", \"forget\" and \"run\""};
  }
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  if (!given.is_object() || !given.empty())
    return {CallCode::kInvalidArgument, "\"warnings\" takes no arguments: pass {}"};
  *json = Json{{"warnings", WarningsJson(engine_.notes())}}.dump(-1, ' ', false,
                                                                 Json::error_handler_t::replace);
  return {};
}

}  // namespace inflow

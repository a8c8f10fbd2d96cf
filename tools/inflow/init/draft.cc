// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/draft.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/inflow/commands/commands.h"

namespace inflow::command {

std::string JudgedText(const Draft& draft) {
  JsonTree config = draft.config;
  if (!TreeMember(config, "credential").is_object())
    config["credential"] = {{"company_id", "00000000-0000-4000-8000-000000000000"},
                            {"api_key", "not-asked-yet"}};
  if (!draft.key.empty()) config["credential"]["api_key"] = draft.key;
  return config.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

std::string FaultsIn(const Asking& asking, const Draft& draft, const std::string& pointer) {
  host::Destination destination;
  if (const host::Error error = asking.library.Open(&destination))
    return std::string(error.message());
  return absl::StrJoin(FaultsBelow(destination.Configure(JudgedText(draft)), pointer), "\n");
}

std::string Take(const Asking& asking, const std::string& key, const JsonTree& value,
                 Draft* draft) {
  const JsonTree before = draft->config;
  draft->config[key] = value;
  std::string faults = FaultsIn(asking, *draft, "/" + key);
  if (!faults.empty()) draft->config = before;
  return faults;
}

InputSettings ReadingOf(const Asking& asking, const Draft& draft) {
  Options options;
  options.inputs = {draft.look->path};
  options.format = draft.look->format;
  host::Destination destination;
  ConfigFigures figures;
  if (!asking.library.Open(&destination) && !destination.Configure(JudgedText(draft)))
    figures = ReadFigures(AskSettings("", &destination));
  return InputsOf(options, figures);
}

JsonTree Property(const Asking& asking, std::initializer_list<const char*> path) {
  JsonTree property = TreeMember(asking.description, "configuration");
  for (const char* name : path) {
    JsonTree next = TreeMember(TreeMember(property, "properties"), name);
    property = std::move(next);
  }
  return property;
}

}  // namespace inflow::command

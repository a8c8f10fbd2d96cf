// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/settings.h"

#include <nlohmann/json.hpp>

namespace inflow::command {

Settings AskSettings(const std::string& route, host::Destination* destination) {
  Settings settings;
  const nlohmann::json arguments = {{"route", route}};
  host::Buffer answer;
  if (const host::Error error = destination->Command(
          "settings", arguments.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
          &answer)) {
    settings.has_route = error.status() != DESTINATION_INVALID_ARGUMENT;
    return settings;
  }
  // Keys of a map keep their order.
  const auto parsed = nlohmann::ordered_json::parse(answer.view(), nullptr, false);
  const auto found = parsed.is_object() ? parsed.find("settings") : parsed.end();
  if (parsed.is_object() && found != parsed.end() && found->is_object()) {
    settings.json = found->dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  return settings;
}

}  // namespace inflow::command

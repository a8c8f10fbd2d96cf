// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/identified.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tools/inflow/json/json_text.h"

namespace inflow::command {

bool Identify(std::string_view records, std::string_view route, host::Destination* destination,
              std::vector<Identified>* identified) {
  std::string arguments = "{\"route\":";
  AppendJsonString(route, &arguments);
  arguments.append(",\"records\":[").append(records).append("]}");
  host::Buffer answer;
  if (const host::Error error = destination->Command("identify", arguments, &answer)) return false;
  const nlohmann::json parsed = nlohmann::json::parse(answer.view(), nullptr, false);
  if (!parsed.is_object() || !parsed.contains("records") || !parsed["records"].is_array())
    return false;
  for (const nlohmann::json& one : parsed["records"]) {
    Identified record;
    if (one.is_object()) {
      record.refused = one.contains("refused");
      record.key = std::strtoull(one.value("key", "0").c_str(), nullptr, 16);
      record.name = one.value("name", "");
    }
    identified->push_back(std::move(record));
  }
  return true;
}

}  // namespace inflow::command

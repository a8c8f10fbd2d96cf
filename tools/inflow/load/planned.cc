// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/planned.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tools/inflow/json/json_text.h"

namespace inflow::command {

bool AskPlan(std::string_view records, std::string_view route, const PlanStep& step,
             host::Destination* destination, Planned* planned) {
  std::string arguments = "{\"route\":";
  AppendJsonString(route, &arguments);
  arguments.append(",\"identify\":true,\"begin\":").append(step.begins ? "true" : "false");
  arguments.append(",\"more\":").append(step.ends ? "false" : "true");
  arguments.append(",\"records\":[").append(records).append("]}");
  host::Buffer answer;
  if (const host::Error error = destination->Command("plan", arguments, &answer)) return false;
  const nlohmann::json parsed = nlohmann::json::parse(answer.view(), nullptr, false);
  if (!parsed.is_object()) return false;
  planned->documents = parsed.value("documents", uint64_t{0});
  planned->requests = parsed.value("requests", uint64_t{0});
  planned->bytes = parsed.value("bytes", uint64_t{0});
  planned->lookups = parsed.value("lookups", std::map<std::string, uint64_t>());
  planned->refusals.clear();
  for (const nlohmann::json& one : parsed.value("reasons", nlohmann::json::array())) {
    planned->refusals.push_back({one.value("message", ""), one.value("sound", false),
                                 one.value("places", std::vector<uint64_t>())});
  }
  planned->identities.clear();
  const auto identities = parsed.find("identities");
  if (identities == parsed.end()) return true;
  for (const nlohmann::json& one : *identities) {
    Identified& record = planned->identities.emplace_back();
    const auto key = one.find("key");
    if (key == one.end()) continue;
    record.key = std::strtoull(key->get_ref<const std::string&>().c_str(), nullptr, 16);
    const auto name = one.find("name");
    if (name != one.end()) record.name = name->get<std::string>();
  }
  return true;
}

}  // namespace inflow::command

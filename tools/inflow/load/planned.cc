// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/planned.h"

#include <charconv>
#include <utility>

#include "tools/inflow/json/json_attribute.h"
#include "tools/inflow/json/json_steps.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

template <typename Number>
Number NumberIn(std::string_view text, int base = 10) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

PlannedRefusal RefusalIn(std::string_view reason) {
  PlannedRefusal refusal;
  EachMember(reason, [&refusal](std::string_view key, std::string_view value) {
    if (key == "\"message\"") refusal.message = JsonTextOf(value);
    if (key == "\"sound\"") refusal.sound = value == "true";
    if (key == "\"places\"") {
      EachElement(value, [&refusal](std::string_view place) {
        refusal.places.push_back(NumberIn<uint64_t>(place));
        return true;
      });
    }
    return true;
  });
  return refusal;
}

Identified IdentifiedIn(std::string_view one) {
  Identified record;
  if (one == "{}") return record;
  // As it is written; every record has one.
  constexpr std::string_view kKey = "{\"key\":\"", kName = "\",\"name\":";
  constexpr size_t kDigits = 16, kBefore = kKey.size() + kDigits + kName.size();
  if (one.size() > kBefore + 2 && one.starts_with(kKey) &&
      one.substr(kKey.size() + kDigits).starts_with(kName) &&
      SkipJsonValue(one, kBefore) == one.size() - 1) {
    record.key = NumberIn<uint64_t>(one.substr(kKey.size(), kDigits), 16);
    record.name = JsonTextOf(one.substr(kBefore, one.size() - kBefore - 1));
    return record;
  }
  EachMember(one, [&record](std::string_view key, std::string_view value) {
    if (key == "\"key\"" && value.size() > 2)
      record.key = NumberIn<uint64_t>(value.substr(1, value.size() - 2), 16);
    if (key == "\"name\"") record.name = JsonTextOf(value);
    return true;
  });
  return record;
}

}  // namespace

bool AskPlan(std::string_view records, std::string_view route, const PlanStep& step,
             host::Destination* destination, Planned* planned) {
  std::string arguments;
  arguments.reserve(records.size() + route.size() + 128);
  arguments.append("{\"route\":");
  AppendJsonString(route, &arguments);
  arguments.append(",\"identify\":true,\"begin\":").append(step.begins ? "true" : "false");
  arguments.append(",\"more\":").append(step.ends ? "false" : "true");
  arguments.append(",\"records\":[").append(records).append("]}");
  host::Buffer answer;
  if (const host::Error error = destination->Command("plan", arguments, &answer)) return false;
  planned->lookups.clear();
  planned->changes.reset();
  planned->refusals.clear();
  planned->identities.clear();
  // No tree is made of it: it has as many parts as there are records.
  EachMember(answer.view(), [planned](std::string_view key, std::string_view value) {
    if (key == "\"documents\"") planned->documents = NumberIn<uint64_t>(value);
    if (key == "\"requests\"") planned->requests = NumberIn<uint64_t>(value);
    if (key == "\"bytes\"") planned->bytes = NumberIn<uint64_t>(value);
    for (const auto& [name, count] :
         {std::pair("\"created\"", &Changes::created), std::pair("\"changed\"", &Changes::changed),
          std::pair("\"unchanged\"", &Changes::unchanged)}) {
      if (key != name) continue;
      if (!planned->changes) planned->changes.emplace();
      (*planned->changes).*count = NumberIn<uint64_t>(value);
    }
    if (key == "\"lookups\"") {
      EachMember(value, [planned](std::string_view collection, std::string_view names) {
        planned->lookups[JsonTextOf(collection)] = NumberIn<uint64_t>(names);
        return true;
      });
    } else if (key == "\"reasons\"") {
      EachElement(value, [planned](std::string_view reason) {
        planned->refusals.push_back(RefusalIn(reason));
        return true;
      });
    } else if (key == "\"identities\"") {
      EachElement(value, [planned](std::string_view one) {
        planned->identities.push_back(IdentifiedIn(one));
        return true;
      });
    }
    return true;
  });
  return true;
}

}  // namespace inflow::command

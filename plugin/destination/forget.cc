// SPDX-License-Identifier: Apache-2.0
//
// The command "forget": what was delivered last of a key is not known any more.
#include <nlohmann/json.hpp>

#include "plugin/destination/destination.h"
#include "plugin/journal/item_journal.h"

namespace inflow {

CallStatus Destination::Forget(std::string_view arguments, std::string* json) {
  const auto given = nlohmann::json::parse(arguments.begin(), arguments.end(), nullptr,
                                           /*allow_exceptions=*/false);
  const bool fits = given.is_object() && given.contains("key") && given["key"].is_string() &&
                    !given["key"].get_ref<const std::string&>().empty() &&
                    (!given.contains("route") || given["route"].is_string());
  if (!fits) return {CallCode::kInvalidArgument, R"("forget" takes {"route": "", "key": "text"})"};
  if (CallStatus s = NeedJournal("forget"); !s.ok()) return s;
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(given.value("route", ""), &route); !s.ok()) return s;
  const Deadline at_once = parts_.clock->Now();
  if (CallStatus s = BeginSession(at_once); !s.ok()) return s;
  const std::string key =
      JournalKey(route->shape()->collection, given["key"].get_ref<const std::string&>());
  *json = "{}";
  return Insist([&] { return journal_->ForgetLast(key); }, at_once);
}

}  // namespace inflow

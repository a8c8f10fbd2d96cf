// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plugin/destination/destination.h"
#include "plugin/destination/internal/dry_run.h"
#include "plugin/destination/internal/request_json.h"
#include "plugin/destination/internal/warnings_json.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

// What a fresh handle would send is found by asking a fresh engine, and answering it without a
// network.
CallStatus Destination::Preview(const HostBatch& batch, std::string* json) const {
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(batch.route, &route); !s.ok()) return s;
  if (CallStatus s = CheckSize(batch); !s.ok()) return s;
  const TimePoint now = parts_.clock->Now();
  Engine engine(parts_.seed);
  engine.Configure(Options());
  engine.ShowNames();
  const JsonRecords records(batch.records);
  Json requests = Json::array();
  RunDry(&engine, {route, &records, batch.close}, now, parts_.clock->Wall(),
         [&](const Request& request) {
           requests.push_back(RequestJson(request, batch.route, *redactor_));
         });
  Json refused = Json::array();
  for (const Settled& one : engine.settled()) {
    const SharedText message = Shown(one.message);
    if (one.outcome == Outcome::kRejected)
      refused.push_back({{"id", one.id}, {"message", message ? *message : ""}});
  }
  Json lookups = Json::object();
  for (const auto& [collection, names] : engine.names().shown()) lookups[collection] = names;
  const Json preview = {{"requests", std::move(requests)},
                        {"refused", std::move(refused)},
                        {"lookups", std::move(lookups)},
                        {"warnings", WarningsJson(engine.notes())}};
  *json = preview.dump(-1, ' ', false, Json::error_handler_t::replace);
  return {};
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plugin/destination/destination.h"
#include "plugin/destination/internal/request_json.h"
#include "plugin/destination/internal/warnings_json.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

// TakeRequest drives the engine to its next request; null where it has no more.
const Request* TakeRequest(Engine* engine, TimePoint now) {
  while (true) {
    const Action action = engine->Next(now);
    if (action.kind == Action::kSend) return engine->InFlight(action.id);
    if (action.kind != Action::kNeedPermit) return nullptr;
    engine->OnPermit();
  }
}

// Answer ends a request well, so that the engine goes on to the next.
void Answer(Engine* engine, const Request& request, TimePoint now) {
  Exchange exchange;
  exchange.id = request.id;
  exchange.status = 200;
  exchange.wrote = true;
  engine->OnExchange(std::move(exchange), now, 0);
}

// Drain takes every request that the engine has now, and answers each.
void Drain(Engine* engine, TimePoint now, std::string_view route, const Redactor& redactor,
           Json* requests) {
  while (const Request* request = TakeRequest(engine, now)) {
    requests->push_back(RequestJson(*request, route, redactor));
    Answer(engine, *request, now);
  }
}

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
  const JsonRecords records(batch.records);
  engine.Accept({route, &records, batch.close}, now, parts_.clock->Wall());
  Json requests = Json::array();
  // Full groups go while records are written, those that are not full only when they are flushed.
  Drain(&engine, now, batch.route, *redactor_, &requests);
  engine.CloseAll();
  Drain(&engine, now, batch.route, *redactor_, &requests);
  Json refused = Json::array();
  for (const Settled& one : engine.settled()) {
    const SharedText message = Shown(one.message);
    if (one.outcome == Outcome::kRejected)
      refused.push_back({{"id", one.id}, {"message", message ? *message : ""}});
  }
  const Json preview = {{"requests", std::move(requests)},
                        {"refused", std::move(refused)},
                        {"warnings", WarningsJson(engine.notes())}};
  *json = preview.dump(-1, ' ', false, Json::error_handler_t::replace);
  return {};
}

}  // namespace inflow

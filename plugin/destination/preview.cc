// SPDX-License-Identifier: Apache-2.0
//
// What a fresh handle would send is found by asking a fresh engine, and answering it without a
// network.
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/batch_argument.h"
#include "plugin/destination/internal/dry_run.h"
#include "plugin/destination/internal/refused_read.h"
#include "plugin/destination/internal/request_json.h"
#include "plugin/destination/internal/warnings_json.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kPreviewUsage[] =
    R"("preview" takes {"route": "", "records": [{"sku": "A-1"}], "first_id": 0})";

// AppendPreview writes what came of a dry run.
void AppendPreview(const Engine& engine, Json requests,
                   absl::FunctionRef<SharedText(const SharedText&)> shown, std::string* json) {
  Json refused = Json::array();
  for (const Settled& one : engine.settled()) {
    const SharedText message = shown(one.message);
    if (one.outcome == Outcome::kRejected)
      refused.push_back({{"id", one.id}, {"message", message ? *message : ""}});
  }
  Json preview = {{"requests", std::move(requests)}, {"refused", std::move(refused)}};
  Json lookups = Json::object();
  for (const auto& [collection, names] : engine.names().shown()) lookups[collection] = names;
  if (!lookups.empty()) {
    // As they are shown, a test must not send them.
    for (Json& request : preview["requests"]) request["names"] = true;
    preview["lookups"] = std::move(lookups);
  }
  preview["warnings"] = WarningsJson(engine.notes());
  *json = preview.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

CallStatus Destination::Preview(const HostBatch& batch, std::string* json) const {
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(batch.route, &route); !s.ok()) return s;
  if (CallStatus s = CheckSize(batch); !s.ok()) return s;
  if (CallStatus s = CheckToken(batch); !s.ok()) return s;
  Engine engine(parts_.seed);
  engine.Configure(Options(/*dry=*/true));
  engine.ShowNames();
  const JsonRecords records(batch.records);
  Json requests = Json::array();
  RunDry(&engine, {route, &records, batch.close}, parts_.clock->Now(), parts_.clock->Wall(),
         {.use =
              [&](const Request& request) {
                requests.push_back(RequestJson(request, batch.route, *redactor_));
              },
          .ask = [](const HttpCall&, Exchange*) { return false; }});
  AppendPreview(
      engine, std::move(requests), [this](const SharedText& text) { return Shown(text); }, json);
  return {};
}

// AskForName sends a look-up as a call without records; false, and why, where nothing was answered
// that the names could be read from.
bool Destination::AskForName(const HttpCall& call, Exchange* exchange, CallStatus* status) {
  std::optional<ErrandEnd> end;
  *status = RunErrand(call, std::nullopt, &end);
  if (!status->ok()) return false;
  const Verdict verdict = end->classified.verdict;
  if (verdict != Verdict::kDelivered && verdict != Verdict::kRefused &&
      end->exchange.status != 404) {
    const TimePoint now = parts_.clock->Now();
    *status =
        StatusOfRefusedRead(*end, "", "names cannot be looked up", engine_.closed_until(now), now);
    return false;
  }
  *exchange = std::move(end->exchange);
  return true;
}

// RunLookedUp runs the records dry through an engine, their names looked up.
CallStatus Destination::RunLookedUp(const BatchArgument& batch, Engine* engine,
                                    absl::FunctionRef<void(const Request&)> use) {
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(batch.route, &route); !s.ok()) return s;
  const CopiedRecords copied(batch.records);
  HostBatch host;
  host.records = copied.Block();
  host.records.first_id = batch.first_id;
  if (CallStatus s = CheckSize(host); !s.ok()) return s;
  engine->Configure(Options(/*dry=*/true));
  engine->ShareNames(&dry_names_);
  const JsonRecords records(host.records);
  CallStatus status;
  RunDry(engine, {route, &records, false}, parts_.clock->Now(), parts_.clock->Wall(),
         {.use = use, .ask = [&](const HttpCall& call, Exchange* exchange) {
            return AskForName(call, exchange, &status);
          }});
  return status;
}

CallStatus Destination::PreviewLookedUp(std::string_view arguments, std::string* json) {
  BatchArgument batch;
  if (CallStatus s = ReadBatchArgument(arguments, kPreviewUsage, {}, &batch); !s.ok()) return s;
  const Member* const first = batch.given.Find("first_id");
  if (first != nullptr && !absl::SimpleAtoi(Absl(first->value), &batch.first_id))
    return {.code = CallCode::kInvalidArgument, .message = kPreviewUsage};
  Engine engine(parts_.seed);
  Json requests = Json::array();
  const CallStatus status = RunLookedUp(batch, &engine, [&](const Request& request) {
    requests.push_back(RequestJson(request, batch.route, *redactor_));
  });
  if (!status.ok()) return Hidden(status);
  AppendPreview(
      engine, std::move(requests), [this](const SharedText& text) { return Shown(text); }, json);
  return {};
}

}  // namespace inflow

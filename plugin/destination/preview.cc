// SPDX-License-Identifier: Apache-2.0
//
// What a fresh handle would send is found by asking a fresh engine, and answering it without a
// network.
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/copied_records.h"
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

CallStatus Destination::PreviewLookedUp(std::string_view arguments, std::string* json) {
  RecordIndex given;
  if (absl::Status s = WalkRecord(arguments, &given); !s.ok())
    return {.code = CallCode::kInvalidArgument,
            .message = std::string(kPreviewUsage) + "; " + std::string(s.message())};
  const Member* const listed = given.Find("records");
  const Member* const named = given.Find("route");
  const Member* const first = given.Find("first_id");
  uint64_t first_id = 0;
  if (listed == nullptr || listed->type != JsonType::kArray ||
      (named != nullptr && named->type != JsonType::kString) ||
      (first != nullptr && !absl::SimpleAtoi(Absl(first->value), &first_id))) {
    return {.code = CallCode::kInvalidArgument, .message = kPreviewUsage};
  }
  std::string name;
  if (named != nullptr) Unescape(named->value.substr(1, named->value.size() - 2), &name);
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(name, &route); !s.ok()) return s;
  const CopiedRecords copied(listed->value);
  HostBatch batch;
  batch.records = copied.Block();
  batch.records.first_id = first_id;
  if (CallStatus s = CheckSize(batch); !s.ok()) return s;
  Engine engine(parts_.seed);
  engine.Configure(Options(/*dry=*/true));
  engine.ShareNames(&dry_names_);
  const JsonRecords records(batch.records);
  Json requests = Json::array();
  CallStatus status;
  RunDry(&engine, {route, &records, false}, parts_.clock->Now(), parts_.clock->Wall(),
         {.use =
              [&](const Request& request) {
                requests.push_back(RequestJson(request, name, *redactor_));
              },
          .ask = [&](const HttpCall& call,
                     Exchange* exchange) { return AskForName(call, exchange, &status); }});
  if (!status.ok()) return Hidden(status);
  AppendPreview(
      engine, std::move(requests), [this](const SharedText& text) { return Shown(text); }, json);
  return {};
}

}  // namespace inflow

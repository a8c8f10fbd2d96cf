// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "plugin/answer/answer.h"
#include "plugin/catalog/api_version.h"
#include "plugin/destination/destination.h"
#include "plugin/retry/classify.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

double Millis(Duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

Json Step(std::string_view name, bool ok, std::string detail) {
  return {{"name", name}, {"ok", ok}, {"detail", std::move(detail)}};
}

// ConnectionSteps says how far the exchange got before HTTP began; it returns false where it ended
// there.
bool ConnectionSteps(const Exchange& exchange, bool tls, Json* steps) {
  struct Stage {
    const char* name;
    Duration reached;
    bool used;
  };
  const bool answered = exchange.status != 0;
  const Stage stages[] = {{"resolve", exchange.resolved, true},
                          {"connect", exchange.connected, true},
                          {"tls", exchange.secured, tls}};
  for (const Stage& stage : stages) {
    if (!stage.used) {
      steps->push_back(Step(stage.name, true, "not used: base_url is http on this machine"));
      continue;
    }
    const bool reached = answered || exchange.wrote || stage.reached > Duration::zero();
    steps->push_back(Step(stage.name, reached, reached ? "" : exchange.detail));
    if (!reached) return false;
    if (stage.reached > Duration::zero()) steps->back()["ms"] = Millis(stage.reached);
  }
  return true;
}

struct Judgement {
  CallCode code = CallCode::kOk;
  std::string message;
};

// WhyForeign says why an answer to a read cannot be inFlow's; "" where it can.
std::string WhyForeign(const Exchange& exchange) {
  const AnswerReading reading =
      ReadAnswer(exchange, "", {.confirm = Confirm::kEntity, .json_asked = true});
  return reading.kind == AnswerKind::kForeign || reading.kind == AnswerKind::kError
             ? reading.message
             : "";
}

// CredentialSteps reads the answer to a cheap read: what it says of the key and of the company.
Judgement CredentialSteps(const ErrandEnd& end, Json* steps) {
  const std::string& words = end.classified.message;
  switch (end.classified.verdict) {
    case Verdict::kDelivered: {
      const std::string foreign = WhyForeign(end.exchange);
      if (!foreign.empty()) {
        steps->push_back(Step("credential", false, foreign));
        return {CallCode::kConfig, foreign};
      }
      steps->push_back(Step("credential", true, ""));
      steps->push_back(Step("company", true, ""));
      return {};
    }
    case Verdict::kUnauthorized:
      steps->push_back(Step("credential", false, words));
      return {CallCode::kAuth, words};
    case Verdict::kOneOrAll:
      steps->push_back(Step("credential", false, words));
      return {end.exchange.status == 403 ? CallCode::kAuth : CallCode::kConfig, words};
    case Verdict::kThrottled:
      steps->push_back(Step("quota", false, words));
      return {CallCode::kRateLimited, words};
    case Verdict::kNoRoute:
    case Verdict::kNotFoundId:
      steps->push_back(Step("credential", true, ""));
      steps->push_back(
          Step("company", false, words + "; look the company id up under Options, Integrations"));
      return {CallCode::kConfig, "the service does not know the company: " + words};
    default:
      steps->push_back(Step("credential", false, words));
      return {CallCode::kUnavailable, words};
  }
}

// Unpublished are the catalogue's endpoints among those that are written to which the published API
// does not have, each once.
std::vector<const RouteConfig*> Unpublished(const Config& config) {
  std::vector<const RouteConfig*> found;
  const auto look_at = [&found](const RouteConfig& route) {
    if (route.endpoint->kind == EndpointKind::kManual || route.endpoint->published_route) return;
    const auto same = [&route](const RouteConfig* other) {
      return other->endpoint == route.endpoint && other->method == route.method;
    };
    if (std::none_of(found.begin(), found.end(), same)) found.push_back(&route);
  };
  look_at(config.main);
  for (const auto& [name, route] : config.routes) look_at(route);
  return found;
}

Json NamesOf(const std::vector<const RouteConfig*>& unpublished) {
  Json names = Json::array();
  for (const RouteConfig* route : unpublished) {
    const Json name = {{"endpoint", route->endpoint->name},
                       {"alternative", route->endpoint->alternative}};
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Json Warnings(const Config& config, const std::vector<const RouteConfig*>& unpublished,
              const std::string& about_key) {
  const RouteConfig& main = config.main;
  Json warnings = Json::array();
  if (!about_key.empty()) warnings.push_back(about_key);
  for (const std::string& warning : config.warnings) warnings.push_back(warning);
  for (const std::string& warning : main.endpoint->warnings) warnings.push_back(warning);
  if (main.foreign)
    warnings.push_back(
        "the endpoint's URL is on another host, which is not checked and gets no credential");
  for (const RouteConfig* route : unpublished) {
    const Endpoint& endpoint = *route->endpoint;
    std::string text = "inFlow's published API has no " + std::string(MethodName(route->method)) +
                       " " + endpoint.path;
    if (!endpoint.alternative.empty())
      text += "; the endpoint \"" + endpoint.alternative + "\" does the same job there";
    warnings.push_back(std::move(text));
  }
  return warnings;
}

// ServiceTime is what the answer's Date says, in milliseconds since 1970; null where it says
// nothing.
Json ServiceTime(const std::optional<ErrandEnd>& end) {
  if (!end) return {};
  const std::optional<std::string_view> date = FindHeader(end->exchange, "date");
  const std::optional<WallMillis> time = date ? ParseHttpDate(*date) : std::nullopt;
  return time ? Json(*time) : Json();
}

Json Quota(const std::vector<WindowState>& windows) {
  Json quota = Json::array();
  for (const WindowState& window : windows) {
    quota.push_back(
        {{"requests", window.requests}, {"per_ms", ToMillis(window.per)}, {"used", window.used}});
  }
  return quota;
}

}  // namespace

// ReadCall is the call that reads what is at a path below the company.
HttpCall Destination::ReadCall(std::string_view path) const {
  HttpCall call;
  call.url = std::make_shared<const std::string>(CompanyUrl().append(path));
  call.headers =
      std::make_shared<const std::vector<std::string>>(1, AcceptLine(config_.api_version));
  return call;
}

// RunErrand sends one call without records.
CallStatus Destination::RunErrand(HttpCall call, Deadline deadline,
                                  std::optional<ErrandEnd>* result) {
  LoneDesk desk;
  const uint64_t id = engine_.Send(std::move(call), &desk);
  // Whatever ends the wait, nothing may come to a desk that is gone.
  const auto leave = [&] {
    if (!engine_.Abandon(id)) runner_.Abort(id);
  };
  CallStatus status;
  try {
    status = Run([&] { return desk.end().has_value(); }, deadline);
  } catch (...) {
    leave();
    throw;
  }
  if (!desk.end()) leave();
  *result = desk.Take();
  if (*result)
    redactor_->Redact(&(*result)->classified.message);  // once more, now that escapes are undone
  return status;
}

CallStatus Destination::Check(int64_t timeout_ms, std::string* json) {
  // The cheapest read that the service has: one location.
  std::optional<ErrandEnd> end;
  CallStatus status = RunErrand(ReadCall("/locations?count=1"), DeadlineIn(timeout_ms), &end);
  Json steps = Json::array();
  if (status.ok() && end) {
    const bool tls = config_.base_url.rfind("https:", 0) == 0;
    if (!ConnectionSteps(end->exchange, tls, &steps)) {
      status = {.code = CallCode::kUnavailable, .message = end->classified.message};
    } else {
      const Judgement judgement = CredentialSteps(*end, &steps);
      status = {.code = judgement.code, .message = judgement.message};
    }
  }
  if (status.ok()) {
    steps.push_back(Step("quota", true, ""));
    engine_.ClearStop();
  }
  const std::vector<const RouteConfig*> unpublished = Unpublished(config_);
  const Json report = {
      {"ok", status.ok()},
      {"message", status.message},
      {"endpoint", config_.main.endpoint->name},
      {"steps", std::move(steps)},
      {"service_time_ms", ServiceTime(end)},
      {"quota", Quota(Windows(parts_.clock->Now()))},
      {"unpublished", NamesOf(unpublished)},
      {"warnings", Warnings(config_, unpublished, KeyWarning(credential_.api_key))}};
  *json = report.dump(-1, ' ', false, Json::error_handler_t::replace);
  return status;
}

}  // namespace inflow

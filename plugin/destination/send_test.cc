// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plugin/answer/answer.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/request_json.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

Json HeadersOf(const Exchange& exchange) {
  Json headers = Json::object();
  for (const auto& [name, value] : exchange.headers) {
    if (name == "set-cookie") continue;  // a session is a secret too
    Json& line = headers[name];
    line = line.is_string() ? line.get<std::string>() + ", " + value : value;
  }
  return headers;
}

// MessageOf says what is wrong with the answer, also with a success.
std::string MessageOf(const ErrandEnd& end) {
  if (end.classified.verdict != Verdict::kDelivered) return end.classified.message;
  return ReadAnswer(end.exchange, "", {.confirm = Confirm::kType}).message;
}

}  // namespace

CallStatus Destination::SendTest(std::string_view request_json, int64_t timeout_ms,
                                 std::string* json) {
  std::vector<Fault> faults;
  std::optional<HttpCall> call = ParseRequestJson(request_json, CompanyUrl(), *redactor_, &faults);
  if (!call) return Hidden(FaultsToStatus(CallCode::kInvalidArgument, "the test request", faults));
  std::optional<ErrandEnd> end;
  CallStatus status = RunErrand(*std::move(call), DeadlineIn(timeout_ms), &end);
  if (!status.ok()) return status;
  const Exchange& exchange = end->exchange;
  const Json answer = {{"status", exchange.status},
                       {"headers", HeadersOf(exchange)},
                       {"body", exchange.body},
                       {"cut", exchange.cut || exchange.failure == Failure::kTooLarge},
                       {"elapsed_ms", ToMillis(exchange.elapsed)},
                       {"http_version", exchange.http_version},
                       {"message", MessageOf(*end)}};
  *json = answer.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (exchange.status != 0) return {};
  return {.code = CallCode::kUnavailable, .message = end->classified.message};
}

}  // namespace inflow

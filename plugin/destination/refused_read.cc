// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/internal/refused_read.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

CallCode CodeOfRefusal(const ErrandEnd& end) {
  switch (end.classified.verdict) {
    case Verdict::kUnauthorized:
      return CallCode::kAuth;
    case Verdict::kOneOrAll:
      return end.exchange.status == 403 ? CallCode::kAuth : CallCode::kConfig;
    case Verdict::kThrottled:
      return CallCode::kRateLimited;
    case Verdict::kNoRoute:
    case Verdict::kNotFoundId:
      return CallCode::kConfig;
    case Verdict::kRefused:
      return CallCode::kInvalidArgument;
    default:
      return CallCode::kUnavailable;
  }
}

}  // namespace

CallStatus StatusOfRefusedRead(const ErrandEnd& end, std::string_view collection,
                               const std::string& what, std::optional<TimePoint> closed_until,
                               TimePoint now) {
  CallStatus status{.code = CodeOfRefusal(end), .message = what + ": " + end.classified.message};
  Json detail = {{"collection", collection}};
  if (end.exchange.status != 0) detail["status"] = end.exchange.status;
  if (status.code == CallCode::kRateLimited) {
    status.retry_after_ms = closed_until ? std::max<int64_t>(0, ToMillis(*closed_until - now)) : 0;
    detail["retry_after_ms"] = status.retry_after_ms;
  }
  status.detail = detail.dump(-1, ' ', false, Json::error_handler_t::replace);
  return status;
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/internal/batch_argument.h"

#include <algorithm>

#include "plugin/record/cursor.h"
#include "plugin/text/nearest.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

CallStatus WrongArgument(std::string message) {
  return {.code = CallCode::kInvalidArgument, .message = std::move(message)};
}

}  // namespace

CallStatus ReadBatchArgument(std::string_view arguments, std::string_view usage,
                             std::span<const std::string_view> keys, BatchArgument* argument) {
  const RecordIndex& given = argument->given;
  if (absl::Status s = WalkRecord(arguments, &argument->given); !s.ok())
    return WrongArgument(std::string(usage) + "; " + std::string(s.message()));
  for (const Member& member : given.members) {
    std::string key;
    Unescape(member.key, &key);
    if (keys.empty() || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    const std::string_view nearest = NearestKey(key, {keys.begin(), keys.end()});
    return WrongArgument("there is no " + Quoted(key) + " here: " + std::string(usage) +
                         (nearest.empty() ? "" : "; did you mean " + Quoted(nearest) + "?"));
  }
  const Member* const records = given.Find("records");
  const Member* const route = given.Find("route");
  if (records == nullptr || records->type != JsonType::kArray ||
      (route != nullptr && route->type != JsonType::kString)) {
    return WrongArgument(std::string(usage));
  }
  argument->records = records->value;
  if (route != nullptr) Unescape(route->value.substr(1, route->value.size() - 2), &argument->route);
  return {};
}

CopiedRecords::CopiedRecords(std::string_view list) {
  for (ItemCursor items(list); items.Next();) {
    data.append(items.item().bytes);
    offsets.push_back(data.size());
  }
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/refusal.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace inflow::sim {
namespace {

using Json = nlohmann::ordered_json;

// The first status of each is the one of known.
const std::vector<int>& Statuses(Reason reason) {
  static const std::vector<int> kStatuses[] = {
      {400},                 // kMalformed
      {400, 422},            // kInvalid
      {422},                 // kShape
      {422},                 // kNegativeStock
      {400},                 // kNegativeSerial
      {409, 400, 412, 422},  // kConflict
      {401},                 // kUnauthorized
      {403, 404},            // kWrongCompany
      {400},                 // kVersion
      {415},                 // kMediaType
      {404},                 // kNotFound
      {404},                 // kNoRoute
      {405, 404},            // kNoCreateRoute
      {404, 405},            // kNoUpdateRoute
      {405},                 // kMethod
      {400},                 // kInclude
      {429},                 // kThrottled
  };
  return kStatuses[static_cast<size_t>(reason)];
}

}  // namespace

int Wording::StatusOf(Reason reason) {
  const std::vector<int>& statuses = Statuses(reason);
  if (!harsh_) return statuses.front();
  return statuses[by_reason_[static_cast<size_t>(reason)]++ % statuses.size()];
}

Answer Wording::Refuse(const Refusal& refusal) {
  Json error = {{"code", refusal.code}, {"message", refusal.message}};
  if (refusal.index) error["details"] = {{"index", *refusal.index}};
  if (harsh_ && refusals_++ % 2 == 1) error = {{"error", error}};
  return {.status = StatusOf(refusal.reason),
          .headers = {},
          .body = error.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Answer Wording::Succeed(bool created, const std::string& body) {
  struct Form {
    int status;
    bool body;
  };
  static constexpr Form kHarsh[] = {
      {200, true}, {201, true}, {204, false}, {200, false}, {201, false}};
  const Form form =
      harsh_ ? kHarsh[successes_++ % std::size(kHarsh)] : Form{created ? 201 : 200, true};
  return {.status = form.status, .headers = {}, .body = form.body ? body : ""};
}

}  // namespace inflow::sim

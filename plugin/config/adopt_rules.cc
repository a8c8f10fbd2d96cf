// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/adopt_rules.h"

#include <algorithm>

#include "plugin/config/internal/message.h"

namespace inflow::config {
namespace {

constexpr std::string_view kAdoptBy = "/adopt/by";

// What is faulty is not there as it was meant: nothing follows from it.
bool IsWhole(const RouteConfig& route, std::string_view key) {
  return route.origins.Of(key) != Origin::kFaulty && route.origins.Faulty(key).empty();
}

// Alternative is the end of a sentence: the endpoint that could adopt instead.
std::string Alternative(const Endpoint& endpoint) {
  const Endpoint* const other = FindEndpoint(endpoint.alternative);
  return other == nullptr || Adopted(*other) == nullptr ? "" : ", or write through " + other->name;
}

// WhyNot returns why a route cannot adopt, as the end of a sentence, or "".
std::string WhyNot(const RouteConfig& route) {
  const Endpoint& endpoint = *route.endpoint;
  const Collection* const collection = Adopted(endpoint);
  if (collection == nullptr) {
    return "what " + endpoint.name +
           " writes cannot be looked up and written to under its own id: remove it" +
           Alternative(endpoint);
  }
  if (route.identity.empty() && IsWhole(route, "/identity") && IsWhole(route, "/identity/from")) {
    return "there is no \"identity\", and a record that brings its own GUID is not looked for: name "
           "in \"identity\" what the GUID of a record that is not found is made of";
  }
  const std::vector<std::string>& natural = collection->natural;
  const bool own = !NaturalOf(*collection, route.adopt).empty();
  if (own || !IsWhole(route, kAdoptBy)) return "";
  return "it names no field of " + collection->name + ", which are looked up by " +
         Listed({natural.begin(), natural.end()}, "or") + ": add one";
}

void CheckOwn(const RouteConfig& route, std::vector<Fault>* faults) {
  if (route.endpoint == nullptr || route.adopt.empty() || !route.origins.Names(kAdoptBy)) return;
  const std::string why = WhyNot(route);
  if (!why.empty())
    faults->push_back({route.pointer + std::string(kAdoptBy), "\"by\" can adopt nothing: " + why});
}

}  // namespace

void CheckAdopt(const Config& config, std::vector<Fault>* faults) {
  std::vector<const RouteConfig*> inheriting;
  for (const auto& [name, route] : config.routes) {
    if (route.origins.Names(kAdoptBy)) {
      CheckOwn(route, faults);
    } else {
      inheriting.push_back(&route);
    }
  }
  const bool anywhere = std::any_of(inheriting.begin(), inheriting.end(), [](const auto* route) {
    return route->endpoint == nullptr || WhyNot(*route).empty();
  });
  if (anywhere) return;
  const size_t before = faults->size();
  CheckOwn(config.main, faults);
  if (faults->size() > before && !inheriting.empty())
    faults->back().message += "; nor can any route that inherits it";
}

void CheckStatus(const RouteConfig& route, std::vector<Fault>* faults) {
  constexpr std::string_view kCheckStatus = "/check_status";
  if (route.endpoint == nullptr || !route.check_status || !route.origins.Names(kCheckStatus) ||
      WritesOrders(*route.endpoint))
    return;
  faults->push_back(
      {route.pointer + std::string(kCheckStatus),
       "\"check_status\" looks at the status of sales orders and purchase orders, and " +
           route.endpoint->name + " writes neither: remove it, or name it in a route that does"});
}

}  // namespace inflow::config

// SPDX-License-Identifier: Apache-2.0
//
// The command "settings": the configuration in force of a route.
#include <nlohmann/json.hpp>

#include "plugin/config/parse.h"
#include "plugin/destination/destination.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

// ReadRoute reads {"route": "name"}; false where the arguments are anything else.
bool ReadRoute(std::string_view arguments, std::string* route) {
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  if (!given.is_object() || given.size() > 1) return false;
  if (given.empty()) return true;
  const auto name = given.find("route");
  if (name == given.end() || !name->is_string()) return false;
  *route = name->get<std::string>();
  return true;
}

Json OriginsJson(const Origins& origins) {
  Json json = Json::object();
  for (const auto& [pointer, origin] : origins.All())
    json[pointer] = origin == Origin::kInherited ? "inherited" : "named";
  return json;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

CallStatus Destination::TellSettings(std::string_view arguments, std::string* json) const {
  std::string name;
  if (!ReadRoute(arguments, &name)) {
    return {CallCode::kInvalidArgument,
            R"("settings" takes {"route": "orders"}, or {} for the configuration's own endpoint)"};
  }
  Json routes = Json::array();
  for (const auto& [one, ignored] : config_.routes) routes.push_back(one);
  const auto found = config_.routes.find(name);
  if (!name.empty() && found == config_.routes.end()) {
    return Hidden({.code = CallCode::kInvalidArgument,
                   .message = "\"settings\" names the route " + Quoted(name) +
                              ", which is not under \"routes\""});
  }
  const RouteConfig& route = name.empty() ? config_.main : found->second;
  Config shown = config_;
  shown.active = !engine_.paused();
  *json = "{\"route\":" + Dump(name) + ",\"routes\":" + Dump(routes) +
          ",\"settings\":" + Settings(std::move(shown), route) +
          ",\"origins\":" + Dump(OriginsJson(route.origins)) + "}";
  redactor_->Redact(json);
  return {};
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// File: route_settings.h
//
// The configuration's keys that say what names a record, as they hold for the configuration's own
// endpoint or one of its routes.
//
//   const nlohmann::json config = nlohmann::json::parse(text, nullptr, false, true);
//   const RouteSettings route(config, "orders");
//   Texts(route.Batching("by"));                                           // {"orderNumber"}
//   AttributesOf("SO-{record.No}", route.OfEndpoint("parameters"));        // {"No"}
#ifndef TOOLS_INFLOW_ROUTE_SETTINGS_H_
#define TOOLS_INFLOW_ROUTE_SETTINGS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// Member is an object's member, null where there is none.
const nlohmann::json& Member(const nlohmann::json& object, const std::string& name);

// Texts reads one text or a list of them.
std::vector<std::string> Texts(const nlohmann::json& value);

// AttributesOf lists the record's attributes that a text's placeholders name; those of its
// parameters too.
std::vector<std::string> AttributesOf(std::string_view text, const nlohmann::json& parameters);

// RouteSettings gives a route's own keys before those that it inherits. `config` must outlive it.
class RouteSettings {
 public:
  RouteSettings(const nlohmann::json& config, const std::string& route);

  const nlohmann::json& endpoint() const;
  // OfEndpoint is a key that was written for the document's endpoint, and is inherited with it.
  const nlohmann::json& OfEndpoint(const char* key) const;
  const nlohmann::json& Inherited(const char* key) const;
  const nlohmann::json& Batching(const char* key) const;

 private:
  bool Own(const char* key) const { return override_.is_object() && override_.contains(key); }

  const nlohmann::json& config_;
  const nlohmann::json& override_;
  bool same_endpoint_ = true;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_ROUTE_SETTINGS_H_

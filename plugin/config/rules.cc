// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/rules.h"

#include <algorithm>
#include <cmath>

#include "plugin/config/message.h"

namespace inflow::config {
namespace {

using nlohmann::json;

// RouteRules checks one route, or the document as the route without a name.
class RouteRules {
 public:
  // `main` is null for the document itself.
  RouteRules(const json& object, const RouteConfig* main, RouteConfig* route, std::vector<Fault>* faults)
      : object_(object), main_(main), route_(*route), faults_(*faults) {}

  void Apply() {
    if (route_.endpoint == nullptr) return;  // a fault already
    ApplyMethod();
    // A route that names nothing of its own would only repeat the document's faults.
    if (OtherEndpoint() || object_.contains("parameters")) CheckParameters();
    if (OtherEndpoint() || object_.contains("batching")) CheckBatching();
  }

 private:
  const std::string& Name() const { return route_.endpoint->name; }
  bool OtherEndpoint() const { return main_ == nullptr || main_->endpoint != route_.endpoint; }
  void Wrong(const std::string& pointer, const std::string& message) { faults_.push_back({route_.pointer + pointer, message}); }

  void ApplyMethod() {
    const std::vector<HttpMethod>& methods = route_.endpoint->methods;
    if (!object_.contains("method")) {
      route_.method = OtherEndpoint() ? methods.front() : main_->method;
    } else if (methods.size() == 1) {
      Wrong("/method", "\"method\" has no choice here, since " + Name() + " is always " +
                           std::string(MethodName(methods.front())) + ": remove it");
    }
  }

  void CheckParameters() {
    const std::vector<EndpointParameter>& wanted = route_.endpoint->parameters;
    const auto given = object_.find("parameters");
    if (given != object_.end() && !given->is_object()) return;  // a fault already
    const json none = json::object();
    const json& parameters = given == object_.end() ? none : *given;
    for (const EndpointParameter& parameter : wanted) {
      if (parameters.contains(parameter.name)) continue;
      Wrong(given == object_.end() ? "/parameters" : JoinPointer("/parameters", parameter.name),
            "the parameter \"" + parameter.name + "\" of " + Name() + " is missing: " + parameter.description +
                " Name it in \"parameters\", for example {\"" + parameter.name + "\": \"{record.…}\"}");
    }
    std::vector<std::string_view> names;
    for (const EndpointParameter& parameter : wanted) names.emplace_back(parameter.name);
    for (const auto& [name, text] : parameters.items()) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      Wrong(JoinPointer("/parameters", name), Quoted(name) + " is no parameter of " + Name() +
                                                  (names.empty() ? ", which has none: remove it" : DidYouMeanOr(name, names)));
    }
  }

  static std::string DidYouMeanOr(std::string_view name, const std::vector<std::string_view>& names) {
    const std::string nearest = DidYouMean(name, names);
    return nearest.empty() ? "; its parameters are " + Listed(names, "and") : nearest;
  }

  void CheckBatching() {
    if (!route_.batching.enabled || route_.endpoint->takes_array) return;
    const auto batching = object_.find("batching");
    std::string pointer = "/endpoint";
    if (batching != object_.end()) pointer = batching->contains("enabled") ? "/batching/enabled" : "/batching";
    const bool inherited = pointer != "/batching/enabled";
    Wrong(pointer, "batching is on" + std::string(inherited ? " (inherited from the document)" : "") + ", but " + Name() +
                       " takes " + WhyOne() + ": set batching.enabled to false" + (inherited ? " in this route" : "") +
                       Instead());
  }

  std::string WhyOne() const {
    if (route_.endpoint->methods.front() == HttpMethod::kDelete) return "one record a request, which only fills the URL";
    if (route_.endpoint->kind == EndpointKind::kDocument) return "one record a request, whose id is in the URL";
    return "one record a request, since the published API has no arrays";
  }

  std::string Instead() const {
    const Endpoint* other = FindEndpoint(route_.endpoint->alternative);
    return other != nullptr && other->takes_array ? ", or write through " + other->name + ", which takes arrays" : "";
  }

  const json& object_;
  const RouteConfig* main_;
  RouteConfig& route_;
  std::vector<Fault>& faults_;
};

void CheckShare(const RateLimitConfig& limit, std::vector<Fault>* faults) {
  for (const WindowConfig& window : limit.windows) {
    if (std::floor(static_cast<double>(window.requests) * limit.share) >= 1) continue;
    faults->push_back({"/rate_limit/share", "a \"share\" of " + json(limit.share).dump() +
                                                " leaves no whole request of the window of " + std::to_string(window.requests) +
                                                " requests: raise one of them"});
    return;
  }
}

}  // namespace

void ApplyRules(const json& document, Config* config, std::vector<Fault>* faults) {
  RouteRules(document, nullptr, &config->main, faults).Apply();
  for (auto& [name, route] : config->routes) RouteRules(document["routes"][name], &config->main, &route, faults).Apply();
  CheckShare(config->rate_limit, faults);
}

}  // namespace inflow::config

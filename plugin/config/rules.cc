// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/rules.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "plugin/catalog/api_version.h"
#include "plugin/config/internal/adopt_rules.h"
#include "plugin/config/internal/batching_rules.h"
#include "plugin/config/internal/message.h"
#include "plugin/config/internal/text_rule.h"
#include "plugin/config/internal/values_rules.h"

namespace inflow::config {
namespace {

bool IsClear(std::string_view url) { return url.rfind("http://", 0) == 0; }

// RouteRules checks one route, or the document as the route without a name.
class RouteRules {
 public:
  // `main` is null for the document itself.
  RouteRules(const RouteConfig* main, RouteConfig* route, Config& config,
             std::vector<Fault>* faults)
      : main_(main), route_(*route), config_(config), faults_(*faults) {}

  void Apply() {
    if (route_.endpoint == nullptr) return;  // a fault already
    ApplyMethod();
    ApplyVersion();
    if (OtherEndpoint() && IsManual()) CheckHost();
    // A route that names nothing of its own would only repeat the document's faults.
    // What a manual URL does not name as parameter it takes from the record, so any name may be
    // one.
    if (!IsManual() && (OtherEndpoint() || Names("/parameters"))) CheckParameters();
    ApplyFoldSize();
    ApplyConfirm();
    if (OtherEndpoint() || Names("/batching")) CheckBatching();
    if (OtherEndpoint() || Names("/identity")) CheckIdentity();
    CheckStatus(route_, &faults_);
    CheckValues(route_, &faults_, &config_.warnings);
    if (main_ == nullptr || SaysHowBodiesAreMade()) CheckFormat(route_, &faults_);
  }

 private:
  const std::string& Name() const { return route_.endpoint->name; }
  bool Names(std::string_view pointer) const { return route_.origins.Names(pointer); }
  bool IsManual() const { return route_.endpoint->kind == EndpointKind::kManual; }
  bool OtherEndpoint() const { return main_ == nullptr || main_->endpoint != route_.endpoint; }
  void Wrong(const std::string& pointer, const std::string& message) {
    faults_.push_back({route_.pointer + pointer, message});
  }

  void ApplyMethod() {
    const std::vector<HttpMethod>& methods = route_.endpoint->methods;
    if (!Names("/method")) {
      route_.method = OtherEndpoint() ? methods.front() : main_->method;
    } else if (methods.size() == 1) {
      Wrong("/method", "\"method\" has no choice here, since " + Name() + " is always " +
                           std::string(MethodName(methods.front())) + ": remove it");
    }
  }

  // Of a version that nobody has told of, nobody can say which fields it lacks.
  void ApplyVersion() {
    if (route_.origins.Of("/unknown_fields") == Origin::kDefault &&
        !IsKnownVersion(config_.api_version))
      route_.unknown_fields = UnknownFields::kWarn;
    if (!OtherEndpoint() || !IsNewer(route_.endpoint->since, config_.api_version)) return;
    Wrong("/endpoint", Name() + " is an endpoint since api_version " + route_.endpoint->since +
                           "; this configuration asks for " + config_.api_version +
                           ": set \"api_version\" to \"" + route_.endpoint->since +
                           "\" or a newer one");
  }

  // What "size" counts by default is records; of documents it is one.
  void ApplyFoldSize() {
    if (route_.batching.algorithm != Algorithm::kFold) return;
    const bool inherited = main_ != nullptr && main_->batching.algorithm == Algorithm::kFold;
    if (!Names("/batching/size")) route_.batching.size = inherited ? main_->batching.size : 1;
  }

  // What a route inherits may not fit its endpoint; what it names itself must.
  void ApplyConfirm() {
    constexpr std::string_view kConfirm = "/response/confirm";
    ResponseConfig& response = route_.response;
    const EndpointKind kind = route_.endpoint->kind;
    const bool published = kind == EndpointKind::kPublished;
    const Origin origin = route_.origins.Of(kConfirm);
    if (origin != Origin::kDefault && (response.confirm != Confirm::kEntity || published)) return;
    if (origin == Origin::kFaulty) return;
    if (origin == Origin::kNamed) {
      Wrong("/response/confirm",
            "\"entity\" needs to know what the answer looks like, and of " + Name() +
                " nobody has told: use \"type\" or \"off\", or one of the published endpoints");
      return;
    }
    response.confirm = published                         ? Confirm::kEntity
                       : kind == EndpointKind::kDocument ? Confirm::kType
                                                         : Confirm::kOff;
    route_.origins.Forget(kConfirm);
  }

  bool SaysHowBodiesAreMade() const {
    constexpr std::string_view kKeys[] = {"/content_format", "/body", "/map", "/batching"};
    return std::any_of(std::begin(kKeys), std::end(kKeys),
                       [this](std::string_view key) { return Names(key); });
  }

  // A URL below base_url takes the credential along; another host has to be named, and gets none.
  void CheckHost() {
    const std::string& url = route_.endpoint->path;
    const std::string below = config_.base_url + "/";
    route_.foreign = url.front() != '/' && url.compare(0, below.size(), below) != 0;
    if (!route_.foreign) return;
    if (IsClear(url) && !config_.proxy.empty()) {
      Wrong(
          "/endpoint/url",
          "\"url\" is http:// to this machine, and through \"proxy\" the records would travel in clear: use "
          "https://, or remove \"proxy\"");
    }
    const std::string_view host = AuthorityOf(url);
    const std::vector<std::string>& allowed = config_.allowed_hosts;
    if (std::find(allowed.begin(), allowed.end(), host) != allowed.end()) return;
    Wrong(
        "/endpoint/url",
        "\"url\" is not below base_url, and its host " + Quoted(host) +
            " is not in \"allowed_hosts\": correct it, or name the host there (the credential is not sent to it)");
  }

  void CheckParameters() {
    constexpr std::string_view kParameters = "/parameters";
    const std::vector<EndpointParameter>& wanted = route_.endpoint->parameters;
    const Origin origin = route_.origins.Of(kParameters);
    if (origin == Origin::kFaulty) return;
    std::set<std::string> given;
    if (origin == Origin::kNamed) {
      for (const auto& [name, text] : route_.parameters) given.insert(name);
      for (std::string& name : route_.origins.Faulty(kParameters)) given.insert(std::move(name));
    }
    for (const EndpointParameter& parameter : wanted) {
      if (given.count(parameter.name) > 0) continue;
      Wrong(origin == Origin::kNamed ? JoinPointer(kParameters, parameter.name)
                                     : std::string(kParameters),
            "the parameter \"" + parameter.name + "\" of " + Name() + " is missing: " +
                parameter.description + " Name it in \"parameters\", for example {\"" +
                parameter.name + "\": \"{record.…}\"}");
    }
    std::vector<std::string_view> names;
    for (const EndpointParameter& parameter : wanted) names.emplace_back(parameter.name);
    for (const std::string& name : given) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      Wrong(JoinPointer(kParameters, name),
            Quoted(name) + " is no parameter of " + Name() +
                (names.empty() ? ", which has none: remove it" : DidYouMeanOr(name, names)));
    }
  }

  static std::string DidYouMeanOr(std::string_view name,
                                  const std::vector<std::string_view>& names) {
    const std::string nearest = DidYouMean(name, names);
    return nearest.empty() ? "; its parameters are " + Listed(names, "and") : nearest;
  }

  void CheckBatching() {
    if (!route_.batching.enabled) return;
    const bool bodiless = route_.method == HttpMethod::kDelete && !route_.delete_body;
    // A folded document is one record to the endpoint.
    const bool one_record =
        route_.batching.algorithm == Algorithm::kFold && route_.batching.size == 1;
    if ((route_.endpoint->takes_array || one_record) && !bodiless) return;
    std::string pointer = "/endpoint";
    if (Names("/batching"))
      pointer = Names("/batching/enabled") ? "/batching/enabled" : "/batching";
    const bool inherited = pointer != "/batching/enabled";
    Wrong(pointer, "batching is on" +
                       std::string(inherited ? " (inherited from the document)" : "") + ", but " +
                       Name() + " takes " + WhyOne() + ": set batching.enabled to false" +
                       (inherited ? " in this route" : "") + Instead());
  }

  void CheckIdentity() {
    if (route_.identity.empty() || !route_.endpoint->id_field.empty()) return;
    Wrong("/identity",
          "\"identity\" makes the GUID that a published endpoint wants in the body, and " + Name() +
              " wants none: remove it; \"key\" names what tells records apart");
  }

  std::string WhyOne() const {
    if (route_.endpoint->methods.front() == HttpMethod::kDelete)
      return "one record a request, which only fills the URL";
    if (route_.endpoint->kind == EndpointKind::kDocument)
      return "one record a request, whose id is in the URL";
    return "one record a request, since the published API has no arrays";
  }

  std::string Instead() const {
    const Endpoint* other = FindEndpoint(route_.endpoint->alternative);
    return other != nullptr && other->takes_array
               ? ", or write through " + other->name + ", which takes arrays"
               : "";
  }

  const RouteConfig* main_;
  RouteConfig& route_;
  Config& config_;
  std::vector<Fault>& faults_;
};

void CheckShare(const RateLimitConfig& limit, std::vector<Fault>* faults) {
  for (const WindowConfig& window : limit.windows) {
    if (std::floor(static_cast<double>(window.requests) * limit.share) >= 1) continue;
    faults->push_back({"/rate_limit/share", "a \"share\" of " + nlohmann::json(limit.share).dump() +
                                                " leaves no whole request of the window of " +
                                                std::to_string(window.requests) +
                                                " requests: raise one of them"});
    return;
  }
}

// What is http:// goes to this machine alone, but with a proxy to the proxy.
void CheckProxy(const Config& config, std::vector<Fault>* faults) {
  if (config.proxy.empty()) return;
  if (IsClear(config.base_url)) {
    faults->push_back(
        {"/proxy",
         "\"proxy\" would get the key in clear, since base_url is http:// to this machine: remove \"proxy\", or "
         "use a base_url of https://"});
  }
  if (IsClear(config.response_webhook.url)) {
    faults->push_back(
        {"/response_webhook/url",
         "\"url\" is http:// to this machine, and through \"proxy\" the answers would travel in clear: use https://, or "
         "remove \"proxy\""});
  }
}

// What is filled down must end somewhere: a value of the whole file would be a guess.
void CheckFillDown(const Config& config, std::vector<Fault>* faults) {
  const CsvConfig& csv = config.csv;
  const Origins& origins = config.main.origins;
  constexpr std::string_view kColumns = "/csv/fill_down/columns", kWithin = "/csv/fill_down/within";
  for (const std::string_view pointer : {kColumns, kWithin}) {
    if (origins.Of(pointer) == Origin::kFaulty || !origins.Faulty(pointer).empty()) return;
  }
  if (csv.fill_columns.empty() != csv.fill_within.empty()) {
    faults->push_back(
        {"/csv/fill_down",
         csv.fill_within.empty()
             ? "\"fill_down\" has no \"within\", so that a value would be filled into the rows of all "
               "that follows: name the column that all rows of one thing share, such as \"Handle\""
             : "\"fill_down\" has no \"columns\": name those whose blank cells are filled"});
  }
  for (const std::string& column : csv.fill_columns) {
    if (std::find(csv.fill_within.begin(), csv.fill_within.end(), column) == csv.fill_within.end())
      continue;
    faults->push_back(
        {std::string(kColumns),
         Quoted(column) +
             " is in \"columns\" and in \"within\", and a blank cell cannot say to which "
             "rows its own row belongs: remove it from one of them"});
  }
}

void WarnOfVersion(Config* config) {
  if (IsKnownVersion(config->api_version)) return;
  config->warnings.push_back(
      "the api_version " + Quoted(config->api_version) +
      " is none that the catalogue knows, whose newest is " + std::string(NewestVersion()) +
      ": fields that it does not know are sent and counted, unless \"unknown_fields\" says otherwise");
}

}  // namespace

void ApplyRules(Config* config, std::vector<Fault>* faults) {
  RouteRules(nullptr, &config->main, *config, faults).Apply();
  for (auto& [name, route] : config->routes)
    RouteRules(&config->main, &route, *config, faults).Apply();
  CheckAdopt(*config, faults);
  WarnOfVersion(config);
  CheckShare(config->rate_limit, faults);
  CheckProxy(*config, faults);
  CheckFillDown(*config, faults);
}

}  // namespace inflow::config

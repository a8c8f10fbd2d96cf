// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plugin/destination/destination.h"
#include "plugin/destination/internal/setup.h"
#include "plugin/journal/fingerprint.h"

namespace inflow {

namespace {

const size_t kWebhookInFlight = WebhookLimits().max_in_flight;
constexpr char kUserAgent[] = "inflow-destination/1.0";

// AddUnlessTold leaves out what only follows from a fault at the same place.
void AddUnlessTold(const std::vector<Fault>& further, std::vector<Fault>* faults) {
  const std::vector<Fault> told = *faults;
  for (const Fault& fault : further) {
    const bool follows = std::any_of(
        told.begin(), told.end(), [&](const Fault& one) { return one.pointer == fault.pointer; });
    if (!follows) faults->push_back(fault);
  }
}

Authorization MakeAuthorization(const Credential& credential) {
  return std::make_shared<const std::string>("Authorization: Bearer " + credential.api_key);
}

std::shared_ptr<const WebhookTarget> MakeTarget(const WebhookConfig& config,
                                                const std::string& secret,
                                                std::shared_ptr<const Redactor> redactor) {
  if (config.url.empty()) return nullptr;
  auto target = std::make_shared<WebhookTarget>();
  target->url = std::make_shared<const std::string>(config.url);
  for (const auto& [name, value] : config.headers) target->headers.push_back(name + ": " + value);
  target->secret = secret;
  target->redactor = std::move(redactor);
  target->envelope = config.payload == WebhookPayload::kEnvelope;
  return target;
}

TransportSettings SettingsOf(const Config& config) {
  TransportSettings settings;
  settings.ca_file = config.ca_file;
  settings.proxy = config.proxy;
  settings.max_response_bytes = config.limits.max_response_bytes;
  settings.max_in_flight = config.rate_limit.max_in_flight +
                           (config.response_webhook.url.empty() ? 0 : kWebhookInFlight);
  settings.user_agent = kUserAgent;
  return settings;
}

}  // namespace

CallStatus Destination::Prepare(std::string_view json, Setup* setup) const {
  std::vector<Fault> faults = ParseConfig(json, &setup->config);
  // The credential's sources and the templates are looked at even where something else is wrong:
  // all faults come at once.
  const CredentialConfig& source = setup->config.credential;
  if (!source.company_id.text.empty() && !source.api_key.text.empty()) {
    for (Fault& fault : ReadCredential(source, &setup->credential))
      faults.push_back(std::move(fault));
  }
  const WebhookConfig& webhook = setup->config.response_webhook;
  for (Fault& fault : ReadWebhookSecret(webhook, &setup->webhook_secret))
    faults.push_back(std::move(fault));
  for (Fault& fault : CompanyFaults(setup->config, setup->credential.company_id))
    faults.push_back(std::move(fault));
  std::vector<Fault> uncompiled;
  const auto compile = [&](const std::string& name, const RouteConfig& route) {
    if (route.endpoint == nullptr) return;
    setup->routes[name] =
        Route::Compile(route, setup->config, setup->credential.company_id, &uncompiled);
  };
  compile("", setup->config.main);
  for (const auto& [name, route] : setup->config.routes) compile(name, route);
  AddUnlessTold(uncompiled, &faults);
  setup->redactor = std::make_shared<const Redactor>(
      SecretsOf(setup->credential.api_key, setup->webhook_secret, webhook));
  if (!faults.empty()) {
    // By mistake the key may stand where a name or a value is quoted.
    for (Fault& fault : faults) {
      setup->redactor->Redact(&fault.message);
      setup->redactor->Redact(&fault.pointer);
    }
    return FaultsToStatus(CallCode::kConfig, "the configuration", faults);
  }
  setup->authorization = MakeAuthorization(setup->credential);
  setup->webhook = MakeTarget(webhook, setup->webhook_secret, setup->redactor);
  return {};
}

// Records that are pending were rendered under the present configuration, so what they were
// rendered from may not change.
CallStatus Destination::CheckConflict(const Setup& setup) const {
  if (engine_.held_records() == 0 && !engine_.unwritten()) return {};
  const bool same_company = setup.credential.company_id == credential_.company_id;
  if (same_company && setup.config.fixed_part == config_.fixed_part) return {};
  return {.code = CallCode::kConflict,
          .message =
              std::to_string(pending()) +
              " records are pending, so only the API key, active, rate_limit, retry and limits may "
              "change; flush or discard first"};
}

EngineOptions Destination::Options(bool dry) const {
  return {.retry = config_.retry,
          .stop_after = config_.stop_after,
          .max_in_flight = config_.rate_limit.max_in_flight,
          .max_record_bytes = config_.limits.max_record_bytes,
          .remembered_documents = config_.fold.remember,
          .capture_responses = config_.capture_responses,
          .check_status = !dry,
          .skip_unchanged = !dry && config_.journal.skip_unchanged,
          .lookups = {.references = config_.references,
                      .company_url = CompanyUrl(),
                      .api_version = config_.api_version}};
}

CallStatus Destination::Configure(std::string_view json) {
  Setup setup;
  if (CallStatus s = Prepare(json, &setup); !s.ok()) return s;
  if (CallStatus s = CheckConflict(setup); !s.ok()) return s;
  std::unique_ptr<SqliteJournal> journal;
  if (CallStatus s = OpenJournal(setup, &journal); !s.ok()) return s;
  if (absl::Status s = parts_.transport->Configure(SettingsOf(setup.config)); !s.ok()) {
    return FaultsToStatus(CallCode::kConfig, "the configuration",
                          {{"/tls/ca_file", std::string(s.message())}});
  }
  plan_ = nullptr;
  if (journal != nullptr || setup.config.journal.path.empty()) UseJournal(std::move(journal));
  // Routes are compiled anew only where nothing was rendered by the old ones.
  if (engine_.held_records() == 0) {
    engine_.ForgetRoutes();
    routes_ = std::move(setup.routes);
  }
  config_ = std::move(setup.config);
  credential_ = std::move(setup.credential);
  webhook_secret_ = std::move(setup.webhook_secret);
  redactor_ = std::move(setup.redactor);
  configured_ = true;
  fingerprint_ = Fingerprint(credential_.company_id, config_.rendered_part);
  engine_.Configure(Options());
  dry_names_.Configure(config_.references);
  engine_.SetPaused(!config_.active);
  engine_.ClearStop();
  engine_.EndLongPause(parts_.clock->Now());
  ConfigureQuota();
  SetTerms(std::move(setup.authorization));
  webhook_.SetTarget(std::move(setup.webhook));
  for (const std::string& warning : config_.warnings) {
    if (parts_.log) parts_.log(LogLevel::kWarn, "configuration", warning);
  }
  for (const auto& [name, route] : routes_) Warn(*route);
  Publish(parts_.clock->Now());
  return {};
}

void Destination::ConfigureQuota() {
  if (host_permits_ == nullptr)
    return governor_.Reconfigure(config_.rate_limit, CompanyUrl(), config_.limits.timeout);
  host_permits_->Reconfigure(config_.rate_limit, credential_.company_id,
                             config_.retry.max_retry_after);
  if (!config_.rate_limit.log.empty() && parts_.log) {
    parts_.log(LogLevel::kWarn, "configuration",
               "/rate_limit/log: the host keeps the quota, so that the file is not used");
  }
}

void Destination::SetTerms(Authorization authorization) {
  runner_.SetTerms(&engine_, {config_.limits.timeout, config_.limits.connect_timeout,
                              std::move(authorization), redactor_});
}

void Destination::Warn(const Route& route) const {
  if (!parts_.log) return;
  for (const Fault& warning : route.warnings()) {
    parts_.log(LogLevel::kWarn, "configuration", warning.pointer + ": " + warning.message);
  }
}

// RenewKey reads an api_key that comes from a file again; true where it changed.
bool Destination::RenewKey() {
  if (config_.credential.api_key.kind != SecretSource::Kind::kFile) return false;
  Credential renewed;
  // The call that runs must not wait for whoever writes a pipe.
  if (!ReadCredential(config_.credential, &renewed, std::chrono::milliseconds(0)).empty())
    return false;
  if (renewed.api_key == credential_.api_key || renewed.company_id != credential_.company_id)
    return false;
  auto redactor = std::make_shared<const Redactor>(
      SecretsOf(renewed.api_key, webhook_secret_, config_.response_webhook));
  auto target = MakeTarget(config_.response_webhook, webhook_secret_, redactor);
  credential_ = std::move(renewed);
  redactor_ = std::move(redactor);
  SetTerms(MakeAuthorization(credential_));
  webhook_.SetTarget(std::move(target));
  return true;
}

}  // namespace inflow

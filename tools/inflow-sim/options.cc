// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/inflow-sim/fault.h"
#include "tools/inflow-sim/store.h"

namespace inflow::sim {
namespace {

const std::map<std::string, Routes> kRoutes = {
    {"both", Routes::kBoth}, {"published", Routes::kPublished}, {"document", Routes::kDocument}};
const std::map<std::string, Strictness> kStrictness = {{"known", Strictness::kKnown},
                                                       {"harsh", Strictness::kHarsh}};
const std::map<std::string, RateHeaders> kRateHeaders = {
    {"used", RateHeaders::kUsed}, {"left", RateHeaders::kLeft}, {"none", RateHeaders::kNone}};
const std::map<std::string, ArrayPut> kArrayPut = {{"accept", ArrayPut::kAccept},
                                                   {"reject", ArrayPut::kReject},
                                                   {"first-only", ArrayPut::kFirstOnly}};
const std::map<std::string, References> kReferences = {
    {"all", References::kAll}, {"published", References::kPublished}, {"none", References::kNone}};
const std::map<std::string, NegativeStock> kNegativeStock = {
    {"allow", NegativeStock::kAllow}, {"422", NegativeStock::k422}, {"400", NegativeStock::k400}};

// Given holds what cannot go into Options as it is.
struct Given {
  std::vector<std::string> limits;
  bool no_store = false;
};

void AddOptions(CLI::App* app, Options* options, Given* given) {
  app->set_version_flag("--version", "inflow-sim 1.0.0");
  app->add_option("--port", options->port, "TCP port on 127.0.0.1; 0 takes a free one")
      ->check(CLI::Range(0, 65535));
  app->add_option("--port-file", options->port_file,
                  "file that gets the port once the server listens");
  app->add_option("--routes", options->routes, "both, published or document")
      ->transform(CLI::CheckedTransformer(kRoutes));
  app->add_option("--strictness", options->strictness, "known or harsh")
      ->transform(CLI::CheckedTransformer(kStrictness));
  app->add_flag(
      "--accept-any", options->accept_any,
      "take any company, key, version and object; check no types, references or timestamps");
  app->add_option("--company", options->company, "the company's GUID");
  app->add_option("--api-key", options->api_key, "the key that is accepted");
  app->add_option("--seed-data", options->seed_data, "JSON file of entities by collection")
      ->check(CLI::ExistingFile);
  app->add_flag("--bare", options->bare, "start with the seed data alone: no built-in lists");
  app->add_option("--seed", options->seed, "seed of the ids that the server makes");
  app->add_flag("--no-store", given->no_store,
                "check and answer writes, but for references; keep nothing");
  app->add_option("--limit", given->limits, "REQUESTS/MS, repeatable; none for no limit")
      ->expected(1)
      ->take_all();
  app->add_option("--rate-headers", options->rate_headers, "used, left or none")
      ->transform(CLI::CheckedTransformer(kRateHeaders));
  app->add_option("--latency-ms", options->latency_ms, "wait before each answer")
      ->check(CLI::Range(0, 3'600'000));
  app->add_option("--array-put", options->array_put, "accept, reject or first-only")
      ->transform(CLI::CheckedTransformer(kArrayPut));
  app->add_option("--references", options->references,
                  "whose references must exist: those of all writes, of published ones, or none")
      ->transform(CLI::CheckedTransformer(kReferences));
  app->add_option("--negative-stock", options->negative_stock,
                  "allow, or the status that refuses it: 422 or 400")
      ->transform(CLI::CheckedTransformer(kNegativeStock));
  app->add_option("--confuse", options->confuse,
                  "KIND[=SHARE or COUNT], repeatable: html, other-id, error or half in place of "
                  "the answer")
      ->expected(1)
      ->take_all();
  app->add_option("--fault", options->fault, "fault script: a file, or JSON");
  app->add_option("--log", options->log, "file that gets a JSON line a request");
  app->add_option("--max-log", options->max_log, "bytes of requests that are remembered");
  CLI::Option* certificate =
      app->add_option("--tls-cert", options->tls_certificate, "PEM certificate chain: serve HTTPS")
          ->check(CLI::ExistingFile);
  CLI::Option* key =
      app->add_option("--tls-key", options->tls_key, "PEM private key")->check(CLI::ExistingFile);
  certificate->needs(key);
  key->needs(certificate);
}

// Harsh takes the worse answer to each question that the facts leave open.
void FillInHarsh(const CLI::App& app, Options* options) {
  if (app.count("--limit") == 0)
    options->limits = {{}, {.requests = 1000, .per = Millis(3'600'000)}};
  if (app.count("--routes") == 0) options->routes = Routes::kPublished;
  if (app.count("--rate-headers") == 0) options->rate_headers = RateHeaders::kLeft;
  if (app.count("--array-put") == 0) options->array_put = ArrayPut::kReject;
}

absl::Status TakeLimits(const std::vector<std::string>& texts, Options* options) {
  if (texts.empty()) return absl::OkStatus();
  options->limits.clear();
  if (texts == std::vector<std::string>{"none"}) return absl::OkStatus();
  for (const std::string& text : texts) {
    const absl::StatusOr<Limit> limit = ParseLimit(text);
    if (!limit.ok()) return limit.status();
    options->limits.push_back(*limit);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Limit> ParseLimit(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  int64_t requests = 0, milliseconds = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &requests) ||
      !absl::SimpleAtoi(parts[1], &milliseconds) || requests < 1 || requests > 10'000'000 ||
      milliseconds < 1 || milliseconds > 86'400'000) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--limit ", text,
        ": give REQUESTS/MS such as 60/60000 (up to 10000000 requests and one day), or none"));
  }
  return Limit{.requests = requests, .per = Millis(milliseconds)};
}

absl::StatusOr<Options> ParseOptions(std::vector<std::string> arguments) {
  Options options;
  Given given;
  CLI::App app(
      "A local stand-in for the inFlow Inventory API: state in memory, strict quota, faults by script",
      "inflow-sim");
  AddOptions(&app, &options, &given);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return options;
  } catch (const CLI::CallForVersion&) {
    options.help = app.version() + "\n";
    return options;
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(
        absl::StrCat(error.what(), "; inflow-sim --help lists the options"));
  }
  if (!IsGuid(options.company))
    return absl::InvalidArgumentError(
        absl::StrCat("--company ", options.company, ": must be a GUID"));
  if (options.api_key.empty()) return absl::InvalidArgumentError("--api-key: must not be empty");
  for (const std::string& confusion : options.confuse) {
    const absl::Status status = FaultScript().AddConfusion(confusion);
    if (!status.ok()) return status;
  }
  options.store = !given.no_store;
  if (options.strictness == Strictness::kHarsh) FillInHarsh(app, &options);
  const absl::Status limits = TakeLimits(given.limits, &options);
  if (!limits.ok()) return limits;
  return options;
}

}  // namespace inflow::sim

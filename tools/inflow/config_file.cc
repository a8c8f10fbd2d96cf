// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tools/inflow/config_text.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

Json Parse(std::string_view text) { return Json::parse(text, nullptr, false, true); }

const Json& MemberOf(const Json& object, const char* name) {
  static const Json* const nothing = new Json();
  if (!object.is_object()) return *nothing;
  const auto found = object.find(name);
  return found == object.end() ? *nothing : *found;
}

template <typename Number>
void TakeNumber(const Json& value, Number* to) {
  if (value.is_number_unsigned() && value.get<uint64_t>() > 0) *to = value.get<Number>();
}

// Batching is what decides how many records share a request; a route's keys override the main ones.
struct Batching {
  bool enabled = false;
  bool folds = false;
  uint64_t size = 0;  // 0: the algorithm's own
  uint64_t max_bytes = 1'000'000;

  void Take(const Json& batching) {
    if (const Json& on = MemberOf(batching, "enabled"); on.is_boolean()) enabled = on.get<bool>();
    if (const Json& algorithm = MemberOf(batching, "algorithm"); algorithm.is_string())
      folds = algorithm == "fold";
    TakeNumber(MemberOf(batching, "size"), &size);
    TakeNumber(MemberOf(batching, "max_bytes"), &max_bytes);
  }
};

}  // namespace

absl::Status ReadTextFile(const std::string& path, std::string* text) {
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (!file) {
    return absl::NotFoundError(
        absl::StrCat("cannot open ", path, ": ", std::strerror(errno), "; check the path"));
  }
  char chunk[16384];
  text->clear();
  size_t got = 0;
  while ((got = std::fread(chunk, 1, sizeof(chunk), file)) > 0) text->append(chunk, got);
  const bool failed = std::ferror(file) != 0;
  const int reason = errno;
  std::fclose(file);
  if (failed)
    return absl::UnavailableError(absl::StrCat("cannot read ", path, ": ", std::strerror(reason)));
  return absl::OkStatus();
}

absl::Status CompleteConfig(const std::vector<std::string>& settings, std::string* text) {
  const Json config = Parse(*text);
  if (!config.is_object()) {
    if (settings.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        "--set cannot be applied: the configuration is not one JSON object; mend it first");
  }
  const Json& credential = MemberOf(config, "credential");
  if (credential.is_null() || credential.is_object()) {
    for (const auto& [key, name] :
         {std::pair("company_id", "INFLOW_COMPANY_ID"), std::pair("api_key", "INFLOW_API_KEY")}) {
      if (!MemberOf(credential, key).is_null()) continue;
      absl::Status status = SetConfigValue(absl::StrCat("credential.", key),
                                           absl::StrCat("{\"env\": \"", name, "\"}"), text);
      if (!status.ok()) return status;
    }
  }
  for (const std::string& setting : settings) {
    if (absl::Status status = ApplySetting(setting, text); !status.ok()) return status;
  }
  return absl::OkStatus();
}

ConfigFigures ReadFigures(std::string_view text, std::string_view route) {
  ConfigFigures figures;
  const Json config = Parse(text);
  figures.active = MemberOf(config, "active") != false;
  if (const Json& endpoint = MemberOf(config, "endpoint"); endpoint.is_string())
    figures.endpoint = endpoint.get<std::string>();
  Batching batching;
  batching.Take(MemberOf(config, "batching"));
  if (!route.empty()) {
    const Json& override = MemberOf(MemberOf(config, "routes"), std::string(route).c_str());
    figures.has_route = override.is_object();
    if (const Json& endpoint = MemberOf(override, "endpoint"); endpoint.is_string())
      figures.endpoint = endpoint.get<std::string>();
    batching.Take(MemberOf(override, "batching"));
  }
  figures.folds = batching.enabled && batching.folds;
  if (figures.folds) figures.group_documents = std::max<uint64_t>(batching.size, 1);
  if (batching.enabled && !batching.folds)
    figures.group_records = batching.size > 0 ? batching.size : 100;
  figures.group_bytes = batching.max_bytes;
  TakeNumber(MemberOf(MemberOf(config, "rate_limit"), "max_in_flight"), &figures.max_in_flight);
  TakeNumber(MemberOf(MemberOf(config, "queue"), "max_records"), &figures.queue_records);
  TakeNumber(MemberOf(MemberOf(config, "queue"), "max_bytes"), &figures.queue_bytes);
  TakeNumber(MemberOf(MemberOf(config, "limits"), "max_record_bytes"), &figures.max_record_bytes);
  TakeNumber(MemberOf(MemberOf(config, "limits"), "timeout_ms"), &figures.timeout_ms);
  return figures;
}

}  // namespace inflow::command

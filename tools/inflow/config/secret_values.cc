// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/secret_values.h"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tools/inflow/config/config_file.h"
#include "tools/inflow/config/settings_json.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

// Sources are the values of credential.api_key and response_webhook.secret, where there are such.
std::vector<Json> Sources(std::string_view config) {
  const Json parsed =
      Json::parse(config, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  std::vector<Json> sources;
  for (const auto& [section, key] :
       {std::pair("credential", "api_key"), std::pair("response_webhook", "secret")}) {
    const auto object = parsed.is_object() ? parsed.find(section) : parsed.end();
    if (!parsed.is_object() || object == parsed.end() || !object->is_object()) continue;
    if (const auto source = object->find(key); source != object->end()) sources.push_back(*source);
  }
  return sources;
}

std::string TextAt(const Json& object, const char* key) {
  const auto member = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && member != object.end() && member->is_string()
             ? member->get<std::string>()
             : std::string();
}

// FromFile reads a secret as the destination does. What is no plain file may be read only once.
std::string FromFile(const std::string& path) {
  struct stat facts {};
  std::string value;
  if (stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode) ||
      !ReadTextFile(path, &value).ok())
    return "";
  return value.substr(0, value.find_last_not_of("\r\n") + 1);
}

std::string ValueOf(const Json& source, const Surroundings& surroundings) {
  if (source.is_string()) return source.get<std::string>();
  if (const std::string path = TextAt(source, "file"); !path.empty()) return FromFile(path);
  const std::string name = TextAt(source, "env");
  const char* value = name.empty() ? nullptr : surroundings.environment(name.c_str());
  return value == nullptr ? "" : value;
}

}  // namespace

std::vector<std::string> SecretVariables(std::string_view config) {
  std::vector<std::string> names = {"INFLOW_API_KEY"};
  for (const Json& source : Sources(config)) {
    if (std::string name = TextAt(source, "env"); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::optional<std::string> WebhookSecret(std::string_view config,
                                         const Surroundings& surroundings) {
  const Json parsed =
      Json::parse(config, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  const Json& source = Member(Member(parsed, "response_webhook"), "secret");
  if (parsed.is_object() && source.is_null()) return "";
  std::string value = ValueOf(source, surroundings);
  return value.empty() ? std::nullopt : std::optional(std::move(value));
}

void MaskSecrets(std::string_view config, const Surroundings& surroundings, std::string* text) {
  constexpr size_t kLeast = 4;  // a shorter one is found anywhere
  for (const Json& source : Sources(config)) {
    const std::string secret = ValueOf(source, surroundings);
    if (secret.size() < kLeast) continue;
    for (size_t at = text->find(secret); at != std::string::npos; at = text->find(secret, at)) {
      text->replace(at, secret.size(), secret.size(), '*');
      at += secret.size();
    }
  }
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/secret_setting.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

const Json* Find(const Json& object, const char* name) {
  const auto member = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && member != object.end() ? &*member : nullptr;
}

bool HasHexRun(std::string_view text) {
  constexpr size_t kRun = 16;
  size_t run = 0;
  return std::any_of(text.begin(), text.end(), [&run](char c) {
    run = absl::ascii_isxdigit(static_cast<unsigned char>(c)) ? run + 1 : 0;
    return run == kRun;
  });
}

bool IsVariable(std::string_view name) {
  constexpr size_t kTooLong = 64;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return absl::ascii_isupper(u) || absl::ascii_isdigit(u) || c == '_';
  });
  return !name.empty() && plain && name.size() < kTooLong && !HasHexRun(name);
}

// IsSource tells whether a value names a variable or a file, or takes a secret away.
bool IsSource(const Json& value) {
  if (value.is_null()) return true;
  if (!value.is_object()) return false;
  return std::all_of(value.items().begin(), value.items().end(), [](const auto& item) {
    const auto* text = item.value().template get_ptr<const std::string*>();
    if (text == nullptr) return false;
    return item.key() == "env" ? IsVariable(*text) : item.key() == "file" && LooksLikeName(*text);
  });
}

// HoldsSecret looks for members that hold a secret, wherever they stand: a section's name may be
// mistyped.
bool HoldsSecret(const Json& value) {
  if (!value.is_structured()) return false;
  return std::any_of(value.items().begin(), value.items().end(), [&value](const auto& item) {
    const bool secret = value.is_object() && (item.key() == "api_key" || item.key() == "secret");
    return secret ? !IsSource(item.value()) : HoldsSecret(item.value());
  });
}

// NestedObject is the value at its dotted place: {"b": {"c": value}} for "b.c".
Json NestedObject(std::string_view key, Json value) {
  const size_t dot = key.rfind('.');
  Json object = Json::object();
  object[std::string(key.substr(dot == std::string_view::npos ? 0 : dot + 1))] = std::move(value);
  return dot == std::string_view::npos ? object
                                       : NestedObject(key.substr(0, dot), std::move(object));
}

}  // namespace

std::string SecretProblem(std::string_view key, std::string_view value) {
  Json parsed = Json::parse(value, nullptr, /*allow_exceptions=*/false);
  const Json config = NestedObject(key, parsed.is_discarded() ? Json(value) : std::move(parsed));
  const std::string cannot =
      "a secret cannot be set on the command line, where others can read it; ";
  const Json* credential = Find(config, "credential");
  if (HoldsSecret(config) ||
      (credential != nullptr && !credential->is_structured() && !credential->is_null())) {
    return cannot +
           "set INFLOW_API_KEY in the environment, or name a variable or file of your own: {\"env\": \"NAME\"} or {\"file\": "
           "\"path\"}";
  }
  const Json* webhook = Find(config, "response_webhook");
  const Json* headers = webhook == nullptr ? nullptr : Find(*webhook, "headers");
  if (headers != nullptr && !headers->is_null() && !headers->empty()) {
    return cannot + "write the webhook's headers into the configuration's file";
  }
  const Json* proxy = Find(config, "proxy");
  const auto* url = proxy == nullptr ? nullptr : proxy->get_ptr<const std::string*>();
  if (url != nullptr && url->find('@') != std::string::npos) {
    return cannot + "write a proxy with a user and password into the configuration's file";
  }
  return "";
}

bool LooksLikeName(std::string_view word) {
  constexpr size_t kLong = 20, kLongPart = 40;
  if (word.empty() || HasHexRun(word)) return false;
  if (word.find_first_of("/.") == std::string_view::npos) return word.size() < kLong;
  while (!word.empty()) {
    const std::string_view part = word.substr(0, word.find('/'));
    if (part.size() >= kLongPart && part.find('.') == std::string_view::npos) return false;
    word.remove_prefix(std::min(part.size() + 1, word.size()));
  }
  return true;
}

}  // namespace inflow::command

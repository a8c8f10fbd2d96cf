// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugin/config/credential.h"
#include "plugin/text/nearest.h"
#include "tests/unit/config/schema_check.h"
#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using Json = nlohmann::json;

const Json& SchemaJson() {
  static const Json schema = Json::parse(ConfigSchema());
  return schema;
}

rc::Gen<std::string> Word() {
  return rc::gen::oneOf(
      rc::gen::element<std::string>("", "a", "size", "endpoint", "method", "id", "map", "key",
                                    "env", "file", "X-A", "host", "enabled", "journal", "windows",
                                    "requests", "per_ms", "routes", "a/b~", "\n", "\xC3\xA4"),
      rc::gen::element<std::string>("create_product", "update_product", "upsert_product", "PATCH",
                                    "PUT", "json", "array", "auto", "verify", "drop", "https://a",
                                    "http://localhost", "X:1,Y:2", "{record.a}"));
}

rc::Gen<Json> Scalar() {
  return rc::gen::oneOf(
      rc::gen::map(Word(), [](std::string text) { return Json(std::move(text)); }),
      rc::gen::element<Json>(nullptr, true, false, 0, 1, 5, 60, 300, -1, 1.5, 0.25, 1e300, 7.0,
                             UINT64_MAX, INT64_MIN));
}

// Value returns any JSON value, `depth` levels deep.
Json Value(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 4);
  if (kind < 2) return *Scalar();
  Json value = kind == 2 ? Json::array() : Json::object();
  const int size = *rc::gen::inRange(0, 3);
  for (int i = 0; i < size; ++i) {
    if (kind == 2) {
      value.push_back(Value(depth - 1));
    } else {
      value[*Word()] = Value(depth - 1);
    }
  }
  return value;
}

std::string KeyOf(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object["properties"].items()) keys.push_back(key);
  return *rc::gen::elementOf(keys);
}

// Damage puts any value, or none, in some place of a document.
void Damage(Json* document) {
  Json* at = document;
  const Json* schema = &SchemaJson();
  for (;;) {
    const std::string key = *rc::gen::inRange(0, 8) == 0 ? *Word() : KeyOf(*schema);
    const bool known = (*schema)["properties"].contains(key);
    const Json* inner = known ? &(*schema)["properties"][key] : nullptr;
    if (key == "routes" && inner != nullptr && *rc::gen::arbitrary<bool>()) {
      at = &(*at)[key]["r"];
      schema = &(*inner)["additionalProperties"];
    } else if (inner != nullptr && inner->contains("properties") && *rc::gen::arbitrary<bool>()) {
      at = &(*at)[key];
      schema = inner;
    } else {
      if (*rc::gen::inRange(0, 5) == 0) {
        at->erase(key);
      } else {
        (*at)[key] = Value(3);
      }
      return;
    }
    if (!at->is_object()) *at = Json::object();
  }
}

Json DamagedDocument() {
  Json document = Json::parse(Document());
  const int times = *rc::gen::inRange(0, 6);
  for (int i = 0; i < times; ++i) Damage(&document);
  return document;
}

// PointsSomewhere tells whether a pointer resolves, or all of it but the last token does.
bool PointsSomewhere(const Json& document, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  return pointer.empty() || document.contains(at) || at.parent_pointer().empty() ||
         document.contains(at.parent_pointer());
}

RC_GTEST_PROP(ParseConfig, AnyDocumentIsReadOrHasFaultsWithPointers, ()) {
  const Json document = DamagedDocument();
  Config config;
  for (const Fault& fault : ParseConfig(document.dump(), &config)) {
    RC_ASSERT(PointsSomewhere(document, fault.pointer));
    RC_ASSERT(!fault.message.empty());
    RC_ASSERT(fault.message.find(kApiKey) == std::string::npos);
  }
}

RC_GTEST_PROP(ParseConfig, AnyBytesAreReadOrHaveFaults, (const std::string& bytes)) {
  Config config;
  const std::string document = Document();
  const size_t at = *rc::gen::inRange<size_t>(0, document.size());
  RC_ASSERT(ParseConfig(bytes, &config).size() > 0);
  ParseConfig(document.substr(0, at) + bytes + document.substr(at), &config);
  RC_ASSERT(ParseConfig(document.substr(0, at), &config).size() > 0);
}

// What the parser sees and a schema cannot say.
bool BeyondTheSchema(const std::string& message) {
  for (const char* words : {"leaves no whole request",
                            "is one too many",
                            "is given twice",
                            "(inherited from the document)",
                            "has no colon in pair",
                            "holds a backslash",
                            "the header ",
                            " is missing: ",
                            "is no parameter of",
                            "batching is on",
                            "is no setting of the algorithm",
                            "the algorithm ",
                            "stands in place of",
                            "needs a \"body\"",
                            "so \"body\" must be an object",
                            "cannot carry",
                            "in this version",
                            "name one",
                            "is not below base_url",
                            "\"fill_down\" has no "}) {
    if (message.find(words) != std::string::npos) return true;
  }
  return false;
}

RC_GTEST_PROP(ConfigSchema, AcceptsWhatTheParserAccepts, ()) {
  const Json document = DamagedDocument();
  Config config;
  const std::vector<Fault> faults = ParseConfig(document.dump(), &config);
  const bool valid = SchemaCheck::Accepts(SchemaJson(), document);
  RC_CLASSIFY(valid);
  RC_LOG() << document.dump() << "\n";
  Credential credential;  // the schema knows what its literals look like, the parser leaves that to
                          // ReadCredential
  if (faults.empty() && ReadCredential(config.credential, &credential).empty()) RC_ASSERT(valid);
  if (valid) {
    for (const Fault& fault : faults) {
      RC_LOG() << fault.pointer << ": " << fault.message << "\n";
      RC_ASSERT(BeyondTheSchema(fault.message));
    }
  }
}

// Shuffled writes a value with every object's keys in some order.
std::string Shuffled(const Json& value) {
  if (!value.is_object() && !value.is_array()) return value.dump();
  std::vector<std::string> members;
  for (const auto& [key, member] : value.items()) {
    members.push_back((value.is_object() ? Json(key).dump() + ":" : "") + Shuffled(member));
  }
  if (value.is_object()) {
    for (size_t i = members.size(); i > 1; --i)
      std::swap(members[i - 1], members[*rc::gen::inRange<size_t>(0, i)]);
  }
  std::string text;
  for (const std::string& member : members) text += (text.empty() ? "" : ", ") + member;
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

RC_GTEST_PROP(ParseConfig, TheOrderOfKeysDoesNotMatter, ()) {
  const Json document = DamagedDocument();
  const Parsed one = Parse(document.dump());
  const Parsed other = Parse(Shuffled(document));
  RC_ASSERT(one.faults == other.faults);
  RC_ASSERT(one.config.fixed_part == other.config.fixed_part);
}

RC_GTEST_PROP(ParseConfig, ValidValuesSurvive, ()) {
  const auto number = [](int64_t least, int64_t most) {
    return *rc::gen::inRange<int64_t>(least, most + 1);
  };
  const auto flag = [] { return *rc::gen::arbitrary<bool>(); };
  const Endpoint& endpoint = Catalogue()[*rc::gen::inRange<size_t>(0, Catalogue().size())];
  Json document = Json::parse(Document());
  document["endpoint"] = endpoint.name;
  document["api_version"] = "2026-09-29";  // which has all of them
  std::map<std::string, std::string> parameters;
  for (const EndpointParameter& parameter : endpoint.parameters)
    parameters[parameter.name] = *rc::gen::nonEmpty(rc::gen::string<std::string>());
  for (auto& [name, text] : parameters) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 128; }, '?');
  }
  document["parameters"] = parameters;
  HttpMethod method = endpoint.methods.front();
  if (endpoint.methods.size() > 1 && flag()) {
    method = *rc::gen::elementOf(endpoint.methods);
    document["method"] = std::string(MethodName(method));
  }
  BatchingConfig batching;
  batching.enabled = endpoint.takes_array && flag();
  batching.size = static_cast<size_t>(number(1, 100'000));
  batching.max_bytes = static_cast<size_t>(number(2, 1 << 30));
  batching.linger = std::chrono::milliseconds(number(0, 3'600'000));
  batching.atomic = flag();
  document["batching"] = {{"enabled", batching.enabled},
                          {"size", batching.size},
                          {"max_bytes", batching.max_bytes},
                          {"linger_ms", ToMillis(batching.linger)},
                          {"atomic", batching.atomic}};
  RateLimitConfig limit;
  limit.windows.clear();
  Json windows = Json::array();
  const int64_t count = number(0, 8);
  for (int64_t i = 0; i < count; ++i) {
    limit.windows.push_back({static_cast<size_t>(number(100, 1'000'000'000)),
                             std::chrono::milliseconds(number(1, 2'678'400'000))});
    windows.push_back({{"requests", limit.windows.back().requests},
                       {"per_ms", ToMillis(limit.windows.back().per)}});
  }
  limit.share = static_cast<double>(number(2, 100)) / 100;
  limit.max_in_flight = static_cast<size_t>(number(1, 256));
  limit.log = flag() ? "quota.db" : "";
  limit.cold_start = *rc::gen::element(ColdStart::kLearn, ColdStart::kFull, ColdStart::kEmpty);
  constexpr const char* kColdStarts[] = {"learn", "full", "empty"};
  document["rate_limit"] = {{"windows", windows},
                            {"share", limit.share},
                            {"max_in_flight", limit.max_in_flight},
                            {"log", limit.log.empty() ? Json() : Json(limit.log)},
                            {"cold_start", kColdStarts[static_cast<size_t>(limit.cold_start)]}};
  RetryConfig retry;
  retry.max_attempts = static_cast<int>(number(1, 1000));
  retry.initial_backoff = std::chrono::milliseconds(number(1, 86'400'000));
  retry.max_retry_after = std::chrono::milliseconds(number(0, 2'592'000'000));
  retry.on_unknown_outcome = *rc::gen::element(OnUnknownOutcome::kAuto, OnUnknownOutcome::kResend,
                                               OnUnknownOutcome::kVerify, OnUnknownOutcome::kHold);
  constexpr const char* kOutcomes[] = {"auto", "resend", "verify", "hold"};
  document["retry"] = {
      {"max_attempts", retry.max_attempts},
      {"initial_backoff_ms", ToMillis(retry.initial_backoff)},
      {"max_retry_after_ms", ToMillis(retry.max_retry_after)},
      {"on_unknown_outcome", kOutcomes[static_cast<size_t>(retry.on_unknown_outcome)]}};
  const bool active = flag();
  document["active"] = active;
  const Json map = {{"a", Value(2)}, {"b", Value(1)}};
  document["map"] = map;

  const Parsed parsed = Parse(document.dump(static_cast<int>(number(-1, 3))));
  RC_ASSERT(parsed.faults == std::vector<std::string>{});
  const Config& config = parsed.config;
  RC_ASSERT(config.main.endpoint == &endpoint);
  RC_ASSERT(config.main.method == method);
  RC_ASSERT(config.main.parameters == parameters);
  RC_ASSERT(config.main.batching == batching);
  RC_ASSERT(config.rate_limit == limit);
  RC_ASSERT(config.retry == retry);
  RC_ASSERT(config.active == active);
  RC_ASSERT(Json::parse(config.main.map) == map);
  RC_ASSERT(SchemaCheck::Accepts(SchemaJson(), document));
}

RC_GTEST_PROP(NearestKey, FindsAKeyWithOneSlip, ()) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : SchemaJson()["properties"].items()) keys.push_back(key);
  const std::vector<std::string_view> candidates(keys.begin(), keys.end());
  const std::string key = *rc::gen::elementOf(keys);
  std::string slip = key;
  slip.erase(*rc::gen::inRange<size_t>(0, key.size()), 1);
  const std::string_view nearest = NearestKey(slip, candidates);
  RC_ASSERT(!nearest.empty());
  RC_ASSERT(nearest == key || key == "map" || key == "key" || key == "tls");
}

}  // namespace
}  // namespace inflow

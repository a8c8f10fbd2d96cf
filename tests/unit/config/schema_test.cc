// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "plugin/config/internal/later.h"
#include "tests/unit/config/schema_check.h"
#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

const Json& Schema() {
  static const Json schema = Json::parse(ConfigSchema());
  return schema;
}

// Keys are the keys that the schema lists for an object of the document ("" for the document
// itself).
std::set<std::string> Keys(const Json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object["properties"].items()) keys.insert(key);
  return keys;
}

const Json& Section(const std::string& name) {
  return name.empty() ? Schema() : Schema()["properties"][name];
}
const std::vector<std::string> kSections = {
    "",    "credential", "batching", "rate_limit",       "retry", "queue",      "fold", "limits",
    "tls", "xml",        "values",   "response_webhook", "adopt", "references", "csv",  "journal"};

TEST(ConfigSchema, IsDraft202012AndHasTheSameBytesEveryTime) {
  EXPECT_EQ(Schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(&ConfigSchema(), &ConfigSchema());
  EXPECT_THAT(Schema()["required"], ElementsAre("credential", "endpoint"));
}

TEST(ConfigSchema, NamesTheKeysOfThisVersion) {
  EXPECT_THAT(Keys(Schema()),
              ElementsAre("$schema", "active", "adopt", "allowed_hosts", "api_version", "base_url",
                          "batching", "body", "capture_responses", "check_status", "content_format",
                          "credential", "csv", "delete_body", "endpoint", "exclude_attributes",
                          "fold", "identity", "journal", "key", "limits", "map", "map_rest",
                          "method", "null_policy", "parameters", "proxy", "queue", "rate_limit",
                          "references", "request_headers", "response", "response_webhook", "retry",
                          "routes", "stop_after", "tls", "unknown_fields", "values", "xml"));
  EXPECT_THAT(Keys(Section("credential")), ElementsAre("api_key", "company_id"));
  EXPECT_THAT(Keys(Section("batching")),
              ElementsAre("algorithm", "atomic", "attributes", "body", "by", "enabled", "fields",
                          "item", "item_key", "key", "line_attributes", "lines", "linger_ms",
                          "max_bytes", "on_conflict", "prefix", "separator", "size", "suffix"));
  EXPECT_THAT(Keys(Section("rate_limit")),
              ElementsAre("cold_start", "log", "max_in_flight", "share", "windows"));
  EXPECT_THAT(Keys(Section("rate_limit")["properties"]["windows"]["items"]),
              ElementsAre("per_ms", "requests"));
  EXPECT_THAT(Keys(Section("retry")),
              ElementsAre("initial_backoff_ms", "max_attempts", "max_backoff_ms", "max_elapsed_ms",
                          "max_retry_after_ms", "on_503", "on_unknown_outcome"));
  EXPECT_THAT(Keys(Section("queue")), ElementsAre("max_bytes", "max_records"));
  EXPECT_THAT(Keys(Section("fold")), ElementsAre("remember"));
  EXPECT_THAT(Keys(Section("limits")), ElementsAre("connect_timeout_ms", "max_record_bytes",
                                                   "max_response_bytes", "timeout_ms"));
  EXPECT_THAT(Keys(Section("tls")), ElementsAre("ca_file"));
  EXPECT_THAT(Keys(Section("identity")), ElementsAre("from"));
  EXPECT_THAT(Keys(Section("adopt")), ElementsAre("by"));
  EXPECT_THAT(Keys(Section("references")), ElementsAre("by", "mode", "on_missing", "ttl_ms"));
  EXPECT_THAT(Keys(Section("values")),
              ElementsAre("dates", "decimal_mark", "enums", "strip", "zone"));
  EXPECT_THAT(Keys(Section("routes")["additionalProperties"]),
              ElementsAre("adopt", "batching", "body", "check_status", "content_format",
                          "delete_body", "endpoint", "exclude_attributes", "identity", "key", "map",
                          "map_rest", "method", "null_policy", "parameters", "request_headers",
                          "response", "unknown_fields", "values", "xml"));
}

// ParserKnows asks the parser itself whether it knows a key of an object, by giving it a value that
// no key takes.
bool ParserKnows(const std::string& open, const std::string& key, const std::string& close) {
  const std::vector<std::string> faults =
      Parse("{" + open + "\"" + key + "\": [[]]" + close + "}").faults;
  return std::none_of(faults.begin(), faults.end(), [&](const std::string& fault) {
    return fault.find("/" + key + ": ") != std::string::npos &&
           (fault.find(" is no key of ") != std::string::npos ||
            fault.find(" is not in this version") != std::string::npos);
  });
}

TEST(ConfigSchema, HasExactlyTheKeysThatTheParserKnows) {
  std::set<std::string> words = {"colour", "requests", "per_ms"};
  for (const std::string& section : kSections) words.merge(Keys(Section(section)));
  for (const config::Later& later : config::LaterKeys()) words.insert(std::string(later.key));
  for (const std::string& section : kSections) {
    const std::string open = section.empty() ? "" : "\"" + section + "\": {";
    for (const std::string& word : words) {
      EXPECT_EQ(ParserKnows(open, word, section.empty() ? "" : "}"),
                Keys(Section(section)).count(word) == 1)
          << section << "." << word;
    }
  }
  const Json& route = Section("routes")["additionalProperties"];
  for (const std::string& word : words) {
    EXPECT_EQ(ParserKnows(R"("routes": {"r": {)", word, "}}"), Keys(route).count(word) == 1)
        << "routes.r." << word;
  }
}

TEST(ConfigSchema, EveryObjectIsClosedAndEveryKeyDescribed) {
  const auto check = [](const auto& self, const Json& object, const std::string& at) -> void {
    EXPECT_EQ(object["additionalProperties"], false) << at;
    for (const auto& [key, value] : object["properties"].items()) {
      EXPECT_TRUE(value.contains("description")) << at << "." << key;
      if (value.contains("properties")) self(self, value, at + "." + key);
    }
  };
  check(check, Schema(), "");
  check(check, Section("routes")["additionalProperties"], "routes.*");
  EXPECT_EQ(Section("rate_limit")["properties"]["windows"]["items"]["additionalProperties"], false);
}

TEST(ConfigSchema, OnlySecretsAreWriteOnly) {
  EXPECT_EQ(Section("credential")["properties"]["api_key"]["writeOnly"], true);
  EXPECT_EQ(Section("response_webhook")["properties"]["secret"]["writeOnly"], true);
  EXPECT_EQ(Section("response_webhook")["properties"]["headers"]["writeOnly"], true);
  const std::string& text = ConfigSchema();
  size_t found = 0;
  for (size_t at = text.find("writeOnly"); at != std::string::npos;
       at = text.find("writeOnly", at + 1))
    ++found;
  EXPECT_EQ(found, 3u);
}

TEST(ConfigSchema, DefaultsAreThoseOfConfig) {
  const Config config;
  const auto standard = [](const std::string& section, const char* key) {
    return Section(section)["properties"][key]["default"];
  };
  const auto millis = [](Duration d) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  };
  EXPECT_EQ(standard("", "base_url"), config.base_url);
  EXPECT_EQ(standard("", "api_version"), config.api_version);
  EXPECT_EQ(standard("", "active"), config.active);
  EXPECT_EQ(standard("", "capture_responses"), config.capture_responses);
  EXPECT_EQ(standard("", "content_format"), "json");
  EXPECT_EQ(standard("", "map_rest"), "drop");
  EXPECT_EQ(config.main.map_rest, MapRest::kDrop);
  for (const char* key : {"map", "key", "proxy"}) EXPECT_EQ(standard("", key), nullptr) << key;
  for (const char* key : {"parameters", "request_headers", "routes"})
    EXPECT_EQ(standard("", key), Json::object()) << key;
  EXPECT_EQ(standard("", "exclude_attributes"), Json::array());
  EXPECT_EQ(standard("tls", "ca_file"), nullptr);
  EXPECT_EQ(standard("batching", "enabled"), config.main.batching.enabled);
  EXPECT_EQ(standard("batching", "size"), config.main.batching.size);
  EXPECT_EQ(standard("batching", "max_bytes"), config.main.batching.max_bytes);
  EXPECT_EQ(standard("batching", "linger_ms"), millis(config.main.batching.linger));
  EXPECT_EQ(standard("batching", "atomic"), config.main.batching.atomic);
  EXPECT_EQ(standard("batching", "algorithm"), "array");
  EXPECT_EQ(standard("rate_limit", "windows"),
            Json::parse(R"([{"requests": 60, "per_ms": 60000}])"));
  EXPECT_EQ(config.rate_limit.windows, std::vector<WindowConfig>{WindowConfig{}});
  EXPECT_EQ(standard("rate_limit", "share"), config.rate_limit.share);
  EXPECT_EQ(standard("rate_limit", "max_in_flight"), config.rate_limit.max_in_flight);
  EXPECT_EQ(standard("retry", "max_attempts"), config.retry.max_attempts);
  EXPECT_EQ(standard("retry", "initial_backoff_ms"), millis(config.retry.initial_backoff));
  EXPECT_EQ(standard("retry", "max_backoff_ms"), millis(config.retry.max_backoff));
  EXPECT_EQ(standard("retry", "max_elapsed_ms"), millis(config.retry.max_elapsed));
  EXPECT_EQ(standard("retry", "max_retry_after_ms"), millis(config.retry.max_retry_after));
  EXPECT_EQ(standard("retry", "on_unknown_outcome"), "auto");
  EXPECT_EQ(config.retry.on_unknown_outcome, OnUnknownOutcome::kAuto);
  EXPECT_EQ(standard("retry", "on_503"), "unknown");
  EXPECT_EQ(config.retry.on_503, On503::kUnknown);
  EXPECT_EQ(standard("queue", "max_records"), config.queue.max_records);
  EXPECT_EQ(standard("queue", "max_bytes"), config.queue.max_bytes);
  EXPECT_EQ(standard("fold", "remember"), config.fold.remember);
  EXPECT_EQ(standard("limits", "timeout_ms"), millis(config.limits.timeout));
  EXPECT_EQ(standard("limits", "connect_timeout_ms"), millis(config.limits.connect_timeout));
  EXPECT_EQ(standard("limits", "max_response_bytes"), config.limits.max_response_bytes);
  EXPECT_EQ(standard("limits", "max_record_bytes"), config.limits.max_record_bytes);
}

// Every key but these has a default, and a route's keys have none, since they are inherited.
TEST(ConfigSchema, TellsEveryDefault) {
  std::vector<std::string> without;
  for (const std::string& section : kSections) {
    for (const auto& [key, value] : Section(section)["properties"].items()) {
      if (!value.contains("default") && !value.contains("properties")) without.push_back(key);
    }
  }
  EXPECT_THAT(without, ElementsAre("$schema", "endpoint", "method", "api_key", "company_id",
                                   "secret", "url", "path"));
  EXPECT_THAT(Section("routes")["additionalProperties"].dump(), Not(HasSubstr("\"default\"")));
}

TEST(ConfigSchema, AllDefaultsWrittenOutAreTheDefaults) {
  Json document = Json::parse(Document());
  for (const std::string& section : kSections) {
    // These are not there by default, and need a url and a path.
    if (section == "response_webhook" || section == "journal") continue;
    for (const auto& [key, value] : Section(section)["properties"].items()) {
      if (value.contains("default"))
        (section.empty() ? document : document[section])[key] = value["default"];
    }
  }
  const Parsed parsed = Parse(document.dump());
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_EQ(parsed.config.fixed_part, Parse(Document()).config.fixed_part);
  EXPECT_TRUE(SchemaCheck::Accepts(Schema(), document));
}

// MapIn returns what the schema's conditions say of "map" in an object that names that endpoint.
Json MapIn(const Json& rules, const std::string& endpoint) {
  for (const Json& rule : rules) {
    const Json& names = rule["if"].value("/properties/endpoint/enum"_json_pointer, Json::array());
    const Json map = rule.value("/then/properties/map"_json_pointer, Json());
    if (!map.is_null() && std::find(names.begin(), names.end(), endpoint) != names.end())
      return map;
  }
  return {};
}

const Json& Definition(const std::string& name) { return Schema()["$defs"][name]["properties"]; }

TEST(ConfigSchema, AMapHasTheFieldsOfItsEndpoint) {
  const Json& main = Schema()["allOf"];
  const Json& routes = Section("routes")["additionalProperties"]["allOf"];
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.object == nullptr) continue;
    const Json map = {{"$ref", "#/$defs/" + endpoint.object->name}};
    EXPECT_EQ(MapIn(main, endpoint.name), map) << endpoint.name;
    EXPECT_EQ(MapIn(routes, endpoint.name), map) << endpoint.name;
    for (const std::string& needed : endpoint.required) {
      EXPECT_THAT(Definition(endpoint.object->name)[needed]["description"].get<std::string>(),
                  HasSubstr("Needed: "))
          << endpoint.name << "." << needed;
    }
  }
  EXPECT_EQ(MapIn(main, "create_product"),
            Json::parse(R"({"properties": {"name": {"description": "Needed"}}})"));
}

TEST(ConfigSchema, AFieldOfAMapIsDescribedAndReadOnlyOnesAreNotProposed) {
  const Json& order = Definition("SalesOrder");
  EXPECT_EQ(order["customerId"]["description"],
            "Needed: the GUID of one of customers, or with \"references\" what names it");
  EXPECT_EQ(order["lines"]["items"]["$ref"], "#/$defs/SalesOrderLine");
  EXPECT_EQ(order["billingAddress"]["$ref"], "#/$defs/Address");
  EXPECT_EQ(Definition("Address")["addressType"]["examples"], Json({"Commercial", "Residential"}));
  EXPECT_FALSE(order.contains("customer") || order.contains("balance"));
  EXPECT_TRUE(order.contains("isInvoiced"));
}

// A document's map with a route that keeps the endpoint, and one that does not: which fields hold
// is told by what a definition would refuse.
TEST(ConfigSchema, ARouteThatKeepsTheEndpointHasItsFieldsToo) {
  Json strict = Schema();
  strict["$defs"]["Product"]["properties"]["colour"] = false;
  const auto accepts = [&strict](const std::string& route) {
    return SchemaCheck::Accepts(
        strict, Json::parse(Document(R"(, "endpoint": "upsert_product", "routes": {"a": {)" +
                                     route + R"("map": {"colour": "red"}}})")));
  };
  EXPECT_FALSE(accepts(""));
  EXPECT_FALSE(accepts(R"("endpoint": "upsert_product", )"));
  EXPECT_TRUE(accepts(R"("endpoint": "upsert_vendor", )"));
}

// Documents that one of both might see differently.
TEST(ConfigSchema, AgreesWithTheParser) {
  const std::string update = R"(, "endpoint": "update_product")";
  const std::string create = R"(, "endpoint": "create_product")";
  const std::string fold =
      R"(, "batching": {"algorithm": "fold", "by": "a", "line_attributes": ["b"]})";
  const std::pair<std::string, bool> kDocuments[] = {
      {create, true},
      {"", false},
      {update, false},
      {update + R"(, "parameters": {"id": "x"})", true},
      {update + R"(, "parameters": {"id": ""})", false},
      {update + R"(, "parameters": {"id": "x", "ids": "y"})", false},
      {update + R"(, "parameters": {"id": "x"}, "method": "PUT")", true},
      {update + R"(, "parameters": {"id": "x"}, "batching": {"enabled": true})", false},
      {create + R"(, "method": "PUT")", false},
      {create + R"(, "parameters": {})", true},
      {create + R"(, "parameters": {"id": "x"})", false},
      {create + R"(, "batching": {"enabled": true, "size": 1.0})", true},
      {create + R"(, "batching": {"size": 1.5})", false},
      {R"(, "endpoint": "upsert_product", "batching": {"enabled": true})", false},
      {R"(, "endpoint": "upsert_product", "batching": {"enabled": true, "algorithm": "keyed", "by": "a"})",
       false},
      {R"(, "endpoint": "upsert_sales_order",
           "batching": {"enabled": true, "algorithm": "fold", "by": "a", "line_attributes": ["b"]})",
       true},
      {R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x"})", true},
      {R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x"}, "parameters": {"any": "x"})",
       true},
      {R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x"}, "method": "PUT")", false},
      {R"(, "endpoint": {"method": "GET", "url": "/{companyId}/x"})", false},
      {R"(, "endpoint": {"method": "PUT", "url": ""})", false},
      {R"(, "endpoint": {"method": "PUT", "url": "x"})", false},
      {R"(, "endpoint": {"url": "/x"})", false},
      {create + R"(, "allowed_hosts": ["hooks.example.com:8443"])", true},
      {create + R"(, "allowed_hosts": ["https://hooks.example.com"])", false},
      {create + R"(, "request_headers": {"X-A": "b"})", true},
      {create + R"(, "request_headers": {"proxy-a": "b"})", false},
      {create + R"(, "request_headers": {"HOST": "b"})", false},
      {create + R"(, "request_headers": {"A": " "})", false},
      {create + R"(, "request_headers": {"A": "b\tc"})", false},
      {create +
           R"(, "routes": {"a": {"endpoint": "update_product", "parameters": {"id": "x"}, "method": "PUT"}})",
       true},
      {create + R"(, "routes": {"a": {"endpoint": "update_product", "parameters": {}}})", false},
      {create +
           R"(, "routes": {"a": {"endpoint": "upsert_product", "batching": {"enabled": true}}})",
       false},
      {create + R"(, "identity": {"from": "sku"})", false},
      {create + R"(, "identity": {"from": null})", true},
      {R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x"}, "identity": {"from": "sku"})",
       false},
      {R"(, "endpoint": "upsert_product", "identity": {"from": ["sku", "a.b"]}, "unknown_fields": "send")",
       true},
      {R"(, "endpoint": "upsert_product", "unknown_fields": "drop")", false},
      {create + fold +
           R"(, "routes": {"a": {"endpoint": "upsert_sales_order", "batching": {"enabled": true}}})",
       true},
      {create + fold +
           R"(, "routes": {"a": {"endpoint": "upsert_sales_order", "batching": {"enabled": true, "size": 1}}})",
       true},
      {create + fold +
           R"(, "routes": {"a": {"endpoint": "upsert_sales_order", "batching": {"enabled": false}}})",
       true},
      {create + fold +
           R"(, "routes": {"a": {"endpoint": "upsert_sales_order", "batching": {"enabled": true, "algorithm": "array"}}})",
       false},
      {create + R"(, "batching": {"algorithm": "array"},
           "routes": {"a": {"endpoint": "upsert_sales_order", "batching": {"enabled": true}}})",
       false},
      {create + R"(, "routes": {"": {}})", false},
      {create + R"(, "routes": {"a": {"queue": {}}})", false},
      {create + R"(, "key": null)", true},
      {create + R"(, "key": ["a", ""])", false},
      {create + R"(, "rate_limit": {"windows": [{"requests": 1}]})", false},
      {create + R"(, "rate_limit": {"share": 1e-9})",
       true},  // only with a window can it be too little, see below
      {create + R"(, "tls": {"ca_file": ""})", false},
      {create + R"(, "base_url": "http://example.com")", false},
      {create + R"(, "retry": {"on_unknown_outcome": "verify"})", true},
      {create + R"(, "journal": {})", false},
      {create + R"(, "journal": {"path": "j.db"})", true},
      {create + R"(, "journal": {"path": "j.db", "retention": {"days": 0}})", false},
      {create + R"(, "journal": {"path": "j.db", "on_pending": "send"})", false},
      {create + R"(, "$schema": "./inflow.schema.json")", true},
      {create + R"(, "$schema": "")", true},
      {create + R"(, "$schema": null)", false},
      {create + R"(, "routes": {"a": {"$schema": "x"}})", false},
      {create + R"(, "check_status": true)", false},
      {create + R"(, "check_status": false)", true},
      {R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x"}, "check_status": true)", false},
      {R"(, "endpoint": "create_sales_order", "check_status": true)", true},
      {create + R"(, "adopt": null)", true},
      {create + R"(, "routes": {"a": {"endpoint": "create_customer", "adopt": {"by": "name"}}})",
       false},
      {create + R"(, "routes": {"a": {"endpoint": "create_customer", "adopt": {"by": []}}})", true},
      {R"(, "endpoint": "upsert_product", "identity": {"from": "sku"}, "adopt": {"by": ["sku"]})",
       true},
      {R"(, "endpoint": "upsert_product", "identity": {"from": "sku"}, "adopt": {"by": "colour"})",
       false},
      {create + R"(, "references": {"mode": "resolve", "by": {"products": "sku"}})", true},
      {create + R"(, "references": {"by": {"product": "sku"}})", false},
      {create + R"(, "references": {"by": {"products": []}})", false},
      {create + R"(, "references": {"by": {"products": ["colour"]}})", false},
      {create + R"(, "references": null)", false},
      {create +
           R"(, "values": {"decimal_mark": ".", "zone": null, "dates": [], "strip": [], "enums": {}})",
       true},
      {create + R"(, "values": {"decimal_mark": ","})", false},
      {create + R"(, "values": {"strip": ["$"]})", false},
      {create + R"(, "routes": {"a": {"endpoint": "upsert_product", "values": {"strip": ["$"]}}})",
       true},
      {create +
           R"(, "routes": {"a": {"endpoint": "create_customer", "values": {"dates": ["%F"]}}})",
       false},
      {R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x"}, "values": {"enums": {"a": {}}})",
       true},
      {R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x"}, "values": {"enums": {"a": {"x": "y"}}})",
       false},
      {R"J(, "endpoint": "upsert_product", "values": {"dates": ["%d.%m.%Y"], "zone": "UTC", "strip": ["(USD)", "\u00a0"],
           "enums": {"itemType": {"a": "Service"}}})J",
       true},
      {R"(, "endpoint": "upsert_product", "values": {"dates": ["%Q"]})", false},
      {R"(, "endpoint": "upsert_product", "values": {"dates": ["%"]})", false},
      {R"(, "endpoint": "upsert_product", "values": {"zone": "/etc/localtime"})", false},
      {R"(, "endpoint": "upsert_product", "values": {"strip": ["1"]})", false},
      {R"(, "endpoint": "upsert_product", "values": {"strip": [""]})", false},
      {R"(, "endpoint": "upsert_product", "values": {"enums": {"itemType": {"a": 1}}})", false},
      {R"(, "endpoint": "upsert_product", "values": {"mark": ","})", false},
  };
  for (const auto& [rest, valid] : kDocuments) {
    const std::string text = Document(rest);
    EXPECT_EQ(SchemaCheck::Accepts(Schema(), Json::parse(text)), valid) << rest;
    if (rest.find("1e-9") == std::string::npos) {
      EXPECT_EQ(Parse(text).faults.empty(), valid) << rest;
    }
  }
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// The configuration in force, in the shape of a configuration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

Json SettingsOf(const Config& config, const std::string& route = "") {
  return Json::parse(Settings(config, route.empty() ? config.main : config.routes.at(route)));
}

// Reread reads what is in force, with the credential that it does not tell. Texts are compared,
// since numbers stand as written.
Config Reread(const Config& config) {
  constexpr std::string_view kUntold =
      R"({"credential":{"company_id":{"literal":true},"api_key":{"literal":true}})";
  const std::string settings = Settings(config, config.main);
  EXPECT_EQ(settings.compare(0, kUntold.size(), kUntold), 0) << settings;
  const Parsed again =
      Parse(Document(settings.substr(kUntold.size(), settings.size() - kUntold.size() - 1)));
  EXPECT_THAT(again.faults, IsEmpty()) << settings;
  return again.config;
}

TEST(Settings, AreAConfigurationThatMeansTheSame) {
  const char* const kDocuments[] = {
      R"(, "endpoint": "create_product")",
      R"(, "endpoint": "update_product", "parameters": {"id": "{record.id}"}, "method": "PUT", "key": "sku")",
      R"(, "endpoint": "upsert_product", "identity": {"from": ["sku"]}, "map": {"b": 1.10, "a": "{record.x}"},
          "values": {"dates": ["%d.%m.%Y"], "zone": "UTC", "strip": ["kr"], "enums": {"itemType": {"x": "Service"}}})",
      R"(, "endpoint": "upsert_sales_order", "identity": {"from": "no"},
          "batching": {"enabled": true, "algorithm": "fold", "by": "no", "line_attributes": ["sku"]})",
      R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/x/{record.id}"}, "content_format": "text", "body": "{record.a}",
          "batching": {"enabled": true, "algorithm": "delimited", "separator": "", "prefix": "<"}, "request_headers": "A:b")",
      R"(, "endpoint": {"method": "POST", "url": "https://a.example/x"}, "allowed_hosts": ["a.example"], "active": false,
          "batching": {"algorithm": "template", "body": ["{records}", 1.0]}, "queue": {"max_bytes": 7}, "proxy": "http://p:1")",
  };
  for (const char* rest : kDocuments) {
    const Parsed parsed = Parse(Document(rest));
    ASSERT_THAT(parsed.faults, IsEmpty()) << rest;
    const Config again = Reread(parsed.config);
    EXPECT_EQ(again.fixed_part, parsed.config.fixed_part) << rest;
    EXPECT_EQ(again.active, parsed.config.active);
    EXPECT_EQ(again.retry, parsed.config.retry);
    EXPECT_EQ(again.rate_limit, parsed.config.rate_limit);
    EXPECT_EQ(again.limits, parsed.config.limits);
  }
}

TEST(Settings, OfARouteHaveWhatItInherits) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "create_product", "key": "sku", "map": {"a": 1}, "null_policy": "omit",
      "batching": {"enabled": true, "size": 9}, "queue": {"max_records": 11},
      "routes": {"same": {"batching": {"max_bytes": 50}}, "other": {"endpoint": "create_customer"},
                 "fold": {"batching": {"algorithm": "fold", "by": "no", "line_attributes": ["sku"]}}})"));
  ASSERT_THAT(parsed.faults, IsEmpty());
  const Json same = SettingsOf(parsed.config, "same");
  EXPECT_EQ(same["endpoint"], "create_product");
  EXPECT_EQ(same["key"], Json::array({"sku"}));
  EXPECT_EQ(same["batching"]["size"], 9);
  EXPECT_EQ(same["batching"]["max_bytes"], 50);
  EXPECT_EQ(same["queue"]["max_records"], 11);
  EXPECT_FALSE(same.contains("routes"));
  const Json other = SettingsOf(parsed.config, "other");
  EXPECT_EQ(other["key"], nullptr);
  EXPECT_EQ(other["map"], nullptr);
  EXPECT_EQ(other["null_policy"], "omit");
  EXPECT_EQ(SettingsOf(parsed.config, "fold")["batching"]["size"], 1) << "documents are counted";
}

TEST(Settings, NumbersStandAsTheyAreWritten) {
  const Parsed parsed =
      Parse(Document(R"(, "endpoint": "create_product", "map": {"price": 1.10, "z": 1, "a": 2})"));
  EXPECT_THAT(Settings(parsed.config, parsed.config.main),
              HasSubstr(R"("map":{"price": 1.10, "z": 1, "a": 2})"));
}

TEST(Settings, TellWhereSecretsComeFromAndNotWhatTheyAre) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "create_product", "proxy": "http://user:p4ssword@proxy.example:3128",
      "response_webhook": {"url": "https://a.example/x?key=receivers-key", "secret": {"env": "WEBHOOK_SECRET"},
                           "headers": {"Authorization": "Bearer receivers-own-token", "User-Agent": "shop"}})"));
  ASSERT_THAT(parsed.faults, IsEmpty());
  const std::string text = Settings(parsed.config, parsed.config.main);
  for (const char* secret : {kApiKey.data(), "p4ssword", "receivers-own-token", "receivers-key"})
    EXPECT_THAT(text, Not(HasSubstr(secret)));
  const Json settings = Json::parse(text);
  EXPECT_EQ(settings["credential"]["api_key"], Json({{"literal", true}}));
  EXPECT_EQ(settings["response_webhook"]["secret"], Json({{"env", "WEBHOOK_SECRET"}}));
  EXPECT_EQ(settings["response_webhook"]["headers"],
            Json({{"Authorization", "********"}, {"User-Agent", "shop"}}));
  EXPECT_EQ(settings["response_webhook"]["url"], "https://a.example/x?********");
  EXPECT_EQ(settings["proxy"], "http://********@proxy.example:3128");
}

TEST(Settings, ANameThatMayBeTheSecretItselfIsMasked) {
  const Parsed parsed = Parse(
      R"({"endpoint": "create_product", "credential": {"company_id": {"file": "/run/secrets/company"},
      "api_key": {"env": "A0B1C2D3E4F5A6B7C8D9E0F1A2B3C4D5"}}})");
  ASSERT_THAT(parsed.faults, IsEmpty());
  const Json credential = SettingsOf(parsed.config)["credential"];
  EXPECT_EQ(credential["company_id"], Json({{"file", "/run/secrets/company"}}));
  EXPECT_EQ(credential["api_key"], Json({{"env", "********"}}));
}

TEST(Settings, WhatIsNotThereIsLeftOut) {
  const Json settings = SettingsOf(Parse(Document()).config);
  EXPECT_FALSE(settings.contains("response_webhook"));
  EXPECT_FALSE(settings.contains("method")) << "there is no choice";
  EXPECT_EQ(settings["response"]["confirm"], "type") << "by the endpoint";
  EXPECT_EQ(settings["tls"], Json({{"ca_file", nullptr}}));
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// Endpoints that a configuration describes itself.
#include <gmock/gmock.h>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string Manual(const std::string& url, const std::string& rest = "") {
  return R"(, "endpoint": {"method": "PUT", "url": ")" + url + "\"}" + rest;
}

TEST(ManualEndpoint, IsReadWithMethodAndUrl) {
  const Parsed parsed =
      Parse(Document(Manual("/{companyId}/products/{record.id}?since={now-5d:%Y-%m-%d %H}")));
  ASSERT_THAT(parsed.faults, IsEmpty());
  const RouteConfig& route = parsed.config.main;
  EXPECT_EQ(route.endpoint->kind, EndpointKind::kManual);
  EXPECT_EQ(route.endpoint->path, "/{companyId}/products/{record.id}?since={now-5d:%Y-%m-%d %H}");
  EXPECT_EQ(route.method, HttpMethod::kPut);
  EXPECT_FALSE(route.foreign);
}

TEST(ManualEndpoint, BelowBaseUrlNeedsNoPermission) {
  const Parsed parsed =
      Parse(Document(Manual("HTTPS://cloudapi.inflowinventory.com/{companyId}/x")));
  EXPECT_THAT(parsed.faults,
              ElementsAre(StartsWith(
                  "/endpoint/url: \"url\" must begin with / for a path below base_url")));
  const Parsed lower =
      Parse(Document(Manual("https://CloudAPI.inflowinventory.com:443/{companyId}/x")));
  ASSERT_THAT(lower.faults, IsEmpty());
  EXPECT_EQ(lower.config.main.endpoint->path, "https://cloudapi.inflowinventory.com/{companyId}/x");
  EXPECT_FALSE(lower.config.main.foreign);
}

TEST(ManualEndpoint, AnotherHostHasToBeAllowed) {
  EXPECT_THAT(
      Faults(Manual("https://hooks.example.com/x")),
      ElementsAre(
          "/endpoint/url: \"url\" is not below base_url, and its host \"hooks.example.com\" is not in "
          "\"allowed_hosts\": correct it, or name the host there (the credential is not sent to it)"));
  const Parsed parsed = Parse(Document(Manual("https://hooks.example.com:8443/x",
                                              R"(, "allowed_hosts": ["Hooks.Example.com:8443"])")));
  ASSERT_THAT(parsed.faults, IsEmpty());
  EXPECT_TRUE(parsed.config.main.foreign);
  EXPECT_THAT(Faults(Manual("https://hooks.example.com:8444/x",
                            R"(, "allowed_hosts": ["hooks.example.com:8443"])")),
              ElementsAre(HasSubstr("is not in")));
  EXPECT_THAT(Faults(Manual("https://cloudapi.inflowinventory.com.example.com/{companyId}/x")),
              ElementsAre(HasSubstr("is not in")));
}

TEST(ManualEndpoint, RefusesWhatIsNoUrl) {
  for (const char* url : {"", "products", "//example.com/x", "ftp://example.com/x",
                          "http://example.com/x", "https:///x", "https://{record.host}/x",
                          "https://a@example.com/x", "https://{record.a}@example.com/x", "/a#b",
                          "/a b", "/\\u00e9", "/a\\\"b", "/a\\nb", "https://exam%70le.com/x"}) {
    EXPECT_THAT(Faults(Manual(url)), ElementsAre(StartsWith("/endpoint/url: "))) << url;
  }
}

TEST(ManualEndpoint, RefusesWhatIsNotWhole) {
  EXPECT_THAT(Faults(R"(, "endpoint": {})"),
              ElementsAre(StartsWith("/endpoint/method: \"method\" is missing"),
                          StartsWith("/endpoint/url: \"url\" is missing")));
  EXPECT_THAT(Faults(R"(, "endpoint": {"method": "GET", "url": "/{companyId}/x", "body": 1})"),
              ElementsAre(StartsWith("/endpoint/method: "), StartsWith("/endpoint/body: ")));
  EXPECT_THAT(Faults(Manual("/{companyId}/x", R"(, "method": "PUT")")),
              ElementsAre(StartsWith("/method: ")));
}

TEST(ManualEndpoint, ADeleteIsBatchedOnlyWithABody) {
  const std::string endpoint =
      R"(, "endpoint": {"method": "DELETE", "url": "/{companyId}/x"}, "batching": {"enabled": true})";
  EXPECT_THAT(Faults(endpoint), ElementsAre(HasSubstr("only fills the URL")));
  EXPECT_THAT(Faults(endpoint + R"(, "delete_body": true)"), IsEmpty());
}

TEST(ManualEndpoint, HoldsInRoutes) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "create_product", "map": {"a": 1}, "routes": {"m": {"endpoint": {"method": "POST", "url": "/{companyId}/m"}}})"));
  ASSERT_THAT(parsed.faults, IsEmpty());
  EXPECT_EQ(parsed.config.routes.at("m").endpoint->path, "/{companyId}/m");
  EXPECT_EQ(parsed.config.routes.at("m").map, "")
      << "what was written for the document's endpoint says nothing about this one";
  EXPECT_EQ(parsed.config.main.endpoint->name, "create_product");
}

TEST(AllowedHosts, RefusesWhatIsNoHost) {
  for (const char* host : {"\"\"", "\"https://a.b\"", "\"a/b\"", "\"a b\"", "\"u@a\"", "\"a:0\"",
                           "\"a:99999\"", "7", "\"{record.h}\""}) {
    EXPECT_THAT(
        Faults(std::string(R"(, "endpoint": "create_product", "allowed_hosts": ["ok.example", )") +
               host + "]"),
        ElementsAre(StartsWith("/allowed_hosts/1: ")))
        << host;
  }
  EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "allowed_hosts": "a")"),
              ElementsAre(StartsWith("/allowed_hosts: ")));
}

}  // namespace
}  // namespace inflow

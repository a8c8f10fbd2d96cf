// SPDX-License-Identifier: Apache-2.0
//
// Config::fixed_part: equal exactly where documents mean the same, apart from what may change while
// records are pending.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string FixedOf(const std::string& document) {
  const Parsed parsed = Parse(document);
  EXPECT_THAT(parsed.faults, IsEmpty()) << document;
  EXPECT_FALSE(parsed.config.fixed_part.empty());
  return parsed.config.fixed_part;
}

std::string Fixed(const std::string& rest) {
  return FixedOf(Document(R"(, "endpoint": "create_product")" + rest));
}

TEST(FixedPart, LeavesOutWhatMayChange) {
  const std::string plain = Fixed("");
  EXPECT_EQ(
      Fixed(
          R"(, "active": false, "rate_limit": {"max_in_flight": 1}, "retry": {"max_attempts": 1}, "limits": {"timeout_ms": 1}, "csv": {"where": "a is b"})"),
      plain);
  EXPECT_EQ(
      FixedOf(
          R"({"credential": {"company_id": {"env": "A"}, "api_key": {"env": "B"}}, "endpoint": "create_product"})"),
      plain);
  EXPECT_THAT(plain, Not(HasSubstr(std::string(kApiKey))));
  EXPECT_THAT(plain, Not(HasSubstr(std::string(kCompany))));
}

TEST(FixedPart, HoldsEverythingElse) {
  const std::string plain = Fixed("");
  for (const char* rest :
       {R"(, "base_url": "https://a")", R"(, "api_version": "1")",
        R"(, "request_headers": {"X": "1"})", R"(, "exclude_attributes": ["a"])",
        R"(, "map": {"a": 1})", R"(, "map_rest": "keep")", R"(, "batching": {"enabled": true})",
        R"(, "batching": {"size": 2})", R"(, "batching": {"max_bytes": 2})",
        R"(, "batching": {"linger_ms": 2})", R"(, "batching": {"atomic": true})", R"(, "key": "a")",
        R"(, "capture_responses": true)", R"(, "queue": {"max_records": 1})",
        R"(, "queue": {"max_bytes": 1})", R"(, "fold": {"remember": 1})",
        R"(, "tls": {"ca_file": "a"})", R"(, "proxy": "http://a")", R"(, "routes": {"a": {}})"}) {
    EXPECT_NE(Fixed(rest), plain) << rest;
  }
  EXPECT_NE(FixedOf(Document(R"(, "endpoint": "create_customer")")), plain);
  const std::string update = R"(, "endpoint": "update_product", "parameters": {"id": "{a}"})";
  EXPECT_NE(FixedOf(Document(update + R"(, "method": "PUT")")), FixedOf(Document(update)));
  EXPECT_NE(FixedOf(Document(R"(, "endpoint": "update_product", "parameters": {"id": "{b}"})")),
            FixedOf(Document(update)));
}

TEST(FixedPart, DefaultsMayBeWrittenOrNot) {
  EXPECT_EQ(
      Fixed(
          R"(, "base_url": "https://CLOUDAPI.inflowinventory.com:443/", "batching": {"size": 1e2, "algorithm": "array"}, "map": null,
                  "content_format": "json", "parameters": {}, "response": {"confirm": "type"}, "exclude_attributes": [], "routes": {}, "proxy": null, "tls": {})"),
      Fixed(""));
  const std::string update = R"(, "endpoint": "update_product", "parameters": {"id": "{a}"})";
  EXPECT_EQ(FixedOf(Document(update + R"(, "method": "PATCH")")), FixedOf(Document(update)));
  EXPECT_EQ(Fixed(R"(, "key": "a")"), Fixed(R"(, "key": ["a"])"));
  EXPECT_EQ(Fixed(R"(, "request_headers": "B:2,A:1")"),
            Fixed(R"(, "request_headers": {"A": "1", "B": "2"})"));
}

TEST(FixedPart, InheritedOrNamedIsTheSame) {
  EXPECT_EQ(Fixed(R"(, "map": {"a": 1}, "routes": {"r": {}})"),
            Fixed(R"(, "map": {"a": 1}, "routes": {"r": {"map": {"a": 1}}})"));
}

TEST(FixedPart, MapsAreComparedByMeaningAndNumbersByText) {
  const std::string map = Fixed(R"(, "map": {"a": 12.50, "b": [1, {"x": "A", "y": null}]})");
  EXPECT_EQ(Fixed(R"(, "map":{"b":[ 1 ,{"y":null,"x":"\u0041"}],/* c */"\u0061":12.50})"), map);
  EXPECT_NE(Fixed(R"(, "map": {"a": 12.5, "b": [1, {"x": "A", "y": null}]})"), map);
  EXPECT_NE(Fixed(R"(, "map": {"a": 12.50, "b": [{"x": "A", "y": null}, 1]})"), map);
  EXPECT_NE(Fixed(R"(, "map": {"a": 10000000000000000000000001})"),
            Fixed(R"(, "map": {"a": 10000000000000000000000002})"));
  EXPECT_THAT(Fixed(R"(, "map": {"a": [], "b": {}, "c": [[1], 2]})"),
              HasSubstr(R"("map":{"a":[],"b":{},"c":[[1],2]})"));
}

TEST(FixedPart, IsEmptyWhereThereAreFaults) {
  EXPECT_EQ(Parse(Document(R"(, "endpoint": "x")")).config.fixed_part, "");
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

TEST(ParseConfig, ANulIsNoEnd) {
  for (const std::string& rest : {std::string(1, '\0'), std::string("\0garbage", 8)}) {
    const Parsed parsed = Parse(Document() + rest);
    ASSERT_EQ(parsed.faults.size(), 1u);
    EXPECT_THAT(parsed.faults[0], AllOf(HasSubstr("byte "), HasSubstr("is a NUL")));
  }
}

TEST(ParseConfig, TheSmallestDocumentHasTheDefaults) {
  const Parsed parsed = Parse(Document());
  EXPECT_THAT(parsed.faults, IsEmpty());
  const Config& config = parsed.config;
  const Config defaults;
  EXPECT_EQ(config.base_url, defaults.base_url);
  EXPECT_EQ(config.api_version, defaults.api_version);
  EXPECT_EQ(config.main.endpoint, FindEndpoint("create_product"));
  EXPECT_EQ(config.main.method, HttpMethod::kPost);
  EXPECT_EQ(config.main.pointer, "");
  EXPECT_EQ(config.main.batching, defaults.main.batching);
  EXPECT_EQ(config.main.map, "");
  EXPECT_EQ(config.rate_limit, defaults.rate_limit);
  EXPECT_EQ(config.retry, defaults.retry);
  EXPECT_EQ(config.limits, defaults.limits);
  EXPECT_TRUE(config.active);
  EXPECT_FALSE(config.capture_responses);
  EXPECT_THAT(config.routes, IsEmpty());
}

TEST(ParseConfig, ReadsEveryKey) {
  const Parsed parsed = Parse(R"({
    // every key of this version, none with its default
    "credential": {"company_id": {"env": "COMPANY"}, "api_key": {"file": "/run/key"}},
    "base_url": "https://inflow.example:8080/", "api_version": "2026-09-29",
    "endpoint": "create_customer",
    "content_format": "json",
    "request_headers": {"X-B": "{record.b}", "X-A": "1"},
    "exclude_attributes": ["note", "lines.cost"],
    "map": {"price": 12.50, "n": "{record.title}"}, "map_rest": "keep",
    "batching": {"enabled": true, "size": 7, "max_bytes": 1000, "linger_ms": 250, "algorithm": "array", "atomic": true},
    "key": ["sku", "site"],
    "capture_responses": true, "active": false,
    "rate_limit": {"windows": [{"requests": 30, "per_ms": 60000}, {"requests": 1000, "per_ms": 3600000}], "share": 0.5, "max_in_flight": 2, "log": "/quota.db", "cold_start": "empty"},
    "retry": {"max_attempts": 3, "initial_backoff_ms": 10, "max_backoff_ms": 20, "max_elapsed_ms": 30, "max_retry_after_ms": 40,
              "on_unknown_outcome": "hold"},
    "queue": {"max_records": 5, "max_bytes": 6}, "fold": {"remember": 7},
    "limits": {"timeout_ms": 1, "connect_timeout_ms": 2, "max_response_bytes": 2048, "max_record_bytes": 4},
    "tls": {"ca_file": "ca.pem"}, "proxy": "http://proxy:3128"
  })");
  EXPECT_THAT(parsed.faults, IsEmpty());
  const Config& config = parsed.config;
  EXPECT_EQ(config.credential.company_id,
            (SecretSource{SecretSource::Kind::kEnvironment, "COMPANY"}));
  EXPECT_EQ(config.credential.api_key, (SecretSource{SecretSource::Kind::kFile, "/run/key"}));
  EXPECT_EQ(config.base_url, "https://inflow.example:8080");
  EXPECT_EQ(config.api_version, "2026-09-29");
  EXPECT_EQ(config.main.endpoint, FindEndpoint("create_customer"));
  EXPECT_THAT(config.main.request_headers,
              ElementsAre(Pair("X-A", "1"), Pair("X-B", "{record.b}")));
  EXPECT_THAT(config.main.exclude_attributes, ElementsAre("note", "lines.cost"));
  EXPECT_EQ(config.main.map, R"({"price": 12.50, "n": "{record.title}"})");
  EXPECT_EQ(config.main.map_rest, MapRest::kKeep);
  BatchingConfig batching;
  batching.enabled = batching.atomic = true;
  batching.size = 7;
  batching.max_bytes = 1000;
  batching.linger = milliseconds(250);
  EXPECT_EQ(config.main.batching, batching);
  EXPECT_THAT(config.main.key, ElementsAre("sku", "site"));
  EXPECT_TRUE(config.capture_responses);
  EXPECT_FALSE(config.active);
  EXPECT_EQ(config.rate_limit,
            (RateLimitConfig{{{30, milliseconds(60'000)}, {1000, milliseconds(3'600'000)}},
                             0.5,
                             2,
                             "/quota.db",
                             ColdStart::kEmpty}));
  EXPECT_EQ(config.retry, (RetryConfig{3, milliseconds(10), milliseconds(20), milliseconds(30),
                                       milliseconds(40), OnUnknownOutcome::kHold}));
  EXPECT_EQ(config.queue.max_records, 5u);
  EXPECT_EQ(config.queue.max_bytes, 6u);
  EXPECT_EQ(config.fold.remember, 7u);
  EXPECT_EQ(config.limits, (LimitsConfig{milliseconds(1), milliseconds(2), 2048, 4}));
  EXPECT_EQ(config.ca_file, "ca.pem");
  EXPECT_EQ(config.proxy, "http://proxy:3128");
}

TEST(ParseConfig, NullMeansNone) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "create_product", "map": null, "key": null, "proxy": null, "tls": {"ca_file": null})"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_EQ(parsed.config.main.map, "");
  EXPECT_EQ(parsed.config.proxy, "");
  EXPECT_THAT(
      Faults(R"(, "endpoint": null)"),
      ElementsAre(
          "/endpoint: \"endpoint\" must be the name of an endpoint, such as \"create_product\", or {\"method\": \"POST\", "
          "\"url\": \"/{companyId}/…\"}, not null"));
}

TEST(ParseConfig, KeepsTheMapAsWritten) {
  const Parsed parsed = Parse(Document(
      ", \"endpoint\": \"create_product\", \"map\" :\t{ \"a\\u0062\" : 1.50, // price\n\"z\":[ 12345678901234567890123,1e2 ]}"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_EQ(parsed.config.main.map,
            "{ \"a\\u0062\" : 1.50,         \n\"z\":[ 12345678901234567890123,1e2 ]}");
}

TEST(ParseConfig, WholeNumbersMayBeWrittenInAnyWay) {
  EXPECT_EQ(Parse(Document(R"(, "endpoint": "create_product", "queue": {"max_records": 1e2})"))
                .config.queue.max_records,
            100u);
  EXPECT_EQ(Parse(Document(R"(, "endpoint": "create_product", "queue": {"max_records": 7.0})"))
                .config.queue.max_records,
            7u);
  const std::string wanted =
      "/queue/max_records: \"max_records\" must be a whole number from 1 to 1000000000, not ";
  for (const auto& [text, shown] : std::vector<std::pair<std::string, std::string>>{
           {"0", "0"},
           {"-1", "-1"},
           {"1.5", "1.5"},
           {"1000000001", "1000000001"},
           {"18446744073709551615", "18446744073709551615"},
           {"1e300", "1e+300"},
           {"-1e300", "-1e+300"},
           {"\"5\"", "text"},
           {"true", "true or false"},
           {"null", "null"},
           {"[]", "an array"},
           {"{}", "an object"}}) {
    EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "queue": {"max_records": )" + text + "}"),
                ElementsAre(wanted + shown))
        << text;
  }
}

TEST(ParseConfig, CollectsAllFaultsAtOnce) {
  const Parsed parsed = Parse(R"({
    "credential": {"company": "x", "api_key": 5},
    "endpoint": "create_prodct", "batching": {"size": 0, "enabled": "yes"},
    "retry": {"max_atempts": 3}, "limits": [], "active": 1, "colour": "red"
  })");
  EXPECT_THAT(
      parsed.faults,
      ElementsAre(
          "/credential/company_id: \"company_id\" is missing: The company's id, a GUID. inFlow shows it beside the API "
          "keys under Options, Integrations.",
          "/credential/api_key: \"api_key\" must be text, {\"env\": \"NAME\"} or {\"file\": \"path\"}, not a number",
          "/credential/company: \"company\" is no key of \"credential\"; did you mean \"company_id\"?",
          "/endpoint: \"endpoint\" names \"create_prodct\", which is no endpoint; did you mean \"create_product\"?",
          "/batching/enabled: \"enabled\" must be true or false, not text",
          "/batching/size: \"size\" must be a whole number from 1 to 100000, not 0",
          "/retry/max_atempts: \"max_atempts\" is no key of \"retry\"; did you mean \"max_attempts\"?",
          "/limits: \"limits\" must be an object, not an array",
          "/active: \"active\" must be true or false, not a number",
          AllOf(
              StartsWith(
                  "/colour: \"colour\" is no key of the document; its keys are credential, base_url, "),
              HasSubstr(" capture_responses and routes"))));
}

TEST(ParseConfig, WantsCredentialAndEndpoint) {
  EXPECT_THAT(Parse("{}").faults,
              ElementsAre(StartsWith("/credential: \"credential\" is missing: "),
                          StartsWith("/endpoint: \"endpoint\" is missing: ")));
  EXPECT_THAT(Faults(R"(, "routes": {"a": {"endpoint": "create_product"}})"),
              ElementsAre(StartsWith("/endpoint: \"endpoint\" is missing: ")));
}

TEST(ParseConfig, ChecksCredentialSources) {
  const auto faults = [](const std::string& key) {
    return Parse(R"({"endpoint": "create_product", "credential": {"company_id": "x", "api_key": )" +
                 key + "}}")
        .faults;
  };
  const std::string at = "/credential/api_key";
  EXPECT_THAT(faults(R"({"env": "A", "file": "b"})"),
              ElementsAre(at + ": \"api_key\" must have one of \"env\" and \"file\""));
  EXPECT_THAT(faults("{}"),
              ElementsAre(at + ": \"api_key\" must have one of \"env\" and \"file\""));
  EXPECT_THAT(
      faults(R"({"env": "A-B"})"),
      ElementsAre(StartsWith(at + "/env: \"env\" must be the name of an environment variable")));
  EXPECT_THAT(faults(R"({"env": 1})"),
              ElementsAre(at + "/env: \"env\" must be text, not a number"));
  EXPECT_THAT(faults(R"({"file": ""})"),
              ElementsAre(StartsWith(at + "/file: \"file\" must be the path of a file")));
  EXPECT_THAT(
      faults(R"({"env": "A", "flie": "b"})"),
      ElementsAre(at +
                  "/flie: \"flie\" is no key of \"api_key\", which takes \"env\" or \"file\""));
  EXPECT_THAT(faults(R"("")"), ElementsAre(StartsWith(at + ": \"api_key\" is empty")));
}

TEST(ParseConfig, ReadsHeadersInBothForms) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "create_product", "request_headers": "X-B: {record.b} , X-A:1\\,2")"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_THAT(parsed.config.main.request_headers,
              ElementsAre(Pair("X-A", "1,2"), Pair("X-B", "{record.b}")));
}

TEST(ParseConfig, ChecksHeaders) {
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "create_product", "request_headers": {"X": "1", "x": "2", "a b": "3", "Host": "h", "Y": "1\n", "Z": 5})"),
      ElementsAre(
          StartsWith("/request_headers/Host: the header \"Host\" is set by the destination itself"),
          "/request_headers/Y: the header \"Y\" may hold no control characters",
          "/request_headers/Z: the header \"Z\" must be text, not a number",
          StartsWith("/request_headers/a b: the header \"a b\" is no header name"),
          "/request_headers/x: the header \"x\" is given twice, and case does not part names: keep one of them"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "request_headers": "X:1,x:2,Te:3")"),
      ElementsAre(
          "/request_headers: the header \"x\" is given twice, and case does not part names: keep one of them",
          StartsWith("/request_headers: the header \"Te\" is set by the destination itself")));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "request_headers": "X")"),
      ElementsAre(StartsWith("/request_headers: \"request_headers\" has no colon in pair 1")));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "request_headers": [])"),
      ElementsAre(
          "/request_headers: \"request_headers\" must be an object of names and texts, or text "
          "\"name:value,name2:value2\", not an array"));
}

TEST(ParseConfig, BoundsHeaders) {
  std::string headers = R"("H0": "x")";
  for (int i = 1; i < 64; ++i) headers += ", \"H" + std::to_string(i) + "\": \"x\"";
  EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "request_headers": {)" + headers + "}"),
              IsEmpty());
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "request_headers": {)" + headers +
             R"(, "I": "x"})"),
      ElementsAre("/request_headers/I: the header \"I\" is one too many: at most 64 are sent"));
}

TEST(ParseConfig, ChecksLists) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "exclude_attributes": "a", "key": [])"),
      ElementsAre(
          "/exclude_attributes: \"exclude_attributes\" must be an array of attribute names, not text",
          "/key: \"key\" must name 1 to 16 attributes, not 0"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "exclude_attributes": ["a", "", 1], "key": "")"),
      ElementsAre(StartsWith("/exclude_attributes/1: \"exclude_attributes\" must name attributes"),
                  StartsWith("/exclude_attributes/2: \"exclude_attributes\" must name attributes"),
                  StartsWith("/key: \"key\" must name attributes")));
  EXPECT_THAT(Parse(Document(R"(, "endpoint": "create_product", "key": "sku")")).config.main.key,
              ElementsAre("sku"));
}

TEST(ParseConfig, ChecksTheRateLimit) {
  const auto faults = [](const std::string& limit) {
    return Faults(R"(, "endpoint": "create_product", "rate_limit": )" + limit);
  };
  EXPECT_THAT(
      faults(R"({"windows": [{"requests": 0, "per_ms": 1}, 5, {"per_ms": 1, "pre_ms": 1}]})"),
      ElementsAre(
          "/rate_limit/windows/0/requests: \"requests\" must be a whole number from 1 to 1000000000, not 0",
          "/rate_limit/windows/1: a window must be an object with \"requests\" and \"per_ms\", not a number",
          StartsWith("/rate_limit/windows/2/requests: \"requests\" is missing"),
          "/rate_limit/windows/2/pre_ms: \"pre_ms\" is no key of a window; did you mean \"per_ms\"?"));
  std::string nine = R"({"requests": 1, "per_ms": 1})";
  for (int i = 0; i < 8; ++i) nine += R"(, {"requests": 1, "per_ms": 1})";
  EXPECT_THAT(
      faults("{\"windows\": [" + nine + "]}"),
      ElementsAre(
          "/rate_limit/windows: \"windows\" holds 9 windows; at most 8 are kept: remove some"));
  EXPECT_THAT(faults("{\"windows\": []}"), IsEmpty());
  EXPECT_THAT(
      faults(R"({"share": 0})"),
      ElementsAre("/rate_limit/share: \"share\" must be a number above 0 and at most 1, not 0"));
  EXPECT_THAT(
      faults(R"({"share": 1.01})"),
      ElementsAre("/rate_limit/share: \"share\" must be a number above 0 and at most 1, not 1.01"));
  EXPECT_THAT(faults(R"({"windows": [{"requests": 10, "per_ms": 1}], "share": 0.1})"), IsEmpty());
  EXPECT_THAT(
      faults(
          R"({"windows": [{"requests": 100, "per_ms": 1}, {"requests": 9, "per_ms": 1}], "share": 0.1})"),
      ElementsAre(
          "/rate_limit/share: a \"share\" of 0.1 leaves no whole request of the window of 9 requests: raise one of them"));
  EXPECT_THAT(
      faults(R"({"max_in_flight": 257})"),
      ElementsAre(
          "/rate_limit/max_in_flight: \"max_in_flight\" must be a whole number from 1 to 256, not 257"));
  EXPECT_THAT(faults(R"({"log": null, "cold_start": "full"})"), IsEmpty());
  EXPECT_THAT(faults(R"({"log": "", "cold_start": "warm"})"),
              ElementsAre(StartsWith("/rate_limit/log: \"log\" may not be empty"),
                          StartsWith("/rate_limit/cold_start: \"cold_start\" must be \"learn\"")));
}

TEST(ParseConfig, NamesTheRepeatedKeyAndAllOtherFaults) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "map": {"a": 1, "a": 2}, "active": 1)"),
      ElementsAre(
          "/map/a: \"a\" is written twice in the same object, and only one can count: remove one of them",
          "/active: \"active\" must be true or false, not a number"));
}

TEST(ParseConfig, EscapesPointers) {
  EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "a/b~c": 1)"),
              ElementsAre(StartsWith("/a~1b~0c: \"a/b~c\" is no key")));
}

TEST(ParseConfig, CutsLongNamesInMessages) {
  const std::vector<std::string> faults =
      Faults(R"(, "endpoint": "create_product", ")" + std::string(59, 'x') + "\xC3\xA4\": 1");
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_THAT(faults[0], HasSubstr(": \"" + std::string(59, 'x') + "…\" is no key"));
}

TEST(ParseConfig, NeverShowsTheKey) {
  const std::string key(kApiKey);
  const std::string places[] = {
      R"(, "endpoint": ")" + key + "\"",
      R"(, "endpoint": "create_product", ")" + key + "\": 1",
      R"(, "endpoint": "create_product", "method": ")" + key + "\"",
      R"(, "endpoint": "create_product", "base_url": "https://)" + key + "@a\"",
      R"(, "endpoint": "create_product", "proxy": ")" + key + "\"",
      R"(, "endpoint": "create_product", "api_version": ")" + key + " \"",
      R"(, "endpoint": "create_product", "request_headers": "Bearer )" + key + "\"",
      R"(, "endpoint": "create_product", "request_headers": {"Authorization": "Bearer )" + key +
          "\"}",
      R"(, "endpoint": "create_product", "request_headers": {")" + key + " \": \"1\"}",
      R"(, "endpoint": "create_product", "parameters": {")" + key + "\": \"1\"}",
      R"(, "endpoint": "create_product", "routes": {")" + key + "\": 1}",
      R"(, "endpoint": "create_product", "map": {")" + key + "\": 1, \"" + key + "\": 2}",
  };
  for (const std::string& place : places) {
    const std::vector<std::string> faults = Faults(place);
    EXPECT_FALSE(faults.empty()) << place;
    for (const std::string& fault : faults) {
      EXPECT_THAT(fault, Not(HasSubstr(key.substr(0, 8)))) << place;
      EXPECT_THAT(fault, Not(HasSubstr(key.substr(8)))) << place;
    }
  }
}

TEST(ParseConfig, NeverShowsTheBeginningOfALongOrEscapedKey) {
  const std::string long_key = "begin-" + std::string(100, 'k');
  const auto faults = Parse(R"({"endpoint": "x", "credential": {"company_id": "c", "api_key": ")" +
                            long_key + "\"}, \"" + long_key + "\": 1}")
                          .faults;
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_THAT(faults[1], StartsWith("/***: \"***…\" is no key"));
  const auto escaped =
      Parse(
          R"({"endpoint": "create_product", "credential": {"company_id": "c", "api_key": "a/b\"c~d\\efgh"}, "a/b\"c~d\\efgh": 1})")
          .faults;
  EXPECT_THAT(escaped, ElementsAre(StartsWith("/***: \"***\" is no key")));
}

TEST(ParseConfig, ShowsNoSecretThatStandsInPlaceOfItsSource) {
  const std::string key = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
  EXPECT_THAT(
      Parse(R"({"endpoint": "create_product", "credential": {"company_id": "c", "api_key": {")" +
            key + "\": 1}}}")
          .faults,
      ElementsAre(
          "/credential/api_key: \"api_key\" takes \"env\" or \"file\", and has a key that is neither; it may be a "
          "secret, so it is not shown",
          "/credential/api_key: \"api_key\" must have one of \"env\" and \"file\""));
}

TEST(ParseConfig, NeverShowsWhatTheWebhookIsSent) {
  const std::string token = "token-of-the-receiver";
  for (const char* place : {R"("endpoint": "SECRET")", R"("SECRET": 1)",
                            R"("endpoint": "create_product", "map": {"SECRET": 1, "SECRET": 2})"}) {
    std::string rest = place;
    for (size_t at = rest.find("SECRET"); at != std::string::npos; at = rest.find("SECRET"))
      rest.replace(at, 6, token);
    const std::vector<std::string> faults = Faults(
        R"(, "response_webhook": {"url": "https://a", "headers": {"Authorization": "Bearer )" +
        token + "\"}}, " + rest);
    ASSERT_FALSE(faults.empty()) << place;
    for (const std::string& fault : faults) EXPECT_THAT(fault, Not(HasSubstr(token)));
  }
}

TEST(ParseConfig, AShortKeyDoesNotSpoilWords) {
  EXPECT_THAT(
      Parse(
          R"({"endpoint": "create_product", "credential": {"company_id": "c", "api_key": "e"}, "colour": 1})")
          .faults,
      ElementsAre(StartsWith("/colour: \"colour\" is no key of the document; its keys are ")));
}

TEST(ParseConfig, AValueThatIsNoneOfAChoiceIsToldWithThem) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "content_format": "yaml")"),
      ElementsAre(
          "/content_format: \"content_format\" must be \"json\", \"form\", \"xml\" or \"text\", not \"yaml\""));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "retry": {"on_unknown_outcome": "verfy"})"),
      ElementsAre(
          "/retry/on_unknown_outcome: \"on_unknown_outcome\" must be \"auto\", \"resend\", \"verify\" or \"hold\", not \"verfy\"; did you mean \"verify\"?"));
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// response_webhook: what may be written there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin/config/credential.h"
#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

std::string Webhook(const std::string& members) {
  return R"(, "endpoint": "create_product", "response_webhook": {)" + members + "}";
}

std::string Url(const std::string& url) { return Webhook("\"url\": \"" + url + "\""); }

TEST(WebhookConfig, IsReadWhole) {
  const Parsed parsed = Parse(Document(Webhook(
      R"("url": "https://HOST:443/a/?token=1", "headers": {"X-A": "{b}", "Authorization": "Bearer mine"}, "secret": {"env": "S"},
         "payload": "response")")));
  EXPECT_THAT(parsed.faults, ElementsAre());
  const WebhookConfig& webhook = parsed.config.response_webhook;
  EXPECT_EQ(webhook.url, "https://host/a/?token=1");
  EXPECT_THAT(webhook.headers,
              ElementsAre(Pair("Authorization", "Bearer mine"), Pair("X-A", "{b}")));
  EXPECT_EQ(webhook.secret, (SecretSource{SecretSource::Kind::kEnvironment, "S"}));
  EXPECT_EQ(webhook.payload, WebhookPayload::kResponse);
}

TEST(WebhookConfig, IsNoneWhereItIsAbsent) {
  EXPECT_EQ(Parse(Document()).config.response_webhook.url, "");
}

TEST(WebhookConfig, NeedsAUrl) {
  EXPECT_THAT(Faults(Webhook("")), ElementsAre(StartsWith("/response_webhook/url: ")));
}

TEST(WebhookConfig, TakesOnlyUrlsThatKeepTheAnswersSecret) {
  for (const char* url : {"https://a", "https://a/b?c=d", "https://a?b", "http://127.0.0.1:8080/x",
                          "http://localhost", "http://[::1]/"}) {
    EXPECT_THAT(Faults(Url(url)), ElementsAre()) << url;
  }
  EXPECT_THAT(Faults(Url("http://example.com")),
              ElementsAre(HasSubstr("the answers would travel in clear")));
  EXPECT_THAT(Faults(Url("http://127.0.0.1@example.com")),
              ElementsAre(HasSubstr("no user or password")));
  EXPECT_THAT(Faults(Url("https://u:sesame@a")),
              ElementsAre(AllOf(HasSubstr("no user or password"), Not(HasSubstr("sesame")))));
  EXPECT_THAT(Faults(Url("https://a/{name}")), ElementsAre(HasSubstr("takes no placeholders")));
  EXPECT_THAT(Faults(Url("https://a/#b")), ElementsAre(HasSubstr("fragment")));
  EXPECT_THAT(Faults(Url("ftp://a")), ElementsAre(HasSubstr("must begin with https://")));
  EXPECT_THAT(Faults(Url("https://a b")), ElementsAre(HasSubstr("may hold no spaces")));
}

TEST(WebhookConfig, ItsOwnHeadersAreReserved) {
  for (const char* name : {"Content-Type", "X-Inflow-Signature", "Host", "Content-Length"}) {
    EXPECT_THAT(
        Faults(Webhook("\"url\": \"https://a\", \"headers\": {\"" + std::string(name) +
                       "\": \"sesame\"}")),
        ElementsAre(AllOf(StartsWith("/response_webhook/headers/"),
                          HasSubstr("is set by the destination itself"), Not(HasSubstr("sesame")))))
        << name;
  }
  EXPECT_THAT(Faults(Webhook(R"("url": "https://a", "headers": {"A": "sesame\n"})")),
              ElementsAre(AllOf(HasSubstr("control characters"), Not(HasSubstr("sesame")))));
}

TEST(WebhookConfig, ItsSecretsAreInNoFaultAndNoFixedPart) {
  EXPECT_THAT(Faults(Webhook(R"("url": "https://a", "secret": "open-sesame", "open-sesame": 1)")),
              ElementsAre(Not(HasSubstr("sesame"))));
  const auto fixed = [](const std::string& members) {
    return Parse(Document(Webhook(members))).config.fixed_part;
  };
  const std::string plain = fixed(R"("url": "https://a")");
  EXPECT_EQ(
      fixed(R"("url": "https://a", "secret": "open-sesame", "headers": {"Authorization": "b"})"),
      plain);
  EXPECT_NE(fixed(R"("url": "https://b")"), plain);
  EXPECT_NE(fixed(R"("url": "https://a", "payload": "response")"), plain);
  EXPECT_NE(plain, Parse(Document()).config.fixed_part);
}

TEST(WebhookConfig, TheSecretIsReadFromItsSource) {
  WebhookConfig webhook;
  std::string secret = "before";
  EXPECT_TRUE(ReadWebhookSecret(webhook, &secret).empty());
  EXPECT_EQ(secret, "");
  webhook.secret = {SecretSource::Kind::kLiteral, "sesame"};
  EXPECT_TRUE(ReadWebhookSecret(webhook, &secret).empty());
  EXPECT_EQ(secret, "sesame");
  webhook.secret = {SecretSource::Kind::kEnvironment, "INFLOW_TEST_NO_SUCH_VARIABLE"};
  const std::vector<Fault> faults = ReadWebhookSecret(webhook, &secret);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].pointer, "/response_webhook/secret/env");
  EXPECT_THAT(faults[0].message, HasSubstr("is not set"));
  webhook.secret = {SecretSource::Kind::kLiteral, "se same"};
  ASSERT_EQ(ReadWebhookSecret(webhook, &secret).size(), 1u);
  EXPECT_THAT(ReadWebhookSecret(webhook, &secret)[0].message, Not(HasSubstr("se same")));
}

}  // namespace
}  // namespace inflow

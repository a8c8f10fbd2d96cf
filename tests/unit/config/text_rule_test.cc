// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/text_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/schema_check.h"

namespace inflow::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Normal returns the text's normal form, or what is wrong with it.
std::string Normal(const TextRule& rule, std::string text) {
  std::string problem = rule.problem(&text);
  return problem.empty() ? text : "! " + problem;
}

TEST(BaseUrlRule, BringsUrlsIntoOneForm) {
  const std::pair<const char*, const char*> kForms[] = {
      {"https://cloudapi.inflowinventory.com", "https://cloudapi.inflowinventory.com"},
      {"https://cloudapi.inflowinventory.com/", "https://cloudapi.inflowinventory.com"},
      {"https://CloudAPI.inFlowInventory.com:443", "https://cloudapi.inflowinventory.com"},
      {"https://gateway.example:8443/in/flow/", "https://gateway.example:8443/in/flow"},
      {"https://gateway.example/Case", "https://gateway.example/Case"},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"http://127.255.3.4", "http://127.255.3.4"},
      {"http://localhost:1", "http://localhost:1"},
      {"http://LOCALHOST", "http://localhost"},
      {"http://[::1]:80/x", "http://[::1]/x"},
      {"https://[2001:db8::1]/", "https://[2001:db8::1]"},
  };
  for (const auto& [text, form] : kForms) EXPECT_EQ(Normal(kBaseUrlRule, text), form) << text;
}

TEST(BaseUrlRule, RefusesWhatWouldLeadElsewhereOrLeak) {
  const std::pair<const char*, const char*> kProblems[] = {
      {"", "must begin with https://"},
      {"cloudapi.inflowinventory.com", "must begin with https://"},
      {"HTTPS://a", "must begin with https://"},
      {"ftp://a", "must begin with https://"},
      {"https:/a", "must begin with https://"},
      {"http://cloudapi.inflowinventory.com", "the key would travel in clear"},
      {"http://128.0.0.1", "the key would travel in clear"},
      {"http://127.evil.example", "the key would travel in clear"},
      {"http://localhost.evil.example", "the key would travel in clear"},
      {"http://localhost:1.evil.example", "is no URL"},
      {"http://[::2]", "the key would travel in clear"},
      {"http://0.0.0.0", "the key would travel in clear"},
      {"https://user:hidden@a", "may hold no user or password"},
      {"https://@a", "may hold no user or password"},
      {"http://localhost@evil.example", "may hold no user or password"},
      {"http://evil.example\\@localhost", "holds a character that no URL may hold"},
      {"https://a?key=hidden", "may have no query"},
      {"https://a/#hidden", "may have no query"},
      {"https://a/{companyId}", "takes no placeholders"},
      {"https://a b", "may hold no spaces"},
      {"https://a\r\nx", "may hold no spaces"},
      {"https://b\xC3\xBC"
       "cher.example",
       "may hold no spaces, control characters or letters beyond ASCII"},
      {"https://%6cocalhost", "without percent-encoding"},
      {"https://", "is no URL"},
      {"https://a:99999", "is no URL"},
      {"https://a:0", "port 0"},
  };
  for (const auto& [text, problem] : kProblems) {
    const std::string said = Normal(kBaseUrlRule, text);
    EXPECT_THAT(said, HasSubstr(problem)) << text;
    EXPECT_THAT(said, Not(HasSubstr("hidden"))) << text;
  }
}

TEST(ApiVersionRule, WantsAVersion) {
  EXPECT_EQ(Normal(kApiVersionRule, "2025-06-24"), "2025-06-24");
  EXPECT_EQ(Normal(kApiVersionRule, "2026-09-29_beta.1"), "2026-09-29_beta.1");
  EXPECT_EQ(Normal(kApiVersionRule, std::string(32, '1')), std::string(32, '1'));
  for (const std::string& text : {std::string(), std::string(33, '1'), std::string("1;x"),
                                  std::string("a b"), std::string("1\n")}) {
    EXPECT_THAT(Normal(kApiVersionRule, text), HasSubstr("must be a version such as 2025-06-24"))
        << text;
  }
}

TEST(ProxyRule, WantsAUrlOfAKnownKind) {
  for (const char* text :
       {"http://proxy:3128", "https://proxy", "socks5://u:p@10.0.0.1:1080", "socks5h://proxy"}) {
    EXPECT_EQ(Normal(kProxyRule, text), text);
  }
  EXPECT_THAT(Normal(kProxyRule, "proxy:3128"), HasSubstr("must begin with"));
  EXPECT_THAT(Normal(kProxyRule, "ftp://hidden"), HasSubstr("must begin with"));
  EXPECT_THAT(Normal(kProxyRule, "http://"), HasSubstr("is no URL"));
  EXPECT_THAT(Normal(kProxyRule, "http://u:hidden@"), Not(HasSubstr("hidden")));
  EXPECT_THAT(Normal(kProxyRule, "http://a b"), HasSubstr("may hold no spaces"));
}

TEST(FileRule, WantsAPath) {
  EXPECT_EQ(Normal(kFileRule, "/etc/ssl/my ca.pem"), "/etc/ssl/my ca.pem");
  EXPECT_THAT(Normal(kFileRule, ""), HasSubstr("may not be empty"));
  EXPECT_THAT(Normal(kFileRule, "a\nb"), HasSubstr("may hold no control characters"));
}

TEST(TextRules, PatternsAcceptWhatTheChecksAccept) {
  for (const char* text : {"https://cloudapi.inflowinventory.com", "https://a:1/b/",
                           "http://127.0.0.1:8080", "http://localhost", "http://[::1]/x"}) {
    EXPECT_TRUE(MatchesPattern(kBaseUrlRule.pattern, text)) << text;
  }
  for (const char* text : {"http://a", "https://u@a", "https://a?b", "https://a/{x}", "ftp://a",
                           "http://127.evil.example", "https://a b"}) {
    EXPECT_FALSE(MatchesPattern(kBaseUrlRule.pattern, text)) << text;
  }
  EXPECT_TRUE(MatchesPattern(kApiVersionRule.pattern, "2025-06-24"));
  EXPECT_FALSE(MatchesPattern(kApiVersionRule.pattern, "a b"));
  EXPECT_TRUE(MatchesPattern(kProxyRule.pattern, "socks5h://proxy:1"));
  EXPECT_FALSE(MatchesPattern(kProxyRule.pattern, "proxy"));
  EXPECT_TRUE(MatchesPattern(kFileRule.pattern, "/a b"));
  EXPECT_FALSE(MatchesPattern(kFileRule.pattern, ""));
}

TEST(IsGuid, WantsThirtyTwoDigitsInFiveParts) {
  EXPECT_TRUE(IsGuid("0f5bd6de-4b4c-4d5b-9c0f-5b8b4b8a2c11"));
  EXPECT_TRUE(IsGuid("0F5BD6DE-4B4C-4D5B-9C0F-5B8B4B8A2C11"));
  for (const char* text :
       {"", "0f5bd6de4b4c4d5b9c0f5b8b4b8a2c11", "{0f5bd6de-4b4c-4d5b-9c0f-5b8b4b8a2c11}",
        "0f5bd6de-4b4c-4d5b-9c0f-5b8b4b8a2c1g", "0f5bd6de-4b4c-4d5b-9c0f-5b8b4b8a2c111",
        "0f5bd6de-4b4c-4d5b-9c0f-5b8b4b8a2c1", "0f5bd6de-4b4c-4d5b-9c0f-5b8b4b8a2c1\n"}) {
    EXPECT_FALSE(IsGuid(text)) << text;
  }
}

TEST(IsVariableName, WantsWhatAShellTakes) {
  for (const char* name : {"A", "_", "INFLOW_API_KEY", "a1"})
    EXPECT_TRUE(IsVariableName(name)) << name;
  for (const char* name : {"", "1A", "A=B", "A B", "$A", "A-B"})
    EXPECT_FALSE(IsVariableName(name)) << name;
}

}  // namespace
}  // namespace inflow::config

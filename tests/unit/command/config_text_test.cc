// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/config_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;

std::string Set(std::string text, std::string_view setting) {
  const absl::Status status = ApplySetting(setting, &text);
  return status.ok() ? text : "refused: " + std::string(status.message());
}

TEST(ApplySetting, ReplacesAValueAndLeavesEveryOtherByte) {
  EXPECT_EQ(
      Set("{ // numbers stay\n  \"map\": {\"price\": 12.50},\n  \"retry\": {\"max_attempts\": 8 /* eight */}\n}\n",
          "retry.max_attempts=3"),
      "{ // numbers stay\n  \"map\": {\"price\": 12.50},\n  \"retry\": {\"max_attempts\": 3 /* eight */}\n}\n");
}

TEST(ApplySetting, AddsWhatIsAbsent) {
  EXPECT_EQ(Set("{}", "active=false"), "{\"active\": false}");
  EXPECT_EQ(Set("{\"a\":1}", "retry.max_attempts=3"), "{\"retry\": {\"max_attempts\":3}, \"a\":1}");
  EXPECT_EQ(Set("{\"retry\":{\"x\":1}}", "retry.max_attempts=3"),
            "{\"retry\":{\"max_attempts\": 3, \"x\":1}}");
  EXPECT_EQ(Set("{\"tls\":null}", "tls.ca_file=ca.pem"), "{\"tls\":{\"ca_file\":\"ca.pem\"}}");
}

TEST(ApplySetting, AddsInTheLayoutOfTheOthers) {
  EXPECT_EQ(Set("{\n  \"a\": 1\n}\n", "b=2"), "{\n  \"b\": 2,\n  \"a\": 1\n}\n");
  EXPECT_EQ(Set("{ // one\n  \"a\": 1}", "b=2"), "{ \"b\": 2, // one\n  \"a\": 1}");
  EXPECT_EQ(Set("{\n}", "b=2"), "{\"b\": 2\n}");
}

TEST(ApplySetting, TheValueIsJsonIfItParsesElseText) {
  EXPECT_EQ(Set("{}", "a=1.50"), "{\"a\": 1.50}");
  EXPECT_EQ(Set("{}", "a=[1, 2]"), "{\"a\": [1, 2]}");
  EXPECT_EQ(Set("{}", "a=\"7\""), "{\"a\": \"7\"}");
  EXPECT_EQ(Set("{}", "a=say \"hi\""), "{\"a\": \"say \\\"hi\\\"\"}");
  EXPECT_EQ(Set("{}", "a="), "{\"a\": \"\"}");
  EXPECT_EQ(Set("{}", "base_url=http://127.0.0.1:1/?a=b"),
            "{\"base_url\": \"http://127.0.0.1:1/?a=b\"}");
}

TEST(ApplySetting, RefusesSecrets) {
  for (const char* setting :
       {"credential.api_key=hunter2", "credential={\"api_key\":\"hunter2\"}", "credential=hunter2",
        "credential.api_key.env=hunter2", "credential.api_key={\"env\":\"0123456789ABCDEF\"}",
        "credential.api_key.file=hunter2-hunter2-hunter2", "credential.api_key.key=hunter2",
        "credential.api_key=[]", "credentials.api_key=hunter2", "api_key=hunter2",
        "credential.api_key=7", "response_webhook.secret=hunter2",
        "response_webhook={\"url\":\"https://a\",\"secret\":\"hunter2\"}"}) {
    const std::string refusal = Set("{}", setting);
    EXPECT_THAT(
        refusal,
        HasSubstr(
            ": a secret cannot be set on the command line, where others can read it; set INFLOW_API_KEY in the "
            "environment, or name a variable or file of your own: {\"env\": \"NAME\"} or {\"file\": \"path\"}"));
    EXPECT_EQ(refusal.find("hunter2"), std::string::npos);
  }
  for (const char* setting :
       {"response_webhook.headers.Authorization=hunter2", "response_webhook.headers=A:hunter2",
        "response_webhook={\"headers\":{\"A\":\"hunter2\"}}",
        "proxy=http://me:hunter2@proxy:3128"}) {
    const std::string refusal = Set("{}", setting);
    EXPECT_THAT(refusal, HasSubstr("into the configuration's file"));
    EXPECT_EQ(refusal.find("hunter2"), std::string::npos);
  }
}

TEST(ApplySetting, TakesWhatOnlySaysWhereASecretIs) {
  EXPECT_EQ(Set("{}", "credential.company_id=c"), "{\"credential\": {\"company_id\":\"c\"}}");
  EXPECT_EQ(Set("{}", "credential.api_key={\"env\":\"MY_KEY\"}"),
            "{\"credential\": {\"api_key\":{\"env\":\"MY_KEY\"}}}");
  EXPECT_EQ(Set("{}", "credential.api_key.file=/run/secrets/key"),
            "{\"credential\": {\"api_key\":{\"file\":\"/run/secrets/key\"}}}");
  EXPECT_EQ(
      Set("{}",
          "response_webhook={\"url\":\"https://a\",\"secret\":{\"env\":\"S\"},\"headers\":{}}"),
      "{\"response_webhook\": {\"url\":\"https://a\",\"secret\":{\"env\":\"S\"},\"headers\":{}}}");
  EXPECT_EQ(Set("{}", "proxy=http://proxy:3128"), "{\"proxy\": \"http://proxy:3128\"}");
}

TEST(ApplySetting, RefusesWhatIsNoSetting) {
  EXPECT_EQ(Set("{}", "active"),
            "refused: --set active: write key=value, for example retry.max_attempts=3");
  EXPECT_EQ(Set("{}", "a1b2c3d4e5f60718293a"),
            "refused: --set: write key=value, for example retry.max_attempts=3");
  EXPECT_EQ(Set("{}", "=1"),
            "refused: --set =1: write key=value, for example retry.max_attempts=3");
  EXPECT_EQ(Set("{}", "a..b=1"),
            "refused: \"a..b\" is no key: write names with a dot between them");
  EXPECT_EQ(
      Set("{\"a\":[1]}", "a.b=1"),
      "refused: \"a.b\" cannot be set: it leads into a value that is no object; set the whole value");
}

}  // namespace
}  // namespace inflow::command

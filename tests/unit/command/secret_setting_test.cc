// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/secret_setting.h"

#include <gmock/gmock.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;

TEST(SecretVariables, AreThoseThatTheConfigurationNames) {
  EXPECT_THAT(SecretVariables("{}"), ElementsAre("INFLOW_API_KEY"));
  EXPECT_THAT(SecretVariables("no JSON"), ElementsAre("INFLOW_API_KEY"));
  EXPECT_THAT(SecretVariables(R"({"credential": {"api_key": "k"}, "response_webhook": {"secret": {"file": "f"}}})"),
              ElementsAre("INFLOW_API_KEY"));
  EXPECT_THAT(SecretVariables(R"({"credential": {"company_id": {"env": "C"}, "api_key": {"env": "K"}}, // a comment
                                  "response_webhook": {"secret": {"env": "S"}}})"),
              ElementsAre("INFLOW_API_KEY", "K", "S"));
}

TEST(LooksLikeName, KnowsWordsFromSecrets) {
  for (const char* word : {"products.csv", "--first", "retry.max_attempts", "/var/data/a-rather-long-name-of-a-file.ndjson"}) {
    EXPECT_TRUE(LooksLikeName(word)) << word;
  }
  for (const char* word : {"", "0123456789abcdef", "sk_live_AbCdEfGhIjKlMnOp", "/a/0123456789abcdef0123.txt"}) {
    EXPECT_FALSE(LooksLikeName(word)) << word;
  }
}

}  // namespace
}  // namespace inflow::command

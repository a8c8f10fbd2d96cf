// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/secret_values.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;

TEST(SecretVariables, AreThoseThatTheConfigurationNames) {
  EXPECT_THAT(SecretVariables("{}"), ElementsAre("INFLOW_API_KEY"));
  EXPECT_THAT(SecretVariables("no JSON"), ElementsAre("INFLOW_API_KEY"));
  EXPECT_THAT(
      SecretVariables(
          R"({"credential": {"api_key": "k"}, "response_webhook": {"secret": {"file": "f"}}})"),
      ElementsAre("INFLOW_API_KEY"));
  EXPECT_THAT(
      SecretVariables(
          R"({"credential": {"company_id": {"env": "C"}, "api_key": {"env": "K"}}, // a comment
                                  "response_webhook": {"secret": {"env": "S"}}})"),
      ElementsAre("INFLOW_API_KEY", "K", "S"));
}

TEST(MaskSecrets, KnowsThemFromWhereverTheyCome) {
  const std::string path = ::testing::TempDir() + "inflow_secret_" + std::to_string(getpid());
  std::ofstream(path) << "from-a-file\r\n";
  Surroundings surroundings;
  surroundings.environment = [](const char* name) {
    return std::string_view(name) == "K" ? "from-a-variable" : nullptr;
  };
  const auto masked = [&](const std::string& config) {
    std::string text = "literally, from-a-file, from-a-variable, from-a-variable";
    MaskSecrets(config, surroundings, &text);
    return text;
  };
  EXPECT_EQ(masked(R"({"credential": {"api_key": "literally"}})"),
            "*********, from-a-file, from-a-variable, from-a-variable");
  EXPECT_EQ(
      masked(
          R"({"credential": {"api_key": {"env": "K"}}, "response_webhook": {"secret": {"file": ")" +
          path + "\"}}}"),
      "literally, ***********, ***************, ***************");
  for (const char* config :
       {"", "{}", R"({"credential": {"api_key": {"env": "NOT_SET"}}})",
        R"({"credential": {"api_key": {"file": "/"}}})", R"({"credential": {"api_key": "f"}})"}) {
    EXPECT_EQ(masked(config), "literally, from-a-file, from-a-variable, from-a-variable") << config;
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace inflow::command

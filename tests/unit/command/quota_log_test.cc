// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/quota_log.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace inflow::command {
namespace {

std::string FolderIn(std::map<std::string, std::string> variables) {
  return QuotaFolder([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(QuotaFolderTest, IsTheStateFoldersOrBelowTheHomeFolder) {
  EXPECT_EQ(FolderIn({{"XDG_STATE_HOME", "/s"}, {"HOME", "/h"}}), "/s/inflow/");
  EXPECT_EQ(FolderIn({{"HOME", "/h/Åse"}}), "/h/Åse/.local/state/inflow/");
}

TEST(QuotaFolderTest, IsNoneThatDependsOnTheWorkingFolderOrCannotBeWritten) {
  for (const char* home : {"", "h", "./h", "/h\n", "/h\x7f", "/h\xff"}) {
    EXPECT_EQ(FolderIn({{"HOME", home}}), "") << home;
    EXPECT_EQ(FolderIn({{"XDG_STATE_HOME", home}, {"HOME", "/h"}}), "/h/.local/state/inflow/");
  }
  EXPECT_EQ(FolderIn({}), "");
  EXPECT_EQ(QuotaFolder(nullptr), "");
}

TEST(QuotaLogTest, TheConfigurationSaysOfItWhatItNames) {
  for (const char* config :
       {R"({"rate_limit":{"log":"q.db"}})", R"({"rate_limit":{"log":null}})",
        R"({/* c */"rate_limit":{"share":1,"log":7}})", R"({"rate_limit":[]})", "[]", "{", ""}) {
    EXPECT_TRUE(SaysQuotaLog(config)) << config;
  }
  for (const char* config : {"{}", "// c\n{}", R"({"rate_limit":{}})", R"({"log":"q.db"})",
                             R"({"routes":{"a":{"rate_limit":{"log":"q.db"}}}})"}) {
    EXPECT_FALSE(SaysQuotaLog(config)) << config;
  }
}

TEST(QuotaLogTest, ItIsAddedAndTheRestStays) {
  const std::string quoted = R"(/s "1"/inflow/)";
  for (const auto& [config, whole] : std::map<std::string, std::string>{
           {"{}", R"({"rate_limit":{"log":""}})"},
           {R"({"endpoint":"a"})", R"({"endpoint":"a","rate_limit":{"log":""}})"},
           {R"({"rate_limit":{"share":0.50}})", R"({"rate_limit":{"share":0.50,"log":""}})"},
       }) {
    const std::string added = WithQuotaLog(config, quoted);
    auto expected = nlohmann::json::parse(whole);
    expected["rate_limit"]["log"] = quoted;
    EXPECT_EQ(nlohmann::json::parse(added), expected) << added;
  }
  EXPECT_THAT(WithQuotaLog("{\n  // half\n  \"rate_limit\": {\"share\": 0.50} }", quoted),
              ::testing::HasSubstr("// half\n  \"rate_limit\": {\"share\": 0.50,"));
  EXPECT_EQ(WithQuotaLog("[", quoted), "[");
}

}  // namespace
}  // namespace inflow::command

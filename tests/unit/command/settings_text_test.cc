// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/settings_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kKeys[] =
    R"({"sections":[{"keys":[{"name":"credential.api_key"},{"name":"map"},{"name":"batching.size"},
    {"name":"batching.enabled"},{"name":"adopt.by"},{"name":"active"}]}]})";

constexpr char kSettings[] =
    R"({"credential":{"api_key":{"env":"K"}},"map":{"b":1.50,"a":"x"},"batching":{"size":3,"enabled":true},
    "adopt":{"by":null},"active":true})";

std::string Answer(const std::string& route, const std::string& origins) {
  return R"({"route":")" + route + R"(","routes":["r"],"settings":)" + kSettings +
         R"(,"origins":)" + origins + "}";
}

std::vector<std::string> Sources(const std::string& answer, const SettingsSources& sources) {
  std::vector<std::string> lines;
  for (const Setting& setting : SettingsOf(answer, kKeys, sources))
    lines.push_back(setting.key + " " + setting.from + (setting.inherited ? " inherited" : ""));
  return lines;
}

TEST(SettingsOf, TellsWhereEachValueComesFrom) {
  const std::string origins =
      R"({"/credential":"named","/credential/api_key":"named","/map":"named","/batching/size":"named","/adopt/by":"named"})";
  EXPECT_THAT(
      Sources(Answer("", origins),
              {{{"c.json",
                 R"({"map": {}, /* later */ "batching": {"enabled": false}, "adopt": null})"}},
               {"batching.size=3"}}),
      ElementsAre("credential.api_key the environment", "map c.json", "batching.size --set",
                  "batching.enabled default", "adopt.by c.json", "active default"));
}

TEST(SettingsOf, WhatLiesOverAFileGoesFirst) {
  const std::string origins =
      R"({"/map":"named","/batching/size":"named","/batching/enabled":"named","/active":"named"})";
  EXPECT_THAT(
      Sources(Answer("", origins),
              {{{"c.json", R"({"map": {}, "batching": {"enabled": true}, "active": false})"},
                {"c.trial.json", R"({"batching": {"size": 3}, "active": true})"}},
               {}}),
      ElementsAre("credential.api_key default", "map c.json", "batching.size c.trial.json",
                  "batching.enabled c.json", "adopt.by default", "active c.trial.json"));
}

TEST(SettingsOf, OneOfSetMayNameAWholeSectionOrBeInsideAKey) {
  const std::string origins = R"({"/map":"named","/batching/size":"named","/active":"named"})";
  EXPECT_THAT(Sources(Answer("", origins), {{{"c.json", R"({"map": {}, "active": true})"}},
                                            {"batching={\"size\": 3}", "map.a=x", "activex=1"}}),
              ElementsAre("credential.api_key default", "map --set", "batching.size --set",
                          "batching.enabled default", "adopt.by default", "active c.json"));
}

TEST(SettingsOf, ARouteHasItsOwnAndWhatItInherits) {
  const std::string origins =
      R"({"/map":"named","/batching/size":"inherited","/batching/enabled":"named","/active":"named"})";
  EXPECT_THAT(
      Sources(Answer("r", origins),
              {{{"c.json",
                 R"({"active": true, "batching": {"size": 3}, "routes": {"r": {"map": {}}}})"}},
               {"routes.r.batching.enabled=true"}}),
      ElementsAre("credential.api_key default", "map c.json", "batching.size c.json inherited",
                  "batching.enabled --set", "adopt.by default", "active c.json"));
}

TEST(SettingsOf, AnAnswerOfAnotherShapeHasNone) {
  for (const char* answer : {"", "7", "{}", R"({"settings":7,"origins":7})"})
    EXPECT_TRUE(SettingsOf(answer, "{", {{{"c.json", "{"}}, {}}).empty()) << answer;
}

TEST(SettingsTable, IsALineAKeyWithTheRoutesBelow) {
  const std::string answer = Answer("", R"({"/map":"named"})");
  const std::vector<Setting> settings =
      SettingsOf(answer, kKeys, {{{"c.json", R"({"map":{}})"}}, {}});
  EXPECT_EQ(SettingsTable(settings, answer),
            "credential.api_key  default  {\"env\": \"K\"}\n"
            "map                 c.json   {\"b\": 1.5, \"a\": \"x\"}\n"
            "batching.size       default  3\n"
            "batching.enabled    default  true\n"
            "adopt.by            default  null\n"
            "active              default  true\n"
            "\nRoutes, each shown with --route NAME: r\n");
  EXPECT_THAT(SettingsJson(settings, answer),
              HasSubstr(R"({"key":"batching.size","value":3,"from":"default","inherited":false})"));
}

}  // namespace
}  // namespace inflow::command

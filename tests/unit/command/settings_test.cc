// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/settings.h"

#include <gtest/gtest.h>

#include "tests/unit/command/fake_plugin.h"

namespace inflow::command {
namespace {

TEST(AskSettings, TakesThePluginsAnswerInItsOrder) {
  FakePlugin plugin;
  std::string asked;
  plugin.on_command = [&asked](std::string_view name, std::string_view json) {
    asked = std::string(name) + " " + std::string(json);
    return R"({"route":"r","routes":["r"],"settings":{"map":{"b":1,"a":2},"active":true},"origins":{}})";
  };
  host::Destination handle = plugin.Open();
  const Settings settings = AskSettings("r", &handle);
  EXPECT_EQ(asked, R"(settings {"route":"r"})");
  EXPECT_TRUE(settings.has_route);
  EXPECT_EQ(settings.json, R"({"map":{"b":1,"a":2},"active":true})");
}

TEST(AskSettings, AnOlderPluginOrAnotherAnswerLeavesThemUnknown) {
  FakePlugin plugin;
  host::Destination handle = plugin.Open();
  EXPECT_TRUE(AskSettings("r", &handle).has_route);
  EXPECT_EQ(AskSettings("r", &handle).json, "");
  for (const char* answer : {"7", "{", "{}", R"({"settings":7})"}) {
    plugin.on_command = [answer](std::string_view, std::string_view) { return answer; };
    EXPECT_EQ(AskSettings("r", &handle).json, "") << answer;
  }
}

}  // namespace
}  // namespace inflow::command

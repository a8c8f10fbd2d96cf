// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/run_key.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <functional>

namespace inflow::command {
namespace {

LoadSettings Plain() {
  LoadSettings settings;
  settings.config_path = "c.json";
  settings.inputs.inputs = {"a.csv", "b.csv"};
  return settings;
}

std::string Key(const LoadSettings& settings, const std::string& environment = "") {
  return TextOf(KeyOf(settings, environment));
}

TEST(RunKey, IsTheSameHoweverTheFilesAreNamed) {
  LoadSettings settings = Plain();
  const std::string here = std::filesystem::canonical(".").string();
  settings.config_path = here + "/c.json";
  settings.inputs.inputs = {"./a.csv", here + "/b.csv"};
  EXPECT_EQ(Key(settings), Key(Plain()));
}

TEST(RunKey, IsTheSameWhereverTheResultsGo) {
  LoadSettings settings = Plain();
  settings.results_path = "r";
  settings.rejects_path = "s";
  settings.rejects_format = RejectsFormat::kNdjson;
  settings.json = settings.stream = true;
  settings.progress = ProgressStyle::kLines;
  EXPECT_EQ(Key(settings), Key(Plain()));
}

TEST(RunKey, IsAnotherWhereOtherRecordsAreRead) {
  const std::vector<std::function<void(LoadSettings*)>> changes = {
      [](LoadSettings* one) { one->config_path = "d.json"; },
      [](LoadSettings* one) {
        one->inputs.inputs = {"b.csv", "a.csv"};
      },
      [](LoadSettings* one) { one->inputs.inputs.pop_back(); },
      [](LoadSettings* one) { one->route = "orders"; },
      [](LoadSettings* one) { one->inputs.skip = 1; },
      [](LoadSettings* one) { one->inputs.first = 1; },
      [](LoadSettings* one) { one->inputs.format = InputFormat::kCsv; },
      [](LoadSettings* one) { one->inputs.reader.csv.nest = false; },
      [](LoadSettings* one) { one->inputs.reader.csv.separator = ";"; },
      [](LoadSettings* one) { one->inputs.include_ambiguous = true; },
      [](LoadSettings* one) { one->inputs.include_older = true; },
      [](LoadSettings* one) { one->inputs.include_late = true; },
  };
  std::vector<std::string> keys = {Key(Plain()), Key(Plain(), "trial")};
  for (const auto& change : changes) {
    LoadSettings settings = Plain();
    change(&settings);
    keys.push_back(Key(settings));
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::unique(keys.begin(), keys.end()), keys.end());
}

TEST(RunKey, GivesTheCommandAgain) {
  LoadSettings settings = Plain();
  settings.inputs.inputs = {"my files.csv", "/elsewhere/b.csv"};
  settings.route = "orders";
  settings.inputs.skip = 3;
  settings.inputs.include_late = true;
  const std::optional<RunKey> key = ParseRunKey(Key(settings, "trial"));
  ASSERT_TRUE(key);
  EXPECT_EQ(CommandOf(*key),
            "inflow load --config c.json --env trial --route orders --skip 3 --include-late "
            "'my files.csv' /elsewhere/b.csv");
  EXPECT_EQ(CommandOf({"/x/c.json", "", {"/x/a"}}, " --restart"),
            "inflow load --config /x/c.json --restart /x/a");
}

TEST(RunKey, AnotherHostsKeyIsNone) {
  for (const char* text : {"", "orders 2026-11-30", "[]", R"({"config": "c"})",
                           R"({"config": "c", "options": "", "inputs": []})"}) {
    EXPECT_FALSE(ParseRunKey(text)) << text;
  }
}

}  // namespace
}  // namespace inflow::command

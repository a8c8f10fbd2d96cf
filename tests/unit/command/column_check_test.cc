// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/column_check.h"

#include <gmock/gmock.h>

#include "tests/unit/command/fake_plugin.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;

TEST(ColumnCheck, TellsFaultsFromNotices) {
  FakePlugin plugin;
  std::string asked;
  plugin.on_command = [&asked](std::string_view name, std::string_view json) {
    asked = std::string(name) + " " + std::string(json);
    return R"({"missing":[{"name":"a","needed":true,"message":"no a"},{"name":"b","needed":false,"message":"no b"},
               {"name":"c","needed":true,"message":"no c"}]})";
  };
  host::Destination handle = plugin.Open();
  const ColumnCheck check = CheckColumns("x.csv", {"p", "q"}, "r", &handle);
  EXPECT_EQ(asked, R"(columns {"columns":["p","q"],"route":"r"})");
  EXPECT_EQ(check.fault, "x.csv: no a; no c");
  EXPECT_THAT(check.notices, ElementsAre("no b"));
}

TEST(ColumnCheck, AnOlderPluginFindsNothing) {
  FakePlugin plugin;
  host::Destination handle = plugin.Open();
  EXPECT_EQ(CheckColumns("x.csv", {"p"}, "", &handle).fault, "");
}

TEST(CellWords, AColumnThatIsThereIsEmpty) {
  const std::vector<std::string> columns = {"Price", "sku", "Name"};
  EXPECT_EQ(CellWords("the record lacks the attribute \"Price\"", columns),
            "the column \"Price\" is empty");
  EXPECT_EQ(
      CellWords("its document was refused: the record lacks the attribute \"Price\"", columns),
      "its document was refused: the column \"Price\" is empty");
  EXPECT_EQ(CellWords("attribute \"sku\" is missing, and the GUID is derived from it", columns),
            "the column \"sku\" is empty, and the GUID is derived from it");
  EXPECT_EQ(CellWords("\"name\" is missing, and the service needs it", columns),
            "the column \"Name\" is empty, and the service needs it");
}

TEST(CellWords, OthersAreMissingStill) {
  const std::vector<std::string> columns = {"Price"};
  for (const char* refusal : {"the record lacks the attribute \"price\"",
                              "attribute \"sku\" is missing, and the GUID is derived from it",
                              "attribute \"Price\" is null, and a text or number is needed there",
                              "the service answered 400", ""}) {
    EXPECT_EQ(CellWords(refusal, columns), refusal);
    EXPECT_EQ(CellWords("the record lacks the attribute \"Price\"", {}),
              "the record lacks the attribute \"Price\"");
  }
}

}  // namespace
}  // namespace inflow::command

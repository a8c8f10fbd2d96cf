// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/schema_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;

std::string Tables(std::string_view description) {
  const absl::StatusOr<std::string> tables = SchemaTables(description);
  return tables.ok() ? *tables : "refused: " + std::string(tables.status().message());
}

TEST(SchemaTables, EachSectionIsATable) {
  EXPECT_EQ(Tables(R"({"sections":[
      {"title":"One","bounds":false,"keys":[
        {"name":"a","meaning":"What a is.","required":true},
        {"name":"b","meaning":"x|y","required":false,"default":[{"n":1,"m":"s"}],"bounds":"1 to 2"}]},
      {"title":"Two","bounds":true,"keys":[
        {"name":"batching.algorithm","meaning":"How.","required":false,"otherwise":"by endpoint"},
        {"name":"d","meaning":"","required":false,"default":1.0,"bounds":"1 to 2"}]}],
      "algorithms":[{"name":"array","needs":[],"takes":[],"body":"`[r]`","formats":["json","xml"]},
                    {"name":"fold","needs":["by"],"takes":["lines","x"],"body":"b","formats":[]}]})"),
            "## One\n\n"
            "| key | default | meaning |\n|---|---|---|\n"
            "| `a` | required | What a is. |\n"
            "| `b` | `[{\"n\": 1, \"m\": \"s\"}]` | x\\|y |\n"
            "\n## Two\n\n"
            "| key | default | limits | meaning |\n|---|---|---|---|\n"
            "| `batching.algorithm` | by endpoint | | How. |\n"
            "| `d` | `1.0` | 1 to 2 | |\n"
            "\n| algorithm | settings | body | formats |\n|---|---|---|---|\n"
            "| `array` | | `[r]` | json, xml |\n"
            "| `fold` | `by`, `lines`, `x` | b | |\n");
}

TEST(SchemaTables, AnOlderPluginHasNone) {
  for (const char* description : {"{}", "", "[]", R"({"sections":7})"}) {
    EXPECT_THAT(
        Tables(description),
        HasSubstr("refused: the plugin's description holds no keys of the configuration in words"));
  }
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/table_cell.h"

#include <gtest/gtest.h>

#include "tools/inflow/json/json_attribute.h"

namespace inflow::command {
namespace {

TEST(PaddedCell, IsAsWideAsItIsShown) {
  EXPECT_EQ(PaddedCell("abc", 5, 9), "abc  ");
  EXPECT_EQ(PaddedCell("Größe", 6, 9), "Größe ");
  EXPECT_EQ(PaddedCell("日本", 6, 9), "日本  ");
  EXPECT_EQ(PaddedCell("abcdef", 0, 4), "abc…");
  EXPECT_EQ(PaddedCell("日本語", 5, 5), "日本…");
  EXPECT_EQ(PaddedCell("a\nb\tc", 0, 9), "a b c");
  EXPECT_EQ(PaddedCell("\x1b[31m", 0, 9).find('\x1b'), std::string::npos);
}

TEST(JsonTextOf, UnescapesWhateverIsEscaped) {
  EXPECT_EQ(JsonTextOf(R"("a")"), "a");
  EXPECT_EQ(JsonTextOf(R"("\"SKU-1\",\"\\\"")"), R"("SKU-1","\")");
  EXPECT_EQ(JsonTextOf(R"("\"é\",\u00e9\n")"), "\"é\",é\n");
  EXPECT_EQ(JsonTextOf(R"("")"), "");
  EXPECT_EQ(JsonTextOf("12.50"), "12.50");
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/wrap.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(ColumnsOf, CountsWhatTheScreenShows) {
  EXPECT_EQ(ColumnsOf("tea"), 3);
  EXPECT_EQ(ColumnsOf("Té"), 2);
  EXPECT_EQ(ColumnsOf("e\xcc\x81"), 1);  // an accent of its own
  EXPECT_EQ(ColumnsOf("緑茶"), 4);
  EXPECT_EQ(ColumnsOf("\x1b[31mno\x1b[0m"), 2);
  EXPECT_EQ(ColumnsOf("\x1b[2J"), 3);  // no colour
  EXPECT_EQ(ColumnsOf("\x9b"), 1);
}

TEST(Wrap, BreaksAtBlanksAndIndentsWhatFollows) {
  EXPECT_EQ(Wrap("inflow: the quota of 60 requests is used up", 20),
            "inflow: the quota of\n"
            "  60 requests is\n"
            "  used up");
  EXPECT_EQ(Wrap("one two three four five six\n", 20, 4), "one two three four\n    five six\n");
}

TEST(Wrap, LeavesLinesThatFitAsTheyAre) {
  EXPECT_EQ(Wrap("a   table  row  \n\n  twenty columns wide\n", 21),
            "a   table  row  \n\n  twenty columns wide\n");
  EXPECT_EQ(Wrap("", 40), "");
}

TEST(Wrap, TakesLessThanTwentyColumnsAsTwenty) {
  EXPECT_EQ(Wrap("a line of 20 columns", 1), "a line of 20 columns");
}

TEST(Wrap, IndentsAsTheLineIs) {
  EXPECT_EQ(Wrap("  /map/price: there is no such field", 24),
            "  /map/price: there is\n"
            "    no such field");
}

TEST(Wrap, NeverBreaksAWord) {
  EXPECT_EQ(Wrap("see https://cloudapi.inflowinventory.com/products there", 24),
            "see\n"
            "https://cloudapi.inflowinventory.com/products\n"
            "  there");
  // It is moved to the left as far as it takes.
  EXPECT_EQ(Wrap("          f6d9453c-a4dd-5f4c  is", 20), "  f6d9453c-a4dd-5f4c\n          is");
}

TEST(Wrap, CountsWideCharactersTwice) {
  EXPECT_EQ(Wrap("緑茶緑茶緑 緑茶緑茶緑", 20), "緑茶緑茶緑\n  緑茶緑茶緑");
  EXPECT_EQ(Wrap("緑茶緑茶緑 緑茶緑茶緑", 21), "緑茶緑茶緑 緑茶緑茶緑");
}

TEST(Wrap, DoesNotCountColours) {
  EXPECT_EQ(Wrap("\x1b[2minflow:\x1b[0m twelve letter", 21), "\x1b[2minflow:\x1b[0m twelve letter");
}

TEST(Wrap, KeepsACommandOneThatCanBeCopied) {
  EXPECT_EQ(Wrap("  inflow load --config c.json 'my long file.csv'\n", 31),
            "  inflow load --config c.json \\\n"
            "    'my long file.csv'\n");
  EXPECT_EQ(
      Wrap("  inflow load --config c.json -      with the same on standard input again\n", 40),
      "  inflow load --config c.json -\n"
      "    with the same on standard input\n"
      "    again\n");
}

}  // namespace
}  // namespace inflow::command

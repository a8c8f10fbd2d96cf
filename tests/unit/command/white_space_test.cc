// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/white_space.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(WithoutOuterSpace, TakesOffWhatIsAroundInAnyScript) {
  EXPECT_EQ(WithoutOuterSpace("  a b\t\r\n"), "a b");
  EXPECT_EQ(WithoutOuterSpace("\u00a0\u3000a\u2003b\u200b\ufeff\u0085"), "a\u2003b");
  EXPECT_EQ(WithoutOuterSpace(" \u2028 "), "");
  EXPECT_EQ(WithoutOuterSpace(""), "");
}

TEST(WithoutOuterSpace, LeavesOtherCharactersWhole) {
  EXPECT_EQ(WithoutOuterSpace("é"), "é");
  EXPECT_EQ(WithoutOuterSpace("\u20ac \u1680"), "\u20ac");
  EXPECT_EQ(WithoutOuterSpace("\U0001f600"), "\U0001f600");
  EXPECT_EQ(WithoutOuterSpace("a\xa0"), "a\xa0");  // no UTF-8, and none of it
  EXPECT_EQ(WithoutOuterSpace("\x80\x80 "), "\x80\x80");
}

}  // namespace
}  // namespace inflow::command

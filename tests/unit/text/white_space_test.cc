// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/white_space.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(WhiteSpace, IsWhatUnicodeCallsSo) {
  for (const char* space :
       {"\t", "\n", "\v", "\f", "\r", " ", "\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80",
        "\xE2\x80\x87", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF",
        "\xE2\x81\x9F", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF"}) {
    const std::string one = std::string(space) + "a b" + space + space;
    EXPECT_EQ(WithoutOuterSpace(one), "a b") << space;
    EXPECT_EQ(WithoutOuterSpace(space), "") << space;
  }
}

TEST(WhiteSpace, NothingElseIs) {
  for (const char* text : {"a", "\xC2\xA1", "\xC3\xA0", "\xE2\x80\x8C", "\xE2\x80\x90",
                           "\xE3\x80\x81", "\xF0\x9F\x98\x80", "\x1C", "\x7F", ""}) {
    EXPECT_EQ(WithoutOuterSpace(text), text);
  }
  EXPECT_EQ(WithoutOuterSpace("a\xC2\xA0z"), "a\xC2\xA0z");
}

TEST(WhiteSpace, WhatIsNoUtf8IsNone) {
  for (const char* text :
       {"\xA0", "a\xA0", "\xC2", "a\xE2\x80", "\x80\x80", "\xC0\xA0", "a\xE0\x82\xA0"})
    EXPECT_EQ(WithoutOuterSpace(text), text);
  EXPECT_EQ(WithoutOuterSpace("\x80\x80 "), "\x80\x80");
}

TEST(WhiteSpace, IsTakenACharacterAtATime) {
  EXPECT_EQ(SpaceAt(""), 0u);
  EXPECT_EQ(SpaceAt("  a"), 1u);
  EXPECT_EQ(SpaceAt("\xC2\xA0 "), 2u);
  EXPECT_EQ(SpaceAt("\xE3\x80\x80"), 3u);
  EXPECT_EQ(SpaceAt("a "), 0u);
}

TEST(WithoutOuter, TakesWhatItIsToldTo) {
  const auto is_grin = [](char32_t c) { return c == 0x1F600; };
  EXPECT_EQ(WithoutOuter("\xF0\x9F\x98\x80 a\xF0\x9F\x98\x80\xF0\x9F\x98\x80", is_grin), " a");
}

}  // namespace
}  // namespace inflow

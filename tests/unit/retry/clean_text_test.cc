// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/clean_text.h"

#include <string>

#include "gtest/gtest.h"

namespace inflow {
namespace {

TEST(CleanTextTest, PlainTextStays) {
  EXPECT_EQ(CleanText("Negative Inventory", 500), "Negative Inventory");
  EXPECT_EQ(CleanText("Größe \xE4\xB8\xAD \xF0\x9F\x93\xA6", 500),
            "Größe \xE4\xB8\xAD \xF0\x9F\x93\xA6");
  EXPECT_EQ(CleanText("", 500), "");
}

TEST(CleanTextTest, BlanksAndControlCharactersBecomeOneBlank) {
  EXPECT_EQ(CleanText(" a\r\n\tb \x7F c\x1B[31m ", 500), "a b c [31m");
  EXPECT_EQ(CleanText(std::string("a\0b", 3), 500), "a b");
  EXPECT_EQ(CleanText("a\xC2\x85\x62\xC2\x9F\x63\xC2\xA0\x64", 500),
            "a b c d");  // U+0085, U+009F, U+00A0
  EXPECT_EQ(CleanText("a\xE2\x80\xA8\x62\xE2\x80\xA9\x63", 500), "a b c");  // U+2028, U+2029
  EXPECT_EQ(CleanText(" \r\n ", 500), "");
}

TEST(CleanTextTest, WhatHidesOrReordersTextIsDropped) {
  EXPECT_EQ(CleanText("a\xE2\x80\x8B\x62\xE2\x80\xAE\x63\xE2\x81\xA6\x64\xEF\xBB\xBF\x65", 500),
            "abcde");
  EXPECT_EQ(CleanText("a\xC2\xAD\x62\xEF\xB8\x8F\x63\xF3\xA0\x84\x80\x64\xCD\x8F\x65", 500),
            "abcde");                                             // U+00AD, U+FE0F, U+E0100, U+034F
  EXPECT_EQ(CleanText("a\xE2\x80\x93z", 500), "a\xE2\x80\x93z");  // an en dash is neither
}

TEST(CleanTextTest, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(CleanText("a\xFF\x62", 500), "a\xEF\xBF\xBD\x62");
  EXPECT_EQ(CleanText("\xC0\x80", 500), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_EQ(CleanText("\xED\xA0\x80", 500), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
  EXPECT_EQ(CleanText("a\xE2\x82", 500), "a\xEF\xBF\xBD\xEF\xBF\xBD");                // cut off
}

TEST(CleanTextTest, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(CleanText("abcdef", 6), "abcdef");
  EXPECT_EQ(CleanText("abcdefg", 6), "abc\xE2\x80\xA6");
  EXPECT_EQ(CleanText("ab\xC3\xA4\x64\x65\x66", 6), "ab\xE2\x80\xA6");  // the umlaut would not fit
  EXPECT_EQ(CleanText("abcdef   ", 6), "abcdef");
  EXPECT_EQ(CleanText(std::string(1'000'000, 'x'), 500),
            std::string(497, 'x').append("\xE2\x80\xA6"));
  EXPECT_EQ(CleanText("\xF0\x9F\x93\xA6", 3), "\xE2\x80\xA6");
}

}  // namespace
}  // namespace inflow

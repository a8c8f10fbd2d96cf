// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_separator.h"

#include <gtest/gtest.h>

#include "plugin/text/cell_separator.h"

namespace inflow::command {
namespace {

char FoundSeparator(std::string_view line) {
  HeaderLook look;
  EXPECT_TRUE(look.Follow(line)) << line;
  EXPECT_EQ(look.size(), line.size());
  return look.Commonest();
}

TEST(HeaderLook, TakesTheCommonestOutsideOfQuotes) {
  EXPECT_EQ(FoundSeparator("a,b;c,d\n"), ',');
  EXPECT_EQ(FoundSeparator("a;\"b,c,\nd\";e\n"), ';');
  EXPECT_EQ(FoundSeparator("a\tb,c\td\r\n"), '\t');
  EXPECT_EQ(FoundSeparator("name\n"), ',');
  EXPECT_EQ(FoundSeparator("a|b\n"), '|');
  EXPECT_EQ(FoundSeparator("size|colour|cut,price\n"), ',');
}

TEST(HeaderLook, AQuoteInsideACellIsText) { EXPECT_EQ(FoundSeparator("5\" disk;a,b,c\n"), ','); }

TEST(SepLine, NamesTheSeparator) {
  EXPECT_EQ(SepLine("sep=;\r\n"), ";");
  EXPECT_EQ(SepLine("\"SEP=,\"\n"), ",");
  EXPECT_EQ(SepLine("sep=\t"), "\t");
  EXPECT_EQ(SepLine("sep=\xc2\xa6\n"), "\xc2\xa6");
  for (const char* line :
       {"sep=\n", "sep=;;\n", "sep=;,\n", "separator\n", "\n", "", "sep=\"\n", "xsep=;"}) {
    EXPECT_EQ(SepLine(line), std::nullopt) << line;
  }
}

TEST(ParseSeparator, TakesOneCharacter) {
  EXPECT_EQ(ParseSeparator(";"), ";");
  EXPECT_EQ(ParseSeparator("tab"), "\t");
  EXPECT_EQ(ParseSeparator("\\t"), "\t");
  EXPECT_EQ(ParseSeparator("\t"), "\t");
  EXPECT_EQ(ParseSeparator("\xc2\xa6"), "\xc2\xa6");
  EXPECT_EQ(ParseSeparator("😀"), "😀");
  for (const char* text : {"", ";;", "\"", "\n", "\r", "\xc2", "\xa6", "éa", "comma"})
    EXPECT_EQ(ParseSeparator(text), std::nullopt) << text;
  EXPECT_EQ(ParseSeparator(std::string_view("\0", 1)), std::nullopt);
}

}  // namespace
}  // namespace inflow::command

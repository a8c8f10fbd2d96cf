// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugin/record/walker.h"

namespace inflow {
namespace {

std::string Unescaped(std::string_view raw) {
  std::string out = ">";
  Unescape(raw, &out);
  return out.substr(1);
}

TEST(UnescapeTest, TurnsEscapesIntoText) {
  EXPECT_EQ(Unescaped(""), "");
  EXPECT_EQ(Unescaped("plain caf\xC3\xA9"), "plain caf\xC3\xA9");
  EXPECT_EQ(Unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Unescaped(R"(a\u0062c)"), "abc");
  EXPECT_EQ(Unescaped(R"(\u00e9\u00E9\u20ac\uffff)"), "\xC3\xA9\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF");
  EXPECT_EQ(Unescaped(R"(\ud83d\ude00!)"), "\xF0\x9F\x98\x80!");
  EXPECT_EQ(Unescaped(R"(\u0000)"), std::string(1, '\0'));
  EXPECT_EQ(Unescaped(R"(\\n)"), "\\n");
}

TEST(UnescapeTest, LeavesWhatIsNoEscape) {
  EXPECT_EQ(Unescaped("\\"), "\\");
  EXPECT_EQ(Unescaped("a\\x\\n"), "a\\x\n");
  EXPECT_EQ(Unescaped("\\u12"), "\\u12");
  EXPECT_EQ(Unescaped("\\ud800!"), "\\ud800!");
}

bool Is(std::string_view key, std::string_view plain) {
  return KeyIs({key, "0", JsonType::kNumber, key.find('\\') != std::string_view::npos}, plain);
}

TEST(KeyIsTest, ComparesTheKeyUnescaped) {
  EXPECT_TRUE(Is("sku", "sku"));
  EXPECT_FALSE(Is("sku", "SKU"));
  EXPECT_FALSE(Is("sku", "sk"));
  EXPECT_FALSE(Is("sku", "skus"));
  EXPECT_TRUE(Is("", ""));
  EXPECT_TRUE(Is("s\\u006bu", "sku"));
  EXPECT_FALSE(Is("s\\u006bu", "sk"));
  EXPECT_FALSE(Is("s\\u006bu", "skus"));
  EXPECT_FALSE(Is("s\\u006bu", "s\\u006bu"));
  EXPECT_TRUE(Is("\\ud83d\\ude00", "\xF0\x9F\x98\x80"));
  EXPECT_FALSE(Is("\\u0000", ""));
  EXPECT_TRUE(Is("\\u0000", std::string_view("\0", 1)));
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_text.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

TEST(AppendJsonString, EscapesWhatJsonAsksFor) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("a/b ä€😀"), "\"a/b ä€😀\"");
  EXPECT_EQ(Quoted("\"\\\n\r\t"), "\"\\\"\\\\\\n\\r\\t\"");
  EXPECT_EQ(Quoted(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
}

TEST(AppendJsonString, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(Quoted("a\xff"), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(Quoted("\xc3"), "\"\xef\xbf\xbd\"");
  EXPECT_EQ(Quoted("\xed\xa0\x80!"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd!\"");
}

TEST(FindInvalidUtf8, FindsTheFirstBadByte) {
  constexpr size_t kNone = std::string_view::npos;
  EXPECT_EQ(FindInvalidUtf8(""), kNone);
  EXPECT_EQ(FindInvalidUtf8("12345678901234567äöü€😀"), kNone);
  EXPECT_EQ(FindInvalidUtf8("123456789\x80"), 9);
  EXPECT_EQ(FindInvalidUtf8("\xc0\xaf"), 0);          // overlong
  EXPECT_EQ(FindInvalidUtf8("\xe0\x9f\xbf"), 0);      // overlong
  EXPECT_EQ(FindInvalidUtf8("a\xed\xa0\x80"), 1);     // surrogate
  EXPECT_EQ(FindInvalidUtf8("\xf0\x8f\xbf\xbf"), 0);  // overlong
  EXPECT_EQ(FindInvalidUtf8("\xf4\x90\x80\x80"), 0);  // above U+10FFFF
  EXPECT_EQ(FindInvalidUtf8("ab\xe2\x82"), 2);        // cut
  EXPECT_EQ(FindInvalidUtf8("\xf4\x8f\xbf\xbf"), kNone);
}

TEST(FindInvalidUtf8, TellsOfCharactersBeforeThePlace) {
  bool beyond_ascii = false;
  EXPECT_EQ(FindInvalidUtf8("abc\xff\xc3\xa9", &beyond_ascii), 3);
  EXPECT_FALSE(beyond_ascii);
  EXPECT_EQ(FindInvalidUtf8("\xc3\xa9 abc\xff", &beyond_ascii), 6);
  EXPECT_TRUE(beyond_ascii);
}

TEST(JsonBegin, SkipsMarkBlanksAndComments) {
  EXPECT_EQ(JsonBegin("{"), 0);
  EXPECT_EQ(JsonBegin("\xef\xbb\xbf // a\n /* b */{"), 17);
}

TEST(IsJsonNumber, FollowsRfc8259) {
  for (const char* number :
       {"0", "-0", "12.50", "1e5", "1E-5", "-10.0e+10", "12345678901234567890123", "0.0"}) {
    EXPECT_TRUE(IsJsonNumber(number)) << number;
  }
  for (const char* text : {"", "-", "01", "+1", ".5", "1.", "1e", "1e+", "1,5", " 1", "1 ", "0x1",
                           "NaN", "1.2.3", "--1"}) {
    EXPECT_FALSE(IsJsonNumber(text)) << text;
  }
}

TEST(FindTopLevelMember, FindsOnlyTopLevelKeys) {
  const std::string_view object = R"( { "a" : {"x":1}, "b":"},{", "x" : [1, {"x":2}] } )";
  const TopLevelMember x = FindTopLevelMember(object, "x");
  ASSERT_TRUE(x.found());
  EXPECT_EQ(object.substr(x.begin, x.end - x.begin), R"("x" : [1, {"x":2}])");
  EXPECT_EQ(object.substr(x.value_begin, x.end - x.value_begin), R"([1, {"x":2}])");
  EXPECT_FALSE(x.only);
  EXPECT_TRUE(FindTopLevelMember(R"({"x":1})", "x").only);
  EXPECT_FALSE(FindTopLevelMember(object, "y").found());
  for (const char* text :
       {"", "{", "[{\"x\":1}]", "{\"x\"", "{\"x\":", "{\"x\":\"", "{\"x\":{", "{x:1}"}) {
    EXPECT_FALSE(FindTopLevelMember(text, "x").found()) << text;
  }
}

TEST(WithoutMember, TakesItsCommaAlong) {
  const auto without = [](std::string_view object) {
    return WithoutMember(object, FindTopLevelMember(object, "x"));
  };
  EXPECT_EQ(without(R"({"x":1})"), "{}");
  EXPECT_EQ(without(R"({"x":1, "a":2})"), R"({"a":2})");
  EXPECT_EQ(without(R"({"a":2 , "x":1})"), R"({"a":2 })");
  EXPECT_EQ(without(R"({"a":2,"x":1,"b":3})"), R"({"a":2,"b":3})");
}

TEST(SkipJsonValue, FollowsCommentsAndStrings) {
  const std::string_view text = "{ // }\n \"a\": /* } */ \"}\\\"\" } rest";
  EXPECT_EQ(text.substr(SkipJsonValue(text, 0)), " rest");
  EXPECT_EQ(SkipJsonValue("{ /* ", 0), std::string_view::npos);
  EXPECT_EQ(SkipJsonValue("12,", 0), 2);
  EXPECT_EQ(SkipJsonValue("", 0), std::string_view::npos);
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/reader.h"

#include <gtest/gtest.h>

namespace inflow::record_internal {
namespace {

// Skipped returns what SkipValue steps over.
std::string_view Skipped(std::string_view text) {
  return text.substr(
      0, static_cast<size_t>(SkipValue(text.data(), text.data() + text.size()) - text.data()));
}

TEST(SkipValueTest, StepsOverOneValue) {
  EXPECT_EQ(Skipped("12.50,\"b\""), "12.50");
  EXPECT_EQ(Skipped("-1e5 }"), "-1e5");
  EXPECT_EQ(Skipped("true]"), "true");
  EXPECT_EQ(Skipped("null\n}"), "null");
  EXPECT_EQ(Skipped("0"), "0");
  EXPECT_EQ(Skipped(R"("a\"b\\",1)"), R"("a\"b\\")");
  EXPECT_EQ(Skipped(R"("\\\"","x")"), R"("\\\"")");
  EXPECT_EQ(Skipped("\"caf\xC3\xA9 0123456789abcdef\"}"), "\"caf\xC3\xA9 0123456789abcdef\"");
  EXPECT_EQ(Skipped("{},1"), "{}");
  EXPECT_EQ(Skipped(R"({"a":[1,{"b":"]}\""}],"c":{}} ,2)"), R"({"a":[1,{"b":"]}\""}],"c":{}})");
  EXPECT_EQ(Skipped("[[],[[]]]]"), "[[],[[]]]");
}

TEST(SkipValueTest, StopsAtTheEnd) {
  for (const std::string_view text :
       {"", "{", "[1,", "{\"a", "\"", "\"a\\", "\"a\\\"", "\"a\xC3\xA9", "12"})
    EXPECT_EQ(Skipped(text), text);
}

// Brackets are looked for in blocks of bytes, so each place in a block is tried, and what is a
// bracket only outside of a string.
TEST(SkipValueTest, FindsTheEndOfAContainerWhereverItsPartsAre) {
  for (size_t pad = 0; pad < 200; ++pad) {
    for (const char* part : {R"("}]")", R"("{[")", R"("\"}")", R"("\\",{"a":[]})",
                             R"([[{}]],"a\\\"]")", R"({"}":"{"})"}) {
      const std::string value = "[\"" + std::string(pad, 'x') + "\"," + part + "]";
      EXPECT_EQ(Skipped(value + R"(],"}]")" + std::string(100, ']')), value);
      EXPECT_EQ(Skipped(value), value);
      const std::string open = value.substr(0, value.size() - 1) + std::string(70, ' ');
      EXPECT_EQ(Skipped(open), open) << "without an end it goes on to the end of the text";
    }
  }
}

TEST(TypeOfTest, TellsTheTypeByTheFirstByte) {
  EXPECT_EQ(TypeOf('{'), JsonType::kObject);
  EXPECT_EQ(TypeOf('['), JsonType::kArray);
  EXPECT_EQ(TypeOf('"'), JsonType::kString);
  EXPECT_EQ(TypeOf('-'), JsonType::kNumber);
  EXPECT_EQ(TypeOf('7'), JsonType::kNumber);
  EXPECT_EQ(TypeOf('t'), JsonType::kTrue);
  EXPECT_EQ(TypeOf('f'), JsonType::kFalse);
  EXPECT_EQ(TypeOf('n'), JsonType::kNull);
}

TEST(ReaderTest, StepsThroughAnObject) {
  const std::string_view text = "{ \"a\" : 1 , \"b\\n\":[2,3]\t} tail";
  const char* at = text.data();
  const char* const end = at + text.size();
  std::vector<std::string> seen;
  for (bool more = EnterContainer(&at, end); more; more = NextItem(&at, end)) {
    Member member;
    const char* value = ReadKey(at, end, &member);
    at = SkipValue(value, end);
    seen.push_back(std::string(member.key) + (member.key_escaped ? "!" : "") + "=" +
                   std::string(value, at));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"a=1", "b\\n!=[2,3]"}));
  EXPECT_EQ(std::string(at, end), " tail");
}

TEST(ReaderTest, StepsThroughAnArray) {
  const std::string_view text = "[ 1 , {\"a\":[]} ,\"x\"]]";
  const char* at = text.data();
  const char* const end = at + text.size();
  std::vector<std::string> seen;
  for (bool more = EnterContainer(&at, end); more; more = NextItem(&at, end)) {
    const char* value = at;
    at = SkipValue(at, end);
    seen.emplace_back(value, at);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"1", "{\"a\":[]}", "\"x\""}));
  EXPECT_EQ(std::string(at, end), "]");
}

TEST(ReaderTest, StepsOverAnEmptyContainer) {
  for (const std::string_view text : {"{}x", "[ \n]x"}) {
    const char* at = text.data();
    EXPECT_FALSE(EnterContainer(&at, text.data() + text.size()));
    EXPECT_EQ(at, text.data() + text.size() - 1);
  }
}

}  // namespace
}  // namespace inflow::record_internal

// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/cursor.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Members(std::string_view object) {
  std::vector<std::string> members;
  MemberCursor cursor(object);
  while (cursor.Next())
    members.push_back(std::string(cursor.member().key) + "=" + std::string(cursor.member().value));
  EXPECT_FALSE(cursor.Next()) << "behind the end it stays there";
  return members;
}

std::vector<std::string> Items(std::string_view list) {
  std::vector<std::string> items;
  ItemCursor cursor(list);
  while (cursor.Next()) items.emplace_back(cursor.item().bytes);
  EXPECT_FALSE(cursor.Next());
  return items;
}

TEST(MemberCursorTest, StepsOverTheMembersInTheirOrder) {
  EXPECT_THAT(Members(R"({ "a" : 1 , "b":"x,}" ,"c":{"d":[1,2]},"a":null})"),
              ElementsAre("a=1", R"(b="x,}")", R"(c={"d":[1,2]})", "a=null"));
  EXPECT_THAT(Members("{}"), IsEmpty());
  EXPECT_THAT(Members("{ \n }"), IsEmpty());
}

TEST(MemberCursorTest, TellsTypesAndEscapedKeys) {
  MemberCursor cursor(R"({"a\u0062":true,"c":[]})");
  ASSERT_TRUE(cursor.Next());
  EXPECT_TRUE(cursor.member().key_escaped);
  EXPECT_TRUE(KeyIs(cursor.member(), "ab"));
  EXPECT_EQ(cursor.member().type, JsonType::kTrue);
  ASSERT_TRUE(cursor.Next());
  EXPECT_FALSE(cursor.member().key_escaped);
  EXPECT_EQ(cursor.member().type, JsonType::kArray);
}

TEST(ItemCursorTest, StepsOverTheItemsInTheirOrder) {
  EXPECT_THAT(Items(R"([1, "]" ,{"a":[2]}, [ ] ,null])"),
              ElementsAre("1", R"("]")", R"({"a":[2]})", "[ ]", "null"));
  EXPECT_THAT(Items("[]"), IsEmpty());
  EXPECT_THAT(Items("[ ]"), IsEmpty());
}

TEST(ItemCursorTest, StepsThroughWhatWasTooDeep) {
  const std::string deep =
      R"([{"why":"so"},)" + std::string(200, '[') + "1" + std::string(200, ']') + "]";
  const JsonWalk walk = WalkJson(deep);
  ASSERT_EQ(walk.end, JsonWalk::End::kTooDeep);
  ItemCursor cursor(walk.value.bytes);
  ASSERT_TRUE(cursor.Next());
  EXPECT_EQ(cursor.item().bytes, R"({"why":"so"})");
  ASSERT_TRUE(cursor.Next());
  std::string_view inner = cursor.item().bytes;
  int levels = 1;
  for (ItemCursor down(inner); down.Next(); down = ItemCursor(inner)) {
    inner = down.item().bytes;
    ++levels;
  }
  EXPECT_EQ(levels, kMaxRecordDepth) << "the last one is the bracket that was too deep";
  EXPECT_FALSE(cursor.Next());
}

}  // namespace
}  // namespace inflow

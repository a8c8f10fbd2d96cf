// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugin/record/path.h"

namespace inflow {
namespace {

std::string Without(std::string_view record, const std::vector<std::string>& paths) {
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
  std::string out = ">";
  Exclusion(paths).AppendObject(index, &out);
  return out.substr(1);
}

TEST(ExclusionTest, CopiesTheObjectWhereNothingIsExcluded) {
  EXPECT_TRUE(Exclusion().empty());
  EXPECT_TRUE(Exclusion(std::vector<std::string>{}).empty());
  EXPECT_FALSE(Exclusion({"a"}).empty());
  EXPECT_EQ(Without(" { \"a\" : 12.50 } \n", {}), "{ \"a\" : 12.50 }");
  EXPECT_EQ(Without("{ \"a\" : 12.50 }", {"b", "a.b", "A"}), "{ \"a\" : 12.50 }");
  EXPECT_EQ(Without("{}", {"a"}), "{}");
}

TEST(ExclusionTest, DropsAMemberWithOneComma) {
  constexpr std::string_view kTight = R"({"a":1,"b":2,"c":3})";
  EXPECT_EQ(Without(kTight, {"a"}), R"({"b":2,"c":3})");
  EXPECT_EQ(Without(kTight, {"b"}), R"({"a":1,"c":3})");
  EXPECT_EQ(Without(kTight, {"c"}), R"({"a":1,"b":2})");
  EXPECT_EQ(Without(kTight, {"a", "b"}), R"({"c":3})");
  EXPECT_EQ(Without(kTight, {"b", "c"}), R"({"a":1})");
  EXPECT_EQ(Without(kTight, {"c", "a"}), R"({"b":2})");
  EXPECT_EQ(Without(kTight, {"a", "b", "c"}), "{}");
}

TEST(ExclusionTest, LeavesTheWhiteSpaceOfTheMembersThatStay) {
  constexpr std::string_view kLoose = "{ \"a\" : 1 ,\n  \"b\" : 2 ,\n  \"c\" : 3 }";
  EXPECT_EQ(Without(kLoose, {"a"}), "{ \"b\" : 2 ,\n  \"c\" : 3 }");
  EXPECT_EQ(Without(kLoose, {"b"}), "{ \"a\" : 1 ,\n  \"c\" : 3 }");
  EXPECT_EQ(Without(kLoose, {"c"}), "{ \"a\" : 1 ,\n  \"b\" : 2 }");
  EXPECT_EQ(Without(kLoose, {"a", "c"}), "{ \"b\" : 2 }");
  EXPECT_EQ(Without(kLoose, {"a", "b", "c"}), "{  }");
}

TEST(ExclusionTest, ReachesIntoObjects) {
  constexpr std::string_view kRecord = R"({"a":{"x":1,"y":{"z":2,"w":3}},"x":4})";
  EXPECT_EQ(Without(kRecord, {"a.x"}), R"({"a":{"y":{"z":2,"w":3}},"x":4})");
  EXPECT_EQ(Without(kRecord, {"a.y.z"}), R"({"a":{"x":1,"y":{"w":3}},"x":4})");
  EXPECT_EQ(Without(kRecord, {"a.y.z", "a.y.w", "x"}), R"({"a":{"x":1,"y":{}}})");
  EXPECT_EQ(Without(kRecord, {"a.y", "a.y.z"}), R"({"a":{"x":1},"x":4})");
  EXPECT_EQ(Without(kRecord, {"a.y.z", "a.y"}), R"({"a":{"x":1},"x":4})");
  EXPECT_EQ(Without(kRecord, {"x.x", "a.x.x", "y"}), kRecord);
}

TEST(ExclusionTest, ReachesIntoEveryElementOfArrays) {
  EXPECT_EQ(
      Without(
          R"({"lines":[ {"cost":1,"sku":"A"} , {"sku":"B","cost":2} , 7, [{"cost":3}], "cost" ]})",
          {"lines.cost"}),
      R"({"lines":[ {"sku":"A"} , {"sku":"B"} , 7, [{}], "cost" ]})");
  EXPECT_EQ(Without(R"({"lines":[{"lots":[{"n":1,"cost":2}]},{"lots":{"cost":3}}]})",
                    {"lines.lots.cost"}),
            R"({"lines":[{"lots":[{"n":1}]},{"lots":{}}]})");
  EXPECT_EQ(Without(R"({"lines":[]})", {"lines.cost"}), R"({"lines":[]})");
}

TEST(ExclusionTest, DropsAttributesWhoseNamesHoldDots) {
  EXPECT_EQ(Without(R"({"a.b":1,"a":{"b":2,"c":3}})", {"a.b"}), R"({"a":{"c":3}})");
  EXPECT_EQ(Without(R"({"a":{"b.c":1,"b":{"c":2},"d":3}})", {"a.b.c"}), R"({"a":{"b":{},"d":3}})");
}

TEST(ExclusionTest, ComparesKeysUnescaped) {
  EXPECT_EQ(Without(R"({"\u0061":1,"b":{"\u0063":2,"d":3}})", {"a", "b.c"}), R"({"b":{"d":3}})");
  EXPECT_EQ(Without("{\"caf\xC3\xA9\":1,\"x\":2}", {"caf\xC3\xA9"}), R"({"x":2})");
}

TEST(ExclusionTest, DropsEveryOneOfEqualNestedKeys) {
  EXPECT_EQ(Without(R"({"a":{"x":1,"y":2,"x":3}})", {"a.x"}), R"({"a":{"y":2}})");
}

TEST(ExclusionTest, CopiesMembersOneByOne) {
  RecordIndex index;
  ASSERT_TRUE(WalkRecord(R"({"a":1,"b":{"c":2,"d":3},"e\u002ef":4,"g":[1]})", &index).ok());
  const Exclusion exclusion({"a", "b.c", "e.f"});
  std::string seen;
  for (const Member& member : index.members) {
    seen += exclusion.DropsTopLevel(member) ? "drop " : "keep ";
    exclusion.AppendValue(member, &seen);
    seen += '\n';
  }
  EXPECT_EQ(seen, "drop 1\nkeep {\"d\":3}\ndrop 4\nkeep [1]\n");
}

TEST(ExclusionTest, TakesAPathOfAnyLength) {
  std::string path = "a";
  for (int i = 0; i < 1000000; ++i) path += ".a";
  EXPECT_EQ(Without(R"({"a":{"a":1},")" + path + R"(":2,"b":3})", {path}),
            R"({"a":{"a":1},"b":3})");
}

TEST(ExclusionTest, ReachesTheDeepestAttribute) {
  std::string path = "a", open = "{\"a\":", close = "}";
  for (int level = 2; level < kMaxRecordDepth; ++level) {
    path += ".a";
    open += "{\"a\":";
    close += "}";
  }
  const std::string deepest = R"({"a":1,"b":2})";
  EXPECT_EQ(Without(open + deepest + close, {path + ".a"}), open + R"({"b":2})" + close);
}

}  // namespace
}  // namespace inflow

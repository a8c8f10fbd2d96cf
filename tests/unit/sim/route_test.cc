// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/route.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

TEST(TargetTest, IsTakenApartAndDecoded) {
  const Target target = ParseTarget("/c/products/p%201%2F2?count=5&after=a%26b&empty");
  EXPECT_EQ(target.segments, (std::vector<std::string>{"c", "products", "p 1/2"}));
  EXPECT_EQ(target.Query("count"), "5");
  EXPECT_EQ(target.Query("after"), "a&b");
  EXPECT_EQ(target.Query("empty"), "");
  EXPECT_EQ(target.Query("skip"), std::nullopt);
  EXPECT_EQ(target.PathFrom(1), "/products/p 1/2");
}

TEST(TargetTest, KeepsMalformedEscapesAndEmptySegments) {
  EXPECT_EQ(ParseTarget("/a//%zz%4").segments, (std::vector<std::string>{"a", "", "%zz%4"}));
  EXPECT_EQ(ParseTarget("/").segments, (std::vector<std::string>{""}));
}

Place::Kind KindOf(std::string_view target) { return PlaceOf(ParseTarget(target)).kind; }

TEST(PlaceTest, IsWhatThePathNames) {
  EXPECT_EQ(KindOf("/c/products"), Place::Kind::kCollection);
  EXPECT_EQ(KindOf("/c/products/7"), Place::Kind::kEntity);
  EXPECT_EQ(KindOf("/c/count-sheets/7"), Place::Kind::kEntity);
  EXPECT_EQ(KindOf("/c/stock-counts/7/count-sheet"), Place::Kind::kSheetOfCount);
  EXPECT_EQ(KindOf("/c/stock-counts/7/count-sheets/8"), Place::Kind::kSheetOfCountById);
  const Place sheet = PlaceOf(ParseTarget("/c/stock-counts/7/count-sheets/8"));
  EXPECT_EQ(sheet.collection->name, "count-sheets");
  EXPECT_EQ(sheet.parent, "7");
  EXPECT_EQ(sheet.id, "8");
}

TEST(PlaceTest, IsNothingElsewhere) {
  for (const char* target : {"/", "/c", "/c/", "/c/product", "/c/products/", "/c/products/7/8",
                             "/c/count-sheets", "/c/products/7/count-sheet"}) {
    EXPECT_EQ(KindOf(target), Place::Kind::kNone) << target;
  }
}

TEST(GlobTest, MatchesRunsOfAnything) {
  EXPECT_TRUE(MatchesGlob("/products", "/products"));
  EXPECT_FALSE(MatchesGlob("/products", "/products/7"));
  EXPECT_TRUE(MatchesGlob("/products*", "/products"));
  EXPECT_TRUE(MatchesGlob("/products/*", "/products/7/8"));
  EXPECT_FALSE(MatchesGlob("/products/*", "/products"));
  EXPECT_TRUE(MatchesGlob("/*s/*7", "/products/17"));
  EXPECT_FALSE(MatchesGlob("/*s/*7", "/products/18"));
  EXPECT_TRUE(MatchesGlob("*a*b", "xaxbxb"));
}

}  // namespace
}  // namespace inflow::sim

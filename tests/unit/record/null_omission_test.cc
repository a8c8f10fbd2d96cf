// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/null_omission.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

std::string WithoutNulls(const std::string& json) {
  std::string out;
  AppendWithoutNulls(json, &out);
  return out;
}

TEST(NullOmission, LeavesOutNullMembersAtAnyDepth) {
  EXPECT_EQ(WithoutNulls(R"({"a":null,"b":{"c":null,"d":1},"e":[{"f":null}],"g":null})"),
            R"({"b":{"d":1},"e":[{}]})");
}

TEST(NullOmission, KeepsTheElementsOfLists) {
  EXPECT_EQ(WithoutNulls(R"([null,{"a":null},[null]])"), "[null,{},[null]]");
}

TEST(NullOmission, OmitsOnlyTheValueNull) {
  EXPECT_EQ(WithoutNulls(R"({"null":"null","a":"x\"null","b":null})"),
            R"({"null":"null","a":"x\"null"})");
}

TEST(NullOmission, LeavesNumbersAndEscapesAsTheyCame) {
  EXPECT_EQ(WithoutNulls(R"({ "\u0061" : 1.50 , "b" : null , "c" : "\/" })"),
            R"({"\u0061":1.50,"c":"\/"})");
}

TEST(NullOmission, AnObjectOfNullsIsEmpty) { EXPECT_EQ(WithoutNulls(R"({"a":null})"), "{}"); }

}  // namespace
}  // namespace inflow

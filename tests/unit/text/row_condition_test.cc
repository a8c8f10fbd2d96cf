// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/row_condition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RowCondition, IsWrittenAsPeopleSayIt) {
  const RowCondition some = *ParseRowCondition("Variant SKU is not blank");
  EXPECT_EQ(some.column, "Variant SKU");
  EXPECT_TRUE(some.is_not && some.blank);
  EXPECT_THAT(some.values, IsEmpty());
  EXPECT_TRUE(some.Holds("A-1"));
  EXPECT_FALSE(some.Holds(""));

  const RowCondition one_of = *ParseRowCondition("  Type is  simple,variation , blank ");
  EXPECT_EQ(one_of.column, "Type");
  EXPECT_THAT(one_of.values, ElementsAre("simple", "variation"));
  EXPECT_TRUE(one_of.Holds("simple") && one_of.Holds("variation") && one_of.Holds(""));
  EXPECT_FALSE(one_of.Holds("variable") || one_of.Holds("Simple") || one_of.Holds("blank"));

  const RowCondition none_of = *ParseRowCondition("Type is not variable, grouped");
  EXPECT_TRUE(none_of.Holds("simple") && none_of.Holds(""));
  EXPECT_FALSE(none_of.Holds("grouped"));
}

TEST(RowCondition, QuotesHoldWhatWouldMeanSomethingElse) {
  const RowCondition condition =
      *ParseRowCondition(R"("Size is, 5"" wide" is "blank", "a, b", not)");
  EXPECT_EQ(condition.column, "Size is, 5\" wide");
  EXPECT_THAT(condition.values, ElementsAre("blank", "a, b", "not"));
  EXPECT_FALSE(condition.blank || condition.is_not);
  EXPECT_EQ(ParseRowCondition("a is b is c")->column, "a");
  EXPECT_THAT(ParseRowCondition("a is b is c")->values, ElementsAre("b is c"));
}

TEST(RowCondition, WhatIsNoneIsNoCondition) {
  for (const char* text :
       {"", "Variant SKU", "is blank", " is blank", "a is", "a is ", "a is not", "a is not ",
        "a is b,,c", "a is ,b", "a is \"b", "a is \"b\"c", "\"a is b", "\"a\"b is c", "\"\" is b",
        "\" \" is b", "a is \"\"", "a = b", "a IS b"}) {
    EXPECT_FALSE(ParseRowCondition(text)) << text;
  }
}

RC_GTEST_PROP(RowCondition, ReadsBackWhatIsQuoted, ()) {
  const auto text = rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab is,\"'not\xc3\xa9"))));
  const auto quoted = [](const std::string& one) {
    std::string all = "\"";
    for (const char c : one) all.append(c == '"' ? 2 : 1, c);
    return all + "\"";
  };
  const std::string column = "c" + *text + "c";
  const std::vector<std::string> values = {"v" + *text + "v", "w" + *text + "w"};
  const auto condition =
      ParseRowCondition(quoted(column) + " is not " + quoted(values[0]) + ", " + quoted(values[1]));
  RC_ASSERT(condition.has_value());
  RC_ASSERT(condition->column == column);
  RC_ASSERT(condition->values == values);
}

}  // namespace
}  // namespace inflow

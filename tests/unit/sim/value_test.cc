// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/value.h"

#include <string>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

std::string RoundTrip(std::string_view text) {
  const absl::StatusOr<Value> value = ParseValue(text);
  return value.ok() ? ToJson(*value) : "refused: " + std::string(value.status().message());
}

TEST(ValueTest, KeepsEveryNumberAsItWasWritten) {
  for (const std::string number :
       {"12.50", "-0", "0", "-7", "1E5", "1e+05", "18446744073709551616",
        "123456789012345678901234", "-9223372036854775809", "0.10", "-0.0", "5e-324"}) {
    EXPECT_EQ(RoundTrip(number), number);
    EXPECT_EQ(RoundTrip("{\"a\":[" + number + "]}"), "{\"a\":[" + number + "]}");
  }
}

TEST(ValueTest, KeepsOrderTextsAndNesting) {
  EXPECT_EQ(RoundTrip(R"( { "b" : "é\n\"" , "a" : [ true , false , null , { } , [ ] ] } )"),
            R"({"b":"é\n\"","a":[true,false,null,{},[]]})");
}

TEST(ValueTest, OfEqualNamesTheLastIsKept) {
  EXPECT_EQ(RoundTrip(R"({"a":1,"b":2,"a":3})"), R"({"b":2,"a":3})");
}

TEST(ValueTest, RefusesWhatIsNoJson) {
  for (const std::string text :
       {"", "{", "{\"a\":}", "[1,]", "01", "tru", "{} x", "\"\xff\"", "{'a':1}", "1e999"}) {
    EXPECT_EQ(RoundTrip(text).substr(0, 9), "refused: ") << text;
  }
}

TEST(ValueTest, NestsToTheLimitAndNoDeeper) {
  const auto nest = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(RoundTrip(nest(kMaxDepth)), nest(kMaxDepth));
  EXPECT_EQ(RoundTrip(nest(kMaxDepth + 1)), "refused: arrays and objects nest deeper than 64");
}

TEST(ValueTest, FindsAndPutsNamesInAnyCase) {
  Value value = *ParseValue(R"({"Name":"Tea"})");
  EXPECT_EQ(Find(value, "nAME")->text, "Tea");
  EXPECT_EQ(Find(value, "names"), nullptr);
  Put(&value, "name", MakeString("Coffee"));
  Put(&value, "sku", MakeString("c"));
  EXPECT_EQ(ToJson(value), R"({"Name":"Coffee","sku":"c"})");
}

}  // namespace
}  // namespace inflow::sim

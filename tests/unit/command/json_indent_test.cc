// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_indent.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(IndentJson, TouchesNothingButWhiteSpace) {
  EXPECT_EQ(IndentJson(R"({"b":12.50,"a":[1e3,"x, {y}: \"z\""],"b":null,"o":{ },"l":[ ]})"),
            "{\n"
            "  \"b\": 12.50,\n"
            "  \"a\": [\n"
            "    1e3,\n"
            "    \"x, {y}: \\\"z\\\"\"\n"
            "  ],\n"
            "  \"b\": null,\n"
            "  \"o\": {},\n"
            "  \"l\": []\n"
            "}");
  EXPECT_EQ(IndentJson("[[1],[]]"), "[\n  [\n    1\n  ],\n  []\n]");
  EXPECT_EQ(IndentJson(" 7 "), "7");
  EXPECT_EQ(IndentJson(""), "");
}

TEST(IndentJson, BeginsAtALevel) { EXPECT_EQ(IndentJson("[1]", 2), "[\n      1\n    ]"); }

TEST(IndentJson, StaysSmallHoweverDeepTheJson) {
  const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
  EXPECT_LT(IndentJson(deep).size(), 2'000'000);
}

TEST(IndentJson, EndsWithWhatIsNoJson) {
  for (const char* text : {"\"", "{\"a", "}}]]", "{:,", "/", "a b\x01"})
    EXPECT_LT(IndentJson(text).size(), 100) << text;
}

TEST(CompactJson, IsTheWayBack) {
  const std::string json = R"({"b":12.50,"a":[1e3,"x, {y} // : \"z\""],"b":null})";
  EXPECT_EQ(CompactJson(IndentJson(json)), json);
  EXPECT_EQ(CompactJson("// why\n{ \"a\": /* this */ [ 1 , 2 ] }\n"), R"({"a":[1,2]})");
}

}  // namespace
}  // namespace inflow::command

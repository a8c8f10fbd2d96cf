// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_grammar.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow::command {
namespace {

TEST(JsonGrammar, NumbersOfAnySizeAreNumbers) {
  for (const char* text : {"12345678901234567890123", "1e999", "-0.0E-0", "12.50", "1E+400", "0"}) {
    EXPECT_TRUE(IsJson(text)) << text;
    EXPECT_TRUE(IsJsonObject(std::string("{\"n\":") + text + "}")) << text;
  }
  for (const char* text :
       {"01", "1.", ".5", "+1", "1e", "--1", "0x1", "NaN", "Infinity", "1_0", "1 2", ""}) {
    EXPECT_FALSE(IsJson(text)) << text;
    EXPECT_FALSE(IsJson(std::string("[") + (*text ? text : ",") + "]")) << text;
  }
}

TEST(JsonGrammar, EveryOtherKindOfValue) {
  for (const char* text :
       {"null", "true", "false", "\"\"", "[]", "{}", " [ 1 , {\"a\" : [ ] , \"a\":\"\"} ] \n",
        R"("\"\\\/\b\f\n\r\tÄ")", "\"\\ud800\"", "\"ä😀\""}) {
    EXPECT_TRUE(IsJson(text)) << text;
  }
  for (const char* text :
       {"nul",      "tru",         "True",      "\"",        "\"a",
        "\"\\x\"",  "\"\\u12g4\"", "\"\\u12\"", "\"\\",      "\"\t\"",
        "[1,]",     "[,]",         "[1",        "{",         "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}",  "{a:1}",     "{\"a\":1]", "[1}",
        "{} {}",    "[1] // no",   "\xff",      "\"\xc3\"",  "\"\xed\xa0\x80\""}) {
    EXPECT_FALSE(IsJson(text)) << text;
  }
}

TEST(JsonGrammar, AnObjectIsNoOtherValue) {
  EXPECT_TRUE(IsJsonObject(" \t\r\n{\"a\":1} "));
  for (const char* text : {"[{}]", "\"{}\"", "", "  ", "{} 1", "1"})
    EXPECT_FALSE(IsJsonObject(text)) << text;
}

TEST(JsonGrammar, TheDepthIsNotThatOfTheStack) {
  constexpr size_t kDepth = 2'000'000;
  const std::string open(kDepth, '[');
  const std::string close(kDepth, ']');
  EXPECT_TRUE(IsJson(open + close));
  EXPECT_FALSE(IsJson(open + close + "]"));
  EXPECT_FALSE(IsJson(open));
}

}  // namespace
}  // namespace inflow::command

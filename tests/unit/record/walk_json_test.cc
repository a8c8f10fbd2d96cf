// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "plugin/record/walker.h"

namespace inflow {
namespace {

using End = JsonWalk::End;

TEST(WalkJsonTest, TakesAValueOfAnyType) {
  const std::pair<const char*, JsonType> values[] = {{R"({"a":[1,{}]})", JsonType::kObject},
                                                     {R"([{"a":1},2])", JsonType::kArray},
                                                     {R"("x\u00e9")", JsonType::kString},
                                                     {"-1.5e3", JsonType::kNumber},
                                                     {"true", JsonType::kTrue},
                                                     {"false", JsonType::kFalse},
                                                     {"null", JsonType::kNull},
                                                     {"[]", JsonType::kArray}};
  for (const auto& [text, type] : values) {
    const std::string padded = std::string(" \n") + text + "\t\r\n";
    const JsonWalk walk = WalkJson(padded);
    EXPECT_EQ(walk.end, End::kWhole) << text;
    EXPECT_EQ(walk.value.bytes, text);
    EXPECT_EQ(walk.value.type, type) << text;
  }
  EXPECT_EQ(WalkJson(R"({"a":1,"a":2})").end, End::kWhole)
      << "equal keys are the reader's to judge";
}

TEST(WalkJsonTest, RefusesWhatIsNoJson) {
  for (const char* text :
       {"<html>",  "{\"a\":x",       "[1 2",       "{\"a\":1}}",   "1 2",
        "nul0",    "tru x",          "01",         "\"a\nb\"",     "\"\xFF\"",
        "\"\\x\"", "\"\\udc00\"",    "\"\\ud83dx", "\"\\ud83d\\n", "[1,]",
        "{,}",     "\xEF\xBB\xBF{}", "'a'",        "\"\xE6\x41",   "\"\xF0\x80"}) {
    EXPECT_EQ(WalkJson(text).end, End::kFault) << text;
    EXPECT_TRUE(WalkJson(text).value.bytes.empty()) << text;
  }
}

// Whatever an answer is cut to, it is not taken for something else.
TEST(WalkJsonTest, EveryBeginningOfJsonIsUnended) {
  const std::string text =
      "{\"caf\xC3\xA9\":[true,false,null,-12.5e+3,\"\xE6\x97\xA5\xF0\x9F\x98\x80\"],\"\\ud83d\\ude00\\n\":{\"a\":[[],{}]}}";
  ASSERT_EQ(WalkJson(text).end, End::kWhole);
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(WalkJson(std::string_view(text).substr(0, size)).end, End::kUnended)
        << text.substr(0, size);
  }
}

TEST(WalkJsonTest, IsAsDeepAsARecord) {
  const auto nested = [](int depth) {
    return std::string(static_cast<size_t>(depth), '[') +
           std::string(static_cast<size_t>(depth), ']');
  };
  EXPECT_EQ(WalkJson(nested(kMaxRecordDepth)).end, End::kWhole);
  EXPECT_EQ(WalkJson(nested(kMaxRecordDepth + 1)).end, End::kTooDeep);
  EXPECT_EQ(WalkJson(std::string(16u << 20, '[')).end, End::kTooDeep);
  EXPECT_EQ(WalkJson("{\"a\":x" + nested(kMaxRecordDepth)).end, End::kFault)
      << "what comes first decides";
}

}  // namespace
}  // namespace inflow

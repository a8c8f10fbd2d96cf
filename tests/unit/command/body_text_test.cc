// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/body_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace inflow::command {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Style kTerminal(80, false);

TEST(BodyText, IsTheBytesWhereNoTerminalIsAndWithRaw) {
  const std::string body = "{\"n\": 12.50,\"t\":\"" + std::string(10'000, 'x') + "\"}";
  EXPECT_EQ(BodyText(body, Style(), false), body + "\n");
  EXPECT_EQ(BodyText(body + "\n", Style(), false), body + "\n");
  EXPECT_EQ(BodyText(body, kTerminal, true), body + "\n");
  EXPECT_EQ(BodyText("", kTerminal, false), "");
}

TEST(BodyText, IndentsJsonAndNothingElse) {
  EXPECT_EQ(BodyText(R"({"n": 12.50})", kTerminal, false), "{\n  \"n\": 12.50\n}\n");
  EXPECT_EQ(BodyText("<a>  <b/></a>", kTerminal, false), "<a>  <b/></a>\n");
  EXPECT_EQ(BodyText("{\"n\": 12.50", kTerminal, false), "{\"n\": 12.50\n");
}

TEST(BodyText, LeavesTheMiddleOfManyLinesOut) {
  std::string body = "[0";
  for (int i = 1; i < 1000; ++i) body += "," + std::to_string(i);
  const std::string text = BodyText(body + "]", kTerminal, false);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 40 + 1 + 15);
  EXPECT_THAT(text, StartsWith("[\n  0,\n"));
  EXPECT_THAT(text, HasSubstr("  38,\n… 947 lines (6,568 bytes) left out; all: --raw …\n  986,\n"));
  EXPECT_THAT(text, EndsWith("  999\n]\n"));
}

TEST(BodyText, ShowsAllOfSixtyLines) {
  std::string body = "[0";
  for (int i = 1; i < 58; ++i) body += "," + std::to_string(i);
  EXPECT_THAT(BodyText(body + "]", kTerminal, false), HasSubstr("  40,\n  41,\n"));
}

TEST(BodyText, LeavesTheMiddleOfALongLineOutBetweenCharacters) {
  std::string body = "x";
  for (int i = 0; i < 1500; ++i) body += "é";
  const std::string text = BodyText(body, kTerminal, false);
  EXPECT_THAT(text, HasSubstr("é … 1,202 bytes left out; all: --raw … é"));
}

TEST(BodyText, LetsNothingThroughThatSteersTheTerminal) {
  for (const bool raw : {false, true})
    EXPECT_EQ(BodyText("a\x1b[2J", kTerminal, raw), "a\xef\xbf\xbd[2J\n");
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> FaultsOf(std::string_view text) {
  Document document;
  std::vector<Fault> faults;
  ReadDocument(text, &document, &faults);
  std::vector<std::string> lines;
  for (const Fault& fault : faults) lines.push_back(fault.pointer + ": " + fault.message);
  return lines;
}

TEST(ReadDocument, BlanksCommentsAndNothingElse) {
  Document document;
  std::vector<Fault> faults;
  ASSERT_TRUE(ReadDocument("{// one\n\"a\": /* two\n */ \"// no /* comment \\\" */\"}", &document,
                           &faults));
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(document.text, "{      \n\"a\":       \n    \"// no /* comment \\\" */\"}");
  EXPECT_EQ(document.root["a"], "// no /* comment \" */");
}

TEST(ReadDocument, AcceptsAByteOrderMarkAndACommentAtTheEnd) {
  EXPECT_THAT(FaultsOf("\xEF\xBB\xBF{} // done"), IsEmpty());
  EXPECT_THAT(FaultsOf("/**/{}/***/"), IsEmpty());
}

TEST(ReadDocument, SaysWhereTheSyntaxBreaks) {
  const std::string invalid =
      "the document is not valid JSON from here on; look for a missing quote, comma or bracket before this place";
  EXPECT_THAT(FaultsOf("{\n  \"a\" 1}"), ElementsAre(": line 2, column 7: " + invalid));
  EXPECT_THAT(FaultsOf("{\"a\": 1 \"b\": 2}"), ElementsAre(": line 1, column 11: " + invalid));
  EXPECT_THAT(FaultsOf("{} {}"), ElementsAre(": line 1, column 4: " + invalid));
  EXPECT_THAT(FaultsOf("{/* open"), ElementsAre(": line 1, column 2: " + invalid));
}

TEST(ReadDocument, NamesTheCommonSlips) {
  EXPECT_THAT(
      FaultsOf("{\"a\": 1,\n}"),
      ElementsAre(": line 2, column 1: a comma stands before a closing bracket: remove the comma"));
  EXPECT_THAT(
      FaultsOf("{\"a\": [1, /* x */ ]}"),
      ElementsAre(
          ": line 1, column 19: a comma stands before a closing bracket: remove the comma"));
  EXPECT_THAT(
      FaultsOf("{\"a\": {}\n"),
      ElementsAre(": line 2, column 1: the document ends before its last bracket is closed"));
  EXPECT_THAT(FaultsOf("{\"a\": 1e999}"),
              ElementsAre(": line 1, column 11: the number that ends here is too large"));
}

TEST(ReadDocument, NeverQuotesTheText) {
  for (const char* text :
       {"{\"api_key\": \"hidden", "{\"api_key\": hidden}", "{\"api_key\": \"hidden\" \"hidden\"}",
        "{\"hidden\" 1}", "{\"api_key\": \"hidden\\q\"}", "{\"api_key\": \"hidden\xFF\"}",
        "{\"api_key\": \"hidden\n\"}", "\"hidden\""}) {
    const std::vector<std::string> faults = FaultsOf(text);
    ASSERT_EQ(faults.size(), 1u) << text;
    EXPECT_THAT(faults[0], Not(HasSubstr("hid"))) << text;
  }
}

TEST(ReadDocument, WantsOneObject) {
  EXPECT_THAT(FaultsOf(""), ElementsAre(": the document is empty: write a JSON object"));
  EXPECT_THAT(FaultsOf(" // nothing\n"),
              ElementsAre(": the document is empty: write a JSON object"));
  for (const char* text : {"[]", "1", "null", "\"x\""}) {
    EXPECT_THAT(
        FaultsOf(text),
        ElementsAre(": the document must be a JSON object: {\"credential\": …, \"endpoint\": …}"))
        << text;
  }
}

TEST(ReadDocument, FindsEveryRepeatedKeyAndReadsOn) {
  const std::string twice =
      " is written twice in the same object, and only one can count: remove one of them";
  Document document;
  std::vector<Fault> faults;
  EXPECT_TRUE(
      ReadDocument(R"({"a": 1, "b/c": [{}, {"x": 1, "\u0078": 2}], "a": 3})", &document, &faults));
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].pointer + faults[0].message, "/b~1c/1/x\"x\"" + twice);
  EXPECT_EQ(faults[1].pointer + faults[1].message, "/a\"a\"" + twice);
}

TEST(ReadDocument, BoundsRepeatedKeysDepthAndLength) {
  std::string repeated = "{\"a\": 1";
  for (int i = 0; i < 1000; ++i) repeated += ", \"a\": 1";
  EXPECT_EQ(FaultsOf(repeated + "}").size(), 100u);

  const std::string at_limit = "{\"a\":" + std::string(63, '[') + std::string(63, ']') + "}";
  EXPECT_THAT(FaultsOf(at_limit), IsEmpty());
  const std::string over = "{\"a\":" + std::string(64, '[') + std::string(64, ']') + "}";
  EXPECT_THAT(FaultsOf(over),
              ElementsAre(": the document is nested more than 64 levels deep: flatten it"));
  EXPECT_EQ(FaultsOf(std::string(500'000, '[')).size(), 1u);

  EXPECT_THAT(FaultsOf("{}" + std::string(kMaxDocumentBytes - 2, ' ')), IsEmpty());
  EXPECT_THAT(
      FaultsOf("{}" + std::string(kMaxDocumentBytes - 1, ' ')),
      ElementsAre(": the document has 1048577 bytes; at most 1048576 are read: shorten it"));
}

}  // namespace
}  // namespace inflow::config

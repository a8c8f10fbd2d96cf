// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/json_array_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/command/memory_source.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr InputFormat kArrayFormat = InputFormat::kJsonArray;

TEST(JsonArrayReader, GivesEachElementWithTheLineWhereItBegins) {
  EXPECT_THAT(
      ReadItems(kArrayFormat,
                "[\n  {\n    \"a\": 1\n  },\n  {\"a\":2}, {\"a\":[3,{\"b\":\"]},\\\"\"}]}\n]\n"),
      ElementsAre("2 {\n    \"a\": 1\n  }", "5 {\"a\":2}", "5 {\"a\":[3,{\"b\":\"]},\\\"\"}]}"));
}

TEST(JsonArrayReader, TheSameInPiecesOfOneByte) {
  EXPECT_THAT(
      ReadItems(kArrayFormat, "\xef\xbb\xbf [ {\"a\":\"x\\\\\"} ,\n{\"b\":[ ]}] ", {}, 1, true),
      ElementsAre("1 {\"a\":\"x\\\\\"}", "2 {\"b\":[ ]}"));
}

TEST(JsonArrayReader, AnEmptyFileOrArrayHasNoRecords) {
  EXPECT_THAT(ReadItems(kArrayFormat, ""), IsEmpty());
  EXPECT_THAT(ReadItems(kArrayFormat, " \n"), IsEmpty());
  EXPECT_THAT(ReadItems(kArrayFormat, "[ ]\n"), IsEmpty());
}

TEST(JsonArrayReader, LeavesJudgingAnElementToTheDestination) {
  EXPECT_THAT(ReadItems(kArrayFormat, "[1, tru , [2,3], \"x,]\", {a}]"),
              ElementsAre("1 1", "1 tru", "1 [2,3]", "1 \"x,]\"", "1 {a}"));
}

TEST(JsonArrayReader, RefusesAFileThatIsNoArray) {
  const std::string why = "unreadable: in/file is not a JSON array: it must begin with '['.";
  EXPECT_THAT(ReadItems(kArrayFormat, "{\"a\":1}\n"),
              ElementsAre(why + " Where it has one object a line, add --format ndjson"));
  EXPECT_THAT(ReadItems(kArrayFormat, "null"),
              ElementsAre(why + " Add --format csv or ndjson if it is one"));
}

TEST(JsonArrayReader, RefusesTextThatIsNotUtf8AsAWhole) {
  EXPECT_THAT(
      ReadItems(kArrayFormat, "[{\"a\":1},\n{\n\"a\":\"caf\xe9\"},{\"a\":2}]"),
      ElementsAre(
          "1 {\"a\":1}",
          "unreadable: in/file is not UTF-8: line 3 has the byte 0xe9. Convert it first: iconv -f "
          "WINDOWS-1252 -t UTF-8 < in/file > utf8-file"));
}

TEST(JsonArrayReader, SaysFromWhichLineItCannotReadOn) {
  const auto broken = [](const std::string& line, const std::string& shown,
                         const std::string& why) {
    return line + " broken " + shown + ": in/file cannot be read on from line " + line + ": " +
           why + ". Mend it there and load the rest";
  };
  EXPECT_THAT(
      ReadItems(kArrayFormat, "[{\"a\":1},\n{\"a\":\n"),
      ElementsAre("1 {\"a\":1}",
                  broken("2", "{\"a\":\n", "the file ends before the array is closed with ']'")));
  EXPECT_THAT(ReadItems(kArrayFormat, "[{\"a\":1}\n"),
              ElementsAre("1 {\"a\":1}",
                          broken("2", "", "the file ends before the array is closed with ']'")));
  EXPECT_THAT(ReadItems(kArrayFormat, "[{\"a\":1}\n{\"a\":2}]"),
              ElementsAre("1 {\"a\":1}", broken("2", "{\"a\":2}]",
                                                "expected ',' or ']' behind a record, found '{'")));
  EXPECT_THAT(ReadItems(kArrayFormat, "[{\"a\":1},]"),
              ElementsAre("1 {\"a\":1}", broken("1", "]", "a record is missing before ']'")));
  EXPECT_THAT(ReadItems(kArrayFormat, "[,]"),
              ElementsAre(broken("1", ",]", "a record is missing before ','")));
  EXPECT_THAT(ReadItems(kArrayFormat, "[{\"a\":[1},{\"a\":2}]"),
              ElementsAre(broken("1", "{\"a\":[1},{\"a\":2}]",
                                 "a bracket that closes does not fit the one that is open")));
  EXPECT_THAT(ReadItems(kArrayFormat, "[{}]\n[{}]"),
              ElementsAre("1 {}", broken("2", "[{}]", "there is text behind the array")));
}

TEST(JsonArrayReader, RefusesAnElementThatIsTooLongAndGoesOn) {
  ReaderSettings settings;
  settings.max_record_bytes = 10;
  const std::string why =
      "the record is longer than limits.max_record_bytes (10 bytes); shorten it or raise the limit";
  EXPECT_THAT(
      ReadItems(kArrayFormat, "[{\"a\":\"" + std::string(100, '\n') + "]\"}, {\"a\":2}]", settings,
                5),
      ElementsAre("1 refused {\"a\":\"" + std::string(8, '\n') + ": " + why, "101 {\"a\":2}"));
}

TEST(JsonArrayReader, DeepNestingIsNoProblemAndEndlessNestingBreaks) {
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  EXPECT_THAT(ReadItems(kArrayFormat, "[" + deep + "]"), ElementsAre("1 " + deep));
  EXPECT_EQ(ReadItems(kArrayFormat, "[" + std::string(20'000, '[')).at(0).substr(0, 9),
            "1 broken ");
}

TEST(JsonArrayReader, TakesTheReservedAttributeOff) {
  EXPECT_THAT(ReadItems(kArrayFormat, "[{\"_inflow\":{\"outcome\":\"AMBIGUOUS\"},\"a\":1}]"),
              ElementsAre("1 {\"a\":1} (ambiguous)"));
}

}  // namespace
}  // namespace inflow::command

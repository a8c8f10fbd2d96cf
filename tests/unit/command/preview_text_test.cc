// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/preview_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;

// Records 4 to 6, of which the reader refused the second.
Samples ThreeRecords() {
  Samples samples;
  samples.ids = {4, 5, 6};
  samples.lines = {10, 12, 13};
  samples.refused = {{5, 12, "the row is short"}};
  return samples;
}

constexpr char kAnswer[] =
    R"({"requests":[{"route":"","method":"POST","url":"https://h/c/p","headers":{"Accept":"a/b"},"body":"{\"n\": 12.50}","records":[4]}],)"
    R"("refused":[{"id":6,"message":"no name"}],"warnings":[{"records":2,"message":"lost"}]})";

TEST(PreviewJson, NamesLinesAndPutsTheReadersRefusalsAmongTheOthers) {
  EXPECT_EQ(
      PreviewJson(kAnswer, ThreeRecords()),
      R"({"requests":[{"route":"","method":"POST","url":"https://h/c/p","headers":{"Accept":"a/b"},"body":"{\"n\": 12.50}","records":[{"id":4,"line":10}]}],)"
      R"("refused":[{"id":5,"line":12,"message":"the row is short"},{"id":6,"line":13,"message":"no name"}],"warnings":[{"records":2,"message":"lost"}]})");
}

TEST(PreviewJson, IsWholeWhereThePluginWasNotAsked) {
  EXPECT_EQ(
      PreviewJson("", ThreeRecords()),
      R"({"requests":[],"refused":[{"id":5,"line":12,"message":"the row is short"}],"warnings":[]})");
  EXPECT_EQ(PreviewJson(R"({"requests":7,"refused":[{"id":-1}]})", Samples()),
            R"({"requests":[],"refused":[{"id":0,"line":0,"message":""}],"warnings":[]})");
}

TEST(PreviewText, ShowsTheVeryBytesOfTheBody) {
  EXPECT_EQ(PreviewText(PreviewJson(kAnswer, ThreeRecords())),
            "--- request 1: record 4 (line 10)\n"
            "POST https://h/c/p\n"
            "Accept: a/b\n"
            "\n"
            "{\"n\": 12.50}\n"
            "\n"
            "--- refused: record 5 (line 12)\n"
            "the row is short\n"
            "\n"
            "--- refused: record 6 (line 13)\n"
            "no name\n"
            "\n"
            "--- warning for 2 records\n"
            "lost\n");
}

TEST(PreviewText, ListsTheRecordsOfABatch) {
  Samples samples;
  samples.ids = {1, 2, 3};
  samples.lines = {2, 3, 5};
  const std::string json = PreviewJson(
      R"({"requests":[{"method":"DELETE","url":"u","body":null,"records":[1,2,3]}]})", samples);
  EXPECT_EQ(PreviewText(json), "--- request 1: records 1-3 (lines 2, 3 and 5)\nDELETE u\n\n");
}

TEST(PreviewText, DoesNotListAHundredRecords) {
  std::string records;
  Samples samples;
  for (uint64_t id = 1; id <= 109; ++id) {
    samples.ids.push_back(id);
    samples.lines.push_back(id + 1);
    if (id <= 97 || id == 99 || id == 102 || id == 103 || id == 105)
      records += (id > 1 ? "," : "") + std::to_string(id);
  }
  const std::string json = PreviewJson(
      R"({"requests":[{"method":"PUT","url":"u","records":[)" + records + "]}]}", samples);
  EXPECT_THAT(
      PreviewText(json),
      HasSubstr("--- request 1: records 1-97, 99 and 3 more (lines 2-98, 100 and 3 more)\n"));
}

TEST(PreviewText, IsColouredWrappedAndIndentedOnATerminal) {
  const std::string json = PreviewJson(kAnswer, ThreeRecords());
  EXPECT_THAT(PreviewText(json, Style(20, true)), HasSubstr("\x1b[1m--- request 1:\n"
                                                            "  record 4 (line 10)\x1b[0m\n"
                                                            "POST https://h/c/p\n"
                                                            "\x1b[2mAccept\x1b[0m: a/b\n"
                                                            "\n"
                                                            "{\n"
                                                            "  \"n\": 12.50\n"
                                                            "}\n"
                                                            "\n"
                                                            "\x1b[31m--- refused: record\n"
                                                            "  5 (line 12)\x1b[0m\n"));
  EXPECT_THAT(PreviewText(json, Style(20, true), /*raw=*/true), HasSubstr("\n\n{\"n\": 12.50}\n"));
}

TEST(CountPreview, CountsBothLists) {
  const PreviewCounts counts = CountPreview(PreviewJson(kAnswer, ThreeRecords()));
  EXPECT_EQ(counts.requests, 1);
  EXPECT_EQ(counts.refused, 2);
}

TEST(FirstRequest, IsEmptyWhereAllAreRefused) {
  EXPECT_EQ(FirstRequest(R"({"requests":[{"method":"PUT"},{"method":"POST"}]})"),
            R"({"method":"PUT"})");
  EXPECT_EQ(FirstRequest(R"({"requests":[]})"), "");
  EXPECT_EQ(FirstRequest("nonsense"), "");
}

TEST(AnswerText, ShowsStatusTimeHeadersAndBody) {
  EXPECT_EQ(
      AnswerText(
          R"({"status":409,"headers":{"content-type":"a/b"},"body":"{}","cut":false,"elapsed_ms":12.4,"http_version":11})"),
      "HTTP/1.1 409 in 12 ms\ncontent-type: a/b\n\n{}\n");
  EXPECT_THAT(AnswerText(R"({"status":200,"body":"x","cut":true})"),
              HasSubstr("x\n--- the body is longer than"));
  EXPECT_THAT(AnswerText(R"({"status":200,"http_version":20})"), HasSubstr("HTTP/2 200\n"));
  EXPECT_EQ(AnswerText(R"({"status":0,"message":"refused"})"), "");
  EXPECT_EQ(AnswerText(R"({"status":409,"body":"[1]"})", Style(80, true)),
            "\x1b[31mHTTP 409\x1b[0m\n\n[\n  1\n]\n");
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/ndjson_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/command/memory_source.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr InputFormat kLinesFormat = InputFormat::kNdjson;

TEST(NdjsonReader, GivesEachLineWithItsNumber) {
  EXPECT_THAT(ReadItems(kLinesFormat, "{\"a\":1}\n{\"a\":2}\n"),
              ElementsAre("1 {\"a\":1}", "2 {\"a\":2}"));
}

TEST(NdjsonReader, BlanksBehindTheFirstBraceAreNoLineEnd) {
  EXPECT_THAT(ReadItems(kLinesFormat, "{ \"a\":1}\n{\t\"a\":2 }\n"),
              ElementsAre("1 { \"a\":1}", "2 {\t\"a\":2 }"));
  EXPECT_THAT(ReadItems(kLinesFormat, "{ \n\"a\":1}\n"),
              ElementsAre(::testing::HasSubstr("go over several lines")));
}

TEST(NdjsonReader, SkipsBlankLinesAndCountsThem) {
  EXPECT_THAT(ReadItems(kLinesFormat, "\n  \r\n{\"a\":1}\r\n\t\n{\"a\":2}"),
              ElementsAre("3 {\"a\":1}", "5 {\"a\":2}"));
}

TEST(NdjsonReader, EmptyInputHasNoRecords) {
  EXPECT_THAT(ReadItems(kLinesFormat, ""), IsEmpty());
  EXPECT_THAT(ReadItems(kLinesFormat, "\n\n"), IsEmpty());
  EXPECT_THAT(ReadItems(kLinesFormat, "\xef\xbb\xbf"), IsEmpty());
}

TEST(NdjsonReader, StripsTheByteOrderMark) {
  EXPECT_THAT(ReadItems(kLinesFormat, "\xef\xbb\xbf{\"a\":1}\n"), ElementsAre("1 {\"a\":1}"));
  EXPECT_THAT(ReadItems(kLinesFormat, "\xef\xbb\xbf{\"a\":1}\n", {}, 1, true),
              ElementsAre("1 {\"a\":1}"));
}

TEST(NdjsonReader, RefusesUtf16WithTheCommandThatMendsIt) {
  EXPECT_THAT(
      ReadItems(kLinesFormat, std::string("\xff\xfe{\0\n\0", 6)),
      ElementsAre(
          "unreadable: in/file is UTF-16 text and not UTF-8. Convert it first: iconv -f UTF-16 -t UTF-8 < in/file > "
          "utf8-file"));
}

TEST(NdjsonReader, RefusesTextThatIsNotUtf8AsAWhole) {
  EXPECT_THAT(
      ReadItems(kLinesFormat, "{\"a\":1}\n{\"a\":\"caf\xe9\"}\n{\"a\":2}\n"),
      ElementsAre(
          "1 {\"a\":1}",
          "unreadable: in/file is not UTF-8: line 2 has the byte 0xe9. Convert it first: iconv -f "
          "WINDOWS-1252 -t UTF-8 < in/file > utf8-file"));
  EXPECT_THAT(
      ReadItems(kLinesFormat, "{\"a\":\"caf\xc3\xa9\"}\n{\"a\":\"\xe9\"}\n"),
      ElementsAre("1 {\"a\":\"caf\xc3\xa9\"}",
                  "unreadable: in/file is not UTF-8: line 2 has the byte 0xe9. What stands before "
                  "is UTF-8, so the text is damaged or mixed there: mend that place"));
}

TEST(NdjsonReader, RefusesAnotherFormatAsAWhole) {
  const auto why = [](const std::string& bytes, size_t piece) {
    const auto items = ReadItems(kLinesFormat, bytes, {}, piece, true);
    return items.size() == 1 ? items[0] : "";
  };
  for (const size_t piece : {1, 3, 100}) {
    EXPECT_THAT(why("[\n{\"a\":1},\n{\"a\":2}\n]\n", piece),
                ::testing::HasSubstr("Add --format json"))
        << piece;
    EXPECT_THAT(why("\xef\xbb\xbf\n [{\"a\":1}]", piece), ::testing::HasSubstr("Add --format json"))
        << piece;
    EXPECT_THAT(why(std::string(1000, ' ') + "\n" + std::string(1000, ' ') + "[1]\n", piece),
                ::testing::HasSubstr("Add --format json"));
    EXPECT_THAT(why("\n{\n  \"a\": {}\n}\n", piece),
                ::testing::HasSubstr("jq -c . < in/file > lines-file"))
        << piece;
  }
}

TEST(NdjsonReader, LeavesJudgingALineToTheDestination) {
  EXPECT_THAT(ReadItems(kLinesFormat, "{broken\n[1]\n7\n{\n{\"a\":1,\"a\":2}\n"),
              ElementsAre("1 {broken", "2 [1]", "3 7", "4 {", "5 {\"a\":1,\"a\":2}"));
}

TEST(NdjsonReader, KeepsANulInsideItsLine) {
  const std::string nul("{\"a\":\"\0\"}", 9);
  EXPECT_THAT(ReadItems(kLinesFormat, nul + "\n{}\n"), ElementsAre("1 " + nul, "2 {}"));
}

TEST(NdjsonReader, RefusesALineThatIsTooLongAndGoesOn) {
  ReaderSettings settings;
  settings.max_record_bytes = 10;
  const std::string why =
      "the record is longer than limits.max_record_bytes (10 bytes); shorten it or raise the limit";
  EXPECT_THAT(
      ReadItems(kLinesFormat, "{\"a\":1}\n{\"a\":\"12345678901\"}\n{\"a\":2}\n", settings),
      ElementsAre("1 {\"a\":1}", "2 refused {\"a\":\"12345678901\"}: " + why, "3 {\"a\":2}"));
  EXPECT_THAT(ReadItems(kLinesFormat, "{}\n" + std::string(5000, 'x'), settings, 7),
              ElementsAre("1 {}", "2 refused " + std::string(11, 'x') + ": " + why));
}

TEST(NdjsonReader, ALongLineShowsOnlyItsBeginning) {
  ReaderSettings settings;
  settings.max_record_bytes = 100'000;
  const auto items =
      ReadItems(kLinesFormat, std::string(3'000'000, 'x') + "\n{}\n", settings, 64 * 1024);
  ASSERT_EQ(items.size(), 2);
  EXPECT_EQ(items[0].substr(0, 1034), "1 refused " + std::string(kShownBytes, 'x'));
  EXPECT_EQ(items[1], "2 {}");
}

TEST(NdjsonReader, LetsLookForASignalWithinARecordWithoutAnEnd) {
  NdjsonReader reader(std::make_unique<MemorySource>(std::string(100'000'000, 'x')), "-", 1000);
  ReadItem item;
  int looks = 0;
  while (reader.Next(&item) == ReadStep::kLook) ++looks;
  EXPECT_EQ(looks, 5);
}

TEST(NdjsonReader, TakesTheReservedAttributeOff) {
  EXPECT_THAT(
      ReadItems(kLinesFormat,
                "{\"_inflow\":{\"outcome\":\"REJECTED\",\"line\":7},\"a\":12.50}\n"
                "{\"a\":1, \"_inflow\" : {\"outcome\":\"FAILED\"} }\n"
                "{\"a\":{\"_inflow\":1},\"b\":2}\n"
                "{\"_id\":1,\"_inflow_\":\"_inflow\",\"a\":\"0123456789\",\"_inflow\":{}}\n"),
      ElementsAre("1 {\"a\":12.50}", "2 {\"a\":1 }", "3 {\"a\":{\"_inflow\":1},\"b\":2}",
                  "4 {\"_id\":1,\"_inflow_\":\"_inflow\",\"a\":\"0123456789\"}"));
}

TEST(NdjsonReader, MarksWhatWasAmbiguousBefore) {
  EXPECT_THAT(
      ReadItems(kLinesFormat, "{\"_inflow\":{\"outcome\":\"AMBIGUOUS\"},\"a\":1}\n{\"a\":2}\n"),
      ElementsAre("1 {\"a\":1} (ambiguous)", "2 {\"a\":2}"));
}

TEST(NdjsonReader, RefusesWhatARejectsFileCouldOnlyShow) {
  EXPECT_THAT(
      ReadItems(kLinesFormat, "{\"_inflow\":{\"outcome\":\"REJECTED\",\"raw\":\"{oops\"}}\n"),
      ElementsAre(
          "1 refused {oops: the record could not be read as JSON the first time; write what \"raw\" should have been "
          "as an object and take \"_inflow\" out"));
}

TEST(NdjsonReader, AMendedRecordMayKeepTheReservedAttribute) {
  EXPECT_THAT(ReadItems(kLinesFormat,
                        "{\"_inflow\":{\"outcome\":\"REJECTED\",\"raw\":\"{oops\"},\"a\":1}\n"),
              ElementsAre("1 {\"a\":1}"));
}

TEST(NdjsonReader, GoesOnAfterWaiting) {
  MemorySource* source = new MemorySource("{\"a\":1}\n{\"a\":2}\n", 8, true);
  NdjsonReader reader(std::unique_ptr<ByteSource>(source), "-", 1000);
  ReadItem item;
  EXPECT_EQ(reader.Next(&item), ReadStep::kWait);
  EXPECT_EQ(reader.Next(&item), ReadStep::kRecord);
  EXPECT_EQ(item.text, "{\"a\":1}");
  EXPECT_EQ(reader.Next(&item), ReadStep::kWait);
  EXPECT_EQ(reader.Next(&item), ReadStep::kRecord);
  EXPECT_EQ(item.text, "{\"a\":2}");
  EXPECT_EQ(reader.Next(&item), ReadStep::kWait);
  EXPECT_EQ(reader.Next(&item), ReadStep::kEnd);
  EXPECT_EQ(reader.Next(&item), ReadStep::kEnd);
}

}  // namespace
}  // namespace inflow::command

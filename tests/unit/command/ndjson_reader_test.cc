// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/ndjson_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/command/memory_source.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr InputFormat kFormat = InputFormat::kNdjson;

TEST(NdjsonReader, GivesEachLineWithItsNumber) {
  EXPECT_THAT(ReadItems(kFormat, "{\"a\":1}\n{\"a\":2}\n"), ElementsAre("1 {\"a\":1}", "2 {\"a\":2}"));
}

TEST(NdjsonReader, SkipsBlankLinesAndCountsThem) {
  EXPECT_THAT(ReadItems(kFormat, "\n  \r\n{\"a\":1}\r\n\t\n{\"a\":2}"), ElementsAre("3 {\"a\":1}", "5 {\"a\":2}"));
}

TEST(NdjsonReader, EmptyInputHasNoRecords) {
  EXPECT_THAT(ReadItems(kFormat, ""), IsEmpty());
  EXPECT_THAT(ReadItems(kFormat, "\n\n"), IsEmpty());
  EXPECT_THAT(ReadItems(kFormat, "\xef\xbb\xbf"), IsEmpty());
}

TEST(NdjsonReader, StripsTheByteOrderMark) {
  EXPECT_THAT(ReadItems(kFormat, "\xef\xbb\xbf{\"a\":1}\n"), ElementsAre("1 {\"a\":1}"));
  EXPECT_THAT(ReadItems(kFormat, "\xef\xbb\xbf{\"a\":1}\n", {}, 1, true), ElementsAre("1 {\"a\":1}"));
}

TEST(NdjsonReader, RefusesUtf16WithTheCommandThatMendsIt) {
  EXPECT_THAT(
      ReadItems(kFormat, std::string("\xff\xfe{\0\n\0", 6)),
      ElementsAre("unreadable: in/file is UTF-16 text and not UTF-8. Convert it first: iconv -f UTF-16 -t UTF-8 in/file > "
                  "utf8-file"));
}

TEST(NdjsonReader, LeavesJudgingALineToTheDestination) {
  EXPECT_THAT(ReadItems(kFormat, "{broken\n[1]\n7\n\xff\n{\"a\":1,\"a\":2}\n"),
              ElementsAre("1 {broken", "2 [1]", "3 7", "4 \xff", "5 {\"a\":1,\"a\":2}"));
}

TEST(NdjsonReader, KeepsANulInsideItsLine) {
  const std::string nul("{\"a\":\"\0\"}", 9);
  EXPECT_THAT(ReadItems(kFormat, nul + "\n{}\n"), ElementsAre("1 " + nul, "2 {}"));
}

TEST(NdjsonReader, RefusesALineThatIsTooLongAndGoesOn) {
  ReaderSettings settings;
  settings.max_record_bytes = 10;
  const std::string why = "the record is longer than limits.max_record_bytes (10 bytes); shorten it or raise the limit";
  EXPECT_THAT(ReadItems(kFormat, "{\"a\":1}\n{\"a\":\"12345678901\"}\n{\"a\":2}\n", settings),
              ElementsAre("1 {\"a\":1}", "2 refused {\"a\":\"12345678901\"}: " + why, "3 {\"a\":2}"));
  EXPECT_THAT(ReadItems(kFormat, "{}\n" + std::string(5000, 'x'), settings, 7),
              ElementsAre("1 {}", "2 refused " + std::string(11, 'x') + ": " + why));
}

TEST(NdjsonReader, ALongLineShowsOnlyItsBeginning) {
  ReaderSettings settings;
  settings.max_record_bytes = 100'000;
  const auto items = ReadItems(kFormat, std::string(3'000'000, 'x') + "\n{}\n", settings, 64 * 1024);
  ASSERT_EQ(items.size(), 2);
  EXPECT_EQ(items[0].substr(0, 1034), "1 refused " + std::string(kShownBytes, 'x'));
  EXPECT_EQ(items[1], "2 {}");
}

TEST(NdjsonReader, TakesTheReservedAttributeOff) {
  EXPECT_THAT(ReadItems(kFormat,
                        "{\"_inflow\":{\"outcome\":\"REJECTED\",\"line\":7},\"a\":12.50}\n"
                        "{\"a\":1, \"_inflow\" : {\"outcome\":\"FAILED\"} }\n"
                        "{\"a\":{\"_inflow\":1},\"b\":2}\n"),
              ElementsAre("1 {\"a\":12.50}", "2 {\"a\":1 }", "3 {\"a\":{\"_inflow\":1},\"b\":2}"));
}

TEST(NdjsonReader, MarksWhatWasAmbiguousBefore) {
  EXPECT_THAT(ReadItems(kFormat, "{\"_inflow\":{\"outcome\":\"AMBIGUOUS\"},\"a\":1}\n{\"a\":2}\n"),
              ElementsAre("1 {\"a\":1} (ambiguous)", "2 {\"a\":2}"));
}

TEST(NdjsonReader, RefusesWhatARejectsFileCouldOnlyShow) {
  EXPECT_THAT(
      ReadItems(kFormat, "{\"_inflow\":{\"outcome\":\"REJECTED\",\"raw\":\"{oops\"}}\n"),
      ElementsAre("1 refused {oops: the record could not be read as JSON the first time; write what \"raw\" should have been "
                  "as an object and take \"_inflow\" out"));
}

TEST(NdjsonReader, AMendedRecordMayKeepTheReservedAttribute) {
  EXPECT_THAT(ReadItems(kFormat, "{\"_inflow\":{\"outcome\":\"REJECTED\",\"raw\":\"{oops\"},\"a\":1}\n"),
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

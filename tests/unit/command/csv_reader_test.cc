// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/command/memory_source.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Read(std::string bytes, const ReaderSettings& settings = {}) {
  return ReadItems(InputFormat::kCsv, std::move(bytes), settings);
}

ReaderSettings Types(std::vector<std::pair<std::string, CsvSettings::Type>> types) {
  ReaderSettings settings;
  settings.csv.types = std::move(types);
  return settings;
}

TEST(CsvReader, GivesEachRowAsAnObjectOfTexts) {
  EXPECT_THAT(Read("sku,price\nA1,12.50\nB2,007\n"),
              ElementsAre("2 {\"sku\":\"A1\",\"price\":\"12.50\"}", "3 {\"sku\":\"B2\",\"price\":\"007\"}"));
}

TEST(CsvReader, StripsTheByteOrderMarkAndReadsCrlf) {
  EXPECT_THAT(Read("\xef\xbb\xbfsku,price\r\nA1,\"2\"\r\nB2,3"),
              ElementsAre("2 {\"sku\":\"A1\",\"price\":\"2\"}", "3 {\"sku\":\"B2\",\"price\":\"3\"}"));
}

TEST(CsvReader, ReadsQuotesSeparatorsAndLineEndsInsideCells) {
  EXPECT_THAT(Read("a,b\n\"x, \"\"y\"\"\",\"line 1\r\nline 2\"\nc,d\n"),
              ElementsAre("2 {\"a\":\"x, \\\"y\\\"\",\"b\":\"line 1\\r\\nline 2\"}", "4 {\"a\":\"c\",\"b\":\"d\"}"));
}

TEST(CsvReader, AQuoteInsideAnUnquotedCellIsText) {
  EXPECT_THAT(Read("a,b\n3.5\" disk,x\"y\"\n"), ElementsAre("2 {\"a\":\"3.5\\\" disk\",\"b\":\"x\\\"y\\\"\"}"));
}

TEST(CsvReader, FindsTheSeparatorInTheHeaderAndAnnouncesIt) {
  const auto note_of = [](const std::string& bytes, std::vector<std::string>* items) {
    CsvReader reader(std::make_unique<MemorySource>(bytes), "f.csv", {});
    *items = ReadItems(&reader);
    return reader.note();
  };
  std::vector<std::string> items;
  EXPECT_EQ(note_of("a;\"b,c,d\"\n1,5;2\n", &items), "f.csv: the cells are separated by ';'");
  EXPECT_THAT(items, ElementsAre("2 {\"a\":\"1,5\",\"b,c,d\":\"2\"}"));
  EXPECT_EQ(note_of("a\tb\n1\t2;,\n", &items), "f.csv: the cells are separated by a tab");
  EXPECT_THAT(items, ElementsAre("2 {\"a\":\"1\",\"b\":\"2;,\"}"));
  EXPECT_EQ(note_of("a,b\n1,2\n", &items), "");
  EXPECT_EQ(note_of("a\n1;2\n", &items), "");
  EXPECT_THAT(items, ElementsAre("2 {\"a\":\"1;2\"}"));
}

TEST(CsvReader, DottedHeadersNest) {
  EXPECT_THAT(Read("name,address.city,phone,address.geo.lat,address.geo.lon\nA,Bonn,1,,\nB,,,5,6\n"),
              ElementsAre("2 {\"name\":\"A\",\"address\":{\"city\":\"Bonn\"},\"phone\":\"1\"}",
                          "3 {\"name\":\"B\",\"address\":{\"geo\":{\"lat\":\"5\",\"lon\":\"6\"}}}"));
  ReaderSettings flat;
  flat.csv.nest = false;
  EXPECT_THAT(Read("a.b,a\n1,2\n", flat), ElementsAre("2 {\"a.b\":\"1\",\"a\":\"2\"}"));
}

TEST(CsvReader, HeadersThatCannotNestAreUnreadable) {
  const auto why = [](const std::string& name) {
    return "unreadable: in/file: the header name \"" + name +
           "\" cannot nest: a part of it is empty, or another column has the same attribute as a value; rename it or load with "
           "--no-nest";
  };
  EXPECT_THAT(Read("a,a.b\n1,2\n"), ElementsAre(why("a.b")));
  EXPECT_THAT(Read("a.b,a\n1,2\n"), ElementsAre(why("a")));
  EXPECT_THAT(Read("a..b\n1\n"), ElementsAre(why("a..b")));
  EXPECT_THAT(Read("a.\n1\n"), ElementsAre(why("a.")));
}

TEST(CsvReader, BadHeadersAreUnreadable) {
  EXPECT_THAT(
      Read("sku,name,sku\n1,2,3\n"),
      ElementsAre(
          "unreadable: in/file: the header names \"sku\" twice (again as column 3); give every column a name of its own"));
  EXPECT_THAT(Read("sku,,x\n1,2,3\n"), ElementsAre("unreadable: in/file: column 2 of the header has no name; name every column"));
  EXPECT_THAT(
      Read("a,\"b\n1,2\n"),
      ElementsAre(
          "unreadable: in/file: the header line cannot be read: in/file cannot be read on from line 1: a quote that opens "
          "in the row there is never closed. Close it and load the rest"));
  EXPECT_THAT(Read("a\r1\r2\r"),
              ElementsAre("unreadable: in/file: the lines end in CR alone; convert them first: tr '\\r' '\\n' < INPUT > OUTPUT"));
}

TEST(CsvReader, EmptyFilesAndHeadersAloneHaveNoRecords) {
  EXPECT_THAT(Read(""), IsEmpty());
  EXPECT_THAT(Read("a,b"), IsEmpty());
  EXPECT_THAT(Read("a,b\r\n"), IsEmpty());
}

TEST(CsvReader, EmptyCellsAndTheNullTextAreLeftOut) {
  ReaderSettings settings;
  settings.csv.null_text = "NULL";
  EXPECT_THAT(Read("a,b,c\nNULL,,x\n\"\",nullish,NULL\n", settings), ElementsAre("2 {\"c\":\"x\"}", "3 {\"b\":\"nullish\"}"));
  EXPECT_THAT(Read("a,b\nNULL,\n"), ElementsAre("2 {\"a\":\"NULL\"}"));
}

TEST(CsvReader, RowsWithoutAnyValueAreSkipped) {
  EXPECT_THAT(Read("a,b\n\n1,2\n,\n\r\n\"\",\n3,4\n"), ElementsAre("3 {\"a\":\"1\",\"b\":\"2\"}", "7 {\"a\":\"3\",\"b\":\"4\"}"));
}

TEST(CsvReader, RefusesUnevenRowsByLineAndGoesOn) {
  EXPECT_THAT(Read("a,b\n1,2,3\n1\n1,2\n"),
              ElementsAre("2 refused 1,2,3: the row has 3 cells and the header 2; put cells that hold ',' into double quotes",
                          "3 refused 1: the row has 1 cell and the header 2; an empty cell needs its ',' too",
                          "4 {\"a\":\"1\",\"b\":\"2\"}"));
}

TEST(CsvReader, RefusesTextBehindAClosingQuoteAndGoesOnWithTheNextLine) {
  EXPECT_THAT(
      Read("a,b\n1,\"x\"y,\"z\n3,4\n"),
      ElementsAre("2 refused 1,\"x\"y,\"z: the quote of cell 2 is closed and text follows it; write a quote inside a quoted cell "
                  "twice (\"\")",
                  "3 {\"a\":\"3\",\"b\":\"4\"}"));
}

TEST(CsvReader, SaysFromWhichLineAnOpenQuoteSwallowsTheFile) {
  EXPECT_THAT(
      Read("a,b\n1,2\n3,\"x\n5,6\n"),
      ElementsAre("2 {\"a\":\"1\",\"b\":\"2\"}",
                  "3 broken 3,\"x\n5,6\n: in/file cannot be read on from line 3: a quote that opens in the row there is never "
                  "closed. Close it and load the rest"));
}

TEST(CsvReader, RefusesTextThatIsNotUtf8) {
  EXPECT_THAT(Read("a,b\n1,caf\xe9\n"),
              ElementsAre("unreadable: in/file is not UTF-8: the row on line 2 has the byte 0xe9. Convert it first: iconv -f "
                          "WINDOWS-1252 -t UTF-8 in/file > utf8-file"));
  EXPECT_THAT(
      Read(std::string("\xfe\xff\0a", 4)),
      ElementsAre("unreadable: in/file is UTF-16 text and not UTF-8. Convert it first: iconv -f UTF-16 -t UTF-8 in/file > "
                  "utf8-file"));
}

TEST(CsvReader, TypedColumnsKeepTheirTextAsWritten) {
  using Type = CsvSettings::Type;
  EXPECT_THAT(Read("n,b,j,t\n12.50,TRUE,\"[1, {\"\"x\"\":2.0}]\",1\n1e5,0,null,x\n",
                   Types({{"n", Type::kNumber}, {"b", Type::kBoolean}, {"j", Type::kJson}})),
              ElementsAre("2 {\"n\":12.50,\"b\":true,\"j\":[1, {\"x\":2.0}],\"t\":\"1\"}",
                          "3 {\"n\":1e5,\"b\":false,\"j\":null,\"t\":\"x\"}"));
}

TEST(CsvReader, RefusesCellsThatDoNotFitTheirType) {
  using Type = CsvSettings::Type;
  EXPECT_THAT(Read("n\n1,5\n", Types({{"n", Type::kNumber}})),
              ElementsAre("2 refused 1,5: the row has 2 cells and the header 1; put cells that hold ',' into double quotes"));
  EXPECT_THAT(
      Read("n,x\n\"1,5\",y\n", Types({{"n", Type::kNumber}})),
      ElementsAre("2 refused {\"n\":\"1,5\",\"x\":\"y\"}: \"n\" holds \"1,5\", which is not a JSON number such as 12.50 as "
                  "--csv-types asks; mend the cell or change the type"));
  EXPECT_THAT(
      Read("b\nyes\n", Types({{"b", Type::kBoolean}})),
      ElementsAre(
          "2 refused {\"b\":\"yes\"}: \"b\" holds \"yes\", which is not true, false, 1 or 0 as --csv-types asks; mend the "
          "cell or change the type"));
  EXPECT_THAT(
      Read("j\n{a}\n", Types({{"j", Type::kJson}})),
      ElementsAre("2 refused {\"j\":\"{a}\"}: \"j\" holds \"{a}\", which is not a JSON value as --csv-types asks; mend the cell "
                  "or change the type"));
  EXPECT_THAT(Read("a\n1\n", Types({{"b", Type::kNumber}})),
              ElementsAre("unreadable: in/file: --csv-types names the column \"b\", which the header does not have"));
}

TEST(CsvReader, RefusesARowThatIsTooLongAndFollowsItsQuotes) {
  ReaderSettings settings;
  settings.max_record_bytes = 20;
  const std::string why = "the record is longer than limits.max_record_bytes (20 bytes); shorten it or raise the limit";
  const std::string cell = "\"" + std::string(30, 'x') + std::string(20, '\n') + ",\"";
  EXPECT_THAT(ReadItems(InputFormat::kCsv, "a,b\n1," + cell + "\n3,4\n", settings, 30),
              ElementsAre("2 refused 1,\"" + std::string(23, 'x') + ": " + why, "23 {\"a\":\"3\",\"b\":\"4\"}"));
  EXPECT_THAT(ReadItems(InputFormat::kCsv, "a,b\n1," + std::string(50, 'x'), settings, 30),
              ElementsAre("2 refused 1," + std::string(24, 'x') + ": " + why));
  EXPECT_THAT(
      ReadItems(InputFormat::kCsv, "a,b\n1,\"" + std::string(50, 'x'), settings, 30),
      ElementsAre("2 broken 1,\"" + std::string(23, 'x') +
                  ": in/file cannot be read on from line 2: a quote that opens in the row there is never closed. Close it and "
                  "load the rest"));
}

TEST(CsvReader, ANulIsEscaped) {
  EXPECT_THAT(Read(std::string("a,b\n\0,2\n", 8)), ElementsAre("2 {\"a\":\"\\u0000\",\"b\":\"2\"}"));
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/command/memory_source.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

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
              ElementsAre("2 {\"sku\":\"A1\",\"price\":\"12.50\"}",
                          "3 {\"sku\":\"B2\",\"price\":\"007\"}"));
}

TEST(CsvReader, StripsTheByteOrderMarkAndReadsCrlf) {
  EXPECT_THAT(
      Read("\xef\xbb\xbfsku,price\r\nA1,\"2\"\r\nB2,3"),
      ElementsAre("2 {\"sku\":\"A1\",\"price\":\"2\"}", "3 {\"sku\":\"B2\",\"price\":\"3\"}"));
}

TEST(CsvReader, ReadsQuotesSeparatorsAndLineEndsInsideCells) {
  EXPECT_THAT(Read("a,b\n\"x, \"\"y\"\"\",\"line 1\r\nline 2\"\nc,d\n"),
              ElementsAre("2 {\"a\":\"x, \\\"y\\\"\",\"b\":\"line 1\\r\\nline 2\"}",
                          "4 {\"a\":\"c\",\"b\":\"d\"}"));
}

TEST(CsvReader, AQuoteInsideAnUnquotedCellIsText) {
  EXPECT_THAT(Read("a,b\n3.5\" disk,x\"y\"\n"),
              ElementsAre("2 {\"a\":\"3.5\\\" disk\",\"b\":\"x\\\"y\\\"\"}"));
}

TEST(CsvReader, FindsTheSeparatorInTheHeaderAndAnnouncesIt) {
  const auto note_of = [](const std::string& bytes, std::vector<std::string>* items) {
    CsvReader reader(std::make_unique<MemorySource>(bytes), "f.csv", {});
    *items = ReadItems(&reader);
    const std::vector<std::string> notes = reader.TakeNotes();
    return notes.empty() ? std::string() : notes.front();
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

// Told is what the reader announced of a file of this name.
std::vector<std::string> Told(const std::string& bytes, const ReaderSettings& settings = {},
                              const std::string& name = "f.csv",
                              std::vector<std::string>* items = nullptr) {
  CsvReader reader(std::make_unique<MemorySource>(bytes), name, settings);
  const std::vector<std::string> read = ReadItems(&reader);
  if (items != nullptr) *items = read;
  return reader.TakeNotes();
}

ReaderSettings SeparatedBy(const std::string& separator) {
  ReaderSettings settings;
  settings.csv.separator = separator;
  return settings;
}

TEST(CsvReader, ABarSeparatesWhereNothingElseDoes) {
  EXPECT_THAT(Read("a|b\n1|2,3\n"), ElementsAre("2 {\"a\":\"1\",\"b\":\"2,3\"}"));
  EXPECT_THAT(Told("a|b\n1|2\n"), ElementsAre("f.csv: the cells are separated by '|'"));
  EXPECT_THAT(Read("size|cut,price\n1,2\n"), ElementsAre("2 {\"size|cut\":\"1\",\"price\":\"2\"}"));
}

TEST(CsvReader, TakesTheSeparatorThatIsAskedFor) {
  EXPECT_THAT(Read("a,x~b\n1~\"2~\"\"\"\n", SeparatedBy("~")),
              ElementsAre("2 {\"a,x\":\"1\",\"b\":\"2~\\\"\"}"));
  EXPECT_THAT(Told("a~b\n1~2\n", SeparatedBy("~")), IsEmpty());
  EXPECT_THAT(
      Told("name,sku\nTea,T-1\n", SeparatedBy(";")),
      ElementsAre(
          "f.csv: the header is one column, \"name,sku\", when the cells are separated by ';'"));
  EXPECT_THAT(Told("name\nTea\n", SeparatedBy(";")), IsEmpty());
}

TEST(CsvReader, ASeparatorMayBeOneCharacterOfSeveralBytes) {
  const ReaderSettings broken_bar = SeparatedBy("\xc2\xa6");
  const std::string bytes =
      "a\xc2\xa6"
      "b\n\xc2\xa9\xc2\xa6\"x\xc2\xa6\"\r\n\"y\"\xc2\xa6\n";
  for (size_t piece = 1; piece < bytes.size(); ++piece) {
    EXPECT_THAT(ReadItems(InputFormat::kCsv, bytes, broken_bar, piece, true),
                ElementsAre("2 {\"a\":\"\xc2\xa9\",\"b\":\"x\xc2\xa6\"}", "3 {\"a\":\"y\"}"))
        << piece;
  }
}

TEST(CsvReader, AFirstLineMayNameTheSeparator) {
  const auto record = ElementsAre("3 {\"name\":\"Tea\",\"sku\":\"T,1\"}");
  for (const char* line : {"sep=;\r\n", "\"sep=;\"\n", "\xef\xbb\xbfSEP=;\n"}) {
    std::vector<std::string> items;
    EXPECT_THAT(Told(line + std::string("name;sku\nTea;T,1\n"), {}, "f.csv", &items),
                ElementsAre("f.csv: the cells are separated by ';', as the first line says"));
    EXPECT_THAT(items, record);
  }
  EXPECT_THAT(Told("sep=,\nname,sku\n"),
              ElementsAre("f.csv: the cells are separated by ',', as the first line says"));
  EXPECT_THAT(
      Told("sep=;\nname,sku\nTea,T\n", SeparatedBy(",")),
      ElementsAre(
          "f.csv: the cells are separated by ',', as --csv-separator says, and not by ';', as the first line says"));
  EXPECT_THAT(Read("sep=;"), IsEmpty());
  EXPECT_THAT(Read("name,sep=;\nTea,1\n"), ElementsAre("2 {\"name\":\"Tea\",\"sep=;\":\"1\"}"));
}

TEST(CsvReader, ANameThatPromisesTabsIsHeldToIt) {
  std::vector<std::string> items;
  EXPECT_THAT(Told("a,b\tc\n1,2\t3\n", {}, "f.tsv", &items), IsEmpty());
  EXPECT_THAT(items, ElementsAre("2 {\"a,b\":\"1,2\",\"c\":\"3\"}"));
  Told("a;b\n1;2\n", {}, "f.tsv", &items);
  EXPECT_THAT(
      items,
      ElementsAre(
          "unreadable: f.tsv: the name promises tabs between the cells, and the header has none, but 1 of ';'; "
          "add --csv-separator ';'"));
  Told("a;b\n1;2\n", SeparatedBy(";"), "f.tsv", &items);
  EXPECT_THAT(items, ElementsAre("2 {\"a\":\"1\",\"b\":\"2\"}"));
  Told("a\n1\n", {}, "f.tsv", &items);
  EXPECT_THAT(items, ElementsAre("2 {\"a\":\"1\"}"));
}

TEST(CsvReader, BlankLinesBeforeTheHeaderArePassedOver) {
  EXPECT_THAT(Read("\n\r\na,b\n1,2\n"), ElementsAre("4 {\"a\":\"1\",\"b\":\"2\"}"));
}

TEST(CsvReader, BlanksAroundNamesAreNoPartOfThem) {
  EXPECT_THAT(Read("\xef\xbb\xbf\xef\xbb\xbfsku, name \n1,2\n"),
              ElementsAre("2 {\"sku\":\"1\",\"name\":\"2\"}"));
  EXPECT_THAT(
      Told("sku\xc2\xa0,\" name\",x,\ty\n"),
      ElementsAre(
          "f.csv: blanks around names in the header are left out: \"sku\", \"name\", \"y\""));
  EXPECT_THAT(
      Told(" a, b, c, d\n"),
      ElementsAre("f.csv: blanks around names in the header are left out: \"a\", \"b\", \"c\" and "
                  "others"));
  EXPECT_THAT(
      Read("sku,sku \n1,2\n"),
      ElementsAre(
          "unreadable: in/file: the header names \"sku\" twice (blanks around a name do not "
          "count; again as column 2); give every column a name of its own"));
  EXPECT_THAT(
      Read("sku,\xc2\xa0,x\n1,2,3\n"),
      ElementsAre("unreadable: in/file: column 2 of the header has no name; name every column"));
  EXPECT_THAT(
      Read("sku, \"name\"\n1, \"Tea\"\n"),
      ElementsAre(
          "unreadable: in/file: column 2 of the header has a blank before its quote, so that the quotes are text; take the "
          "blanks behind the separators out, here and in the rows"));
  EXPECT_THAT(Read("\" \"\"a\"\"\"\n1\n"), ElementsAre("2 {\"\\\"a\\\"\":\"1\"}"));
  EXPECT_THAT(Read(" n \n 007\n", Types({{"n ", CsvSettings::Type::kNumber}})),
              ElementsAre("2 {\"n\":7}"));
}

TEST(CsvReader, ColumnsAtTheEndWithoutANameAreLeftOut) {
  EXPECT_THAT(Read("a,b,, \n1,2,,\n3,,,\n"),
              ElementsAre("2 {\"a\":\"1\",\"b\":\"2\"}", "3 {\"a\":\"3\"}"));
  EXPECT_THAT(
      Told("a,b,,\n"),
      ElementsAre("f.csv: 2 columns at the end of the header have no name and are left out"));
  EXPECT_THAT(Told("a,b,\n"),
              ElementsAre("f.csv: 1 column at the end of the header has no name and is left out"));
  EXPECT_THAT(
      Read("a,b,,\n5,6,,\n1,2,,x\n1,2\n"),
      ElementsAre(
          "2 {\"a\":\"5\",\"b\":\"6\"}",
          "3 refused 1,2,,x: cell 4 is not empty, and the header has no name for it; name the column or empty the cell",
          "4 refused 1,2: the row has 2 cells and the header 4; an empty cell needs its ',' too"));
  // In the first row it is the column that is used, and not a cell that has strayed.
  EXPECT_THAT(
      Read("a,b,,\n1,2,,x\n"),
      ElementsAre(
          "unreadable: in/file: column 4 of the header has no name, and the row on line 2 has a value in it; name "
          "every column"));
  EXPECT_THAT(
      Read(",,\n1,2,3\n"),
      ElementsAre("unreadable: in/file: column 1 of the header has no name; name every column"));
}

TEST(CsvReader, AHeaderThatComesAgainIsPassedOver) {
  const std::string joined =
      "sku,name\n1,Tea\n\xef\xbb\xbfsku, name\r\n2,Cups\n\"sku\",name\nsku,Milk\n";
  EXPECT_THAT(Read(joined), ElementsAre("2 {\"sku\":\"1\",\"name\":\"Tea\"}",
                                        "4 {\"sku\":\"2\",\"name\":\"Cups\"}",
                                        "6 {\"sku\":\"sku\",\"name\":\"Milk\"}"));
  EXPECT_THAT(
      Told(joined),
      ElementsAre("f.csv: the header comes again on line 3; wherever it does it is passed over"));
  EXPECT_THAT(Read("sep=;\na;b\n1;2\nsep=;\na;b\n3;4\n"),
              ElementsAre("3 {\"a\":\"1\",\"b\":\"2\"}", "6 {\"a\":\"3\",\"b\":\"4\"}"));
  EXPECT_THAT(Read("a,,\na,,\n1,,\n"), ElementsAre("3 {\"a\":\"1\"}"));
}

TEST(CsvReader, TextThatExcelIsToLeaveAloneIsTakenOut) {
  const std::string rows =
      "a,b\n=\"0017\",\"=\"\"x\"\"\"\"y\"\"\"\n=\"\",=1+1\n=\"a\"&\"b\",=\"c\n";
  EXPECT_THAT(Read(rows), ElementsAre("2 {\"a\":\"0017\",\"b\":\"x\\\"y\"}", "3 {\"b\":\"=1+1\"}",
                                      "4 {\"a\":\"=\\\"a\\\"&\\\"b\\\"\",\"b\":\"=\\\"c\"}"));
  EXPECT_THAT(Told(rows),
              ElementsAre("f.csv: cells such as =\"0017\" are read as the text in them, 0017"));
  EXPECT_THAT(Read("=\"n\"\n=\"007\"\n", Types({{"n", CsvSettings::Type::kNumber}})),
              ElementsAre("2 {\"n\":7}"));
}

TEST(CsvReader, DottedHeadersNest) {
  EXPECT_THAT(
      Read("name,address.city,phone,address.geo.lat,address.geo.lon\nA,Bonn,1,,\nB,,,5,6\n"),
      ElementsAre("2 {\"name\":\"A\",\"address\":{\"city\":\"Bonn\"},\"phone\":\"1\"}",
                  "3 {\"name\":\"B\",\"address\":{\"geo\":{\"lat\":\"5\",\"lon\":\"6\"}}}"));
  ReaderSettings flat;
  flat.csv.nest = false;
  EXPECT_THAT(Read("a.b,a\n1,2\n", flat), ElementsAre("2 {\"a.b\":\"1\",\"a\":\"2\"}"));
}

TEST(CsvReader, HeadersThatCannotNestAreUnreadable) {
  const auto why = [](const std::string& name) {
    return "unreadable: in/file: the header name \"" + name +
           "\" cannot nest: a part of it is empty, or another column has the same attribute as a value, or it has more than 64 "
           "parts; rename it or load with --no-nest";
  };
  EXPECT_THAT(Read("a,a.b\n1,2\n"), ElementsAre(why("a.b")));
  EXPECT_THAT(Read("a.b,a\n1,2\n"), ElementsAre(why("a")));
  EXPECT_THAT(Read("a..b\n1\n"), ElementsAre(why("a..b")));
  EXPECT_THAT(Read("a.\n1\n"), ElementsAre(why("a.")));
  std::string deep = "a";
  for (int i = 1; i < 64; ++i) deep += ".a";
  EXPECT_THAT(Read(deep + "\n1\n").front(), ::testing::StartsWith("2 {\"a\":{\"a\":"));
  EXPECT_THAT(Read(deep + ".a\n1\n"), ElementsAre(why(std::string(deep, 0, 60) + "…")));
  std::string endless(1'000'000, '.');
  for (size_t i = 0; i < endless.size(); i += 2) endless[i] = 'a';
  EXPECT_EQ(Read(endless + "a\n1\n").size(), 1);
}

TEST(CsvReader, BadHeadersAreUnreadable) {
  EXPECT_THAT(
      Read("sku,name,sku\n1,2,3\n"),
      ElementsAre(
          "unreadable: in/file: the header names \"sku\" twice (again as column 3); give every column a name of its own"));
  EXPECT_THAT(
      Read("sku,,x\n1,2,3\n"),
      ElementsAre("unreadable: in/file: column 2 of the header has no name; name every column"));
  EXPECT_THAT(
      Read("a,\"b\n1,2\n"),
      ElementsAre(
          "unreadable: in/file: the header line cannot be read: in/file cannot be read on from line 1: a quote that opens "
          "in the row there is never closed. Close it and load the rest"));
  EXPECT_THAT(
      Read("a\r1\r2\r"),
      ElementsAre(
          "unreadable: in/file: the lines end in CR alone. Convert them first: tr '\\r' '\\n' < in/file > lines-file"));
  EXPECT_THAT(Read("\"a\r\nb\",c\r\n1,2\r\n"), ElementsAre("3 {\"a\\r\\nb\":\"1\",\"c\":\"2\"}"));
}

TEST(CsvReader, WhatIsNoCsvIsUnreadable) {
  EXPECT_THAT(Read("{\"a\":1}\n{\"a\":2}\n").front(),
              ::testing::StartsWith("unreadable: in/file begins as a JSON object does"));
  EXPECT_THAT(Read("[\n {\"a\":1}]\n").front(),
              ::testing::StartsWith("unreadable: in/file begins as a JSON array does"));
  EXPECT_THAT(Read(std::string("\x18\x04,\0\x3c\x04\n\0", 8)).front(),
              ::testing::HasSubstr("iconv -f UTF-16LE"));
  EXPECT_THAT(Read("<html>\n").front(),
              ::testing::StartsWith("unreadable: in/file is an HTML page"));
}

TEST(CsvReader, EmptyFilesAndHeadersAloneHaveNoRecords) {
  EXPECT_THAT(Read(""), IsEmpty());
  EXPECT_THAT(Read("a,b"), IsEmpty());
  EXPECT_THAT(Read("a,b\r\n"), IsEmpty());
}

TEST(CsvReader, EmptyCellsAndTheNullTextAreLeftOut) {
  ReaderSettings settings;
  settings.csv.null_texts = {"NULL"};
  EXPECT_THAT(Read("a,b,c\nNULL,,x\n\"\",nullish,NULL\n", settings),
              ElementsAre("2 {\"c\":\"x\"}", "3 {\"b\":\"nullish\"}"));
  EXPECT_THAT(Read("a,b\nNULL,\n"), ElementsAre("2 {\"a\":\"NULL\"}"));
}

TEST(CsvReader, SeveralTextsMayStandForNone) {
  ReaderSettings settings = Types({{"n", CsvSettings::Type::kNumber}});
  settings.csv.null_texts = {"NULL", "n/a", "-"};
  EXPECT_THAT(Read("n,b\nn/a,-\n NULL ,x\n  ,y\n7, - \n", settings),
              ElementsAre("3 {\"b\":\"x\"}", "4 {\"b\":\"y\"}", "5 {\"n\":7,\"b\":\" - \"}"));
}

TEST(CsvReader, RowsWithoutAnyValueAreSkipped) {
  EXPECT_THAT(Read("a,b\n\n1,2\n,\n\r\n\"\",\n3,4\n"),
              ElementsAre("3 {\"a\":\"1\",\"b\":\"2\"}", "7 {\"a\":\"3\",\"b\":\"4\"}"));
}

TEST(CsvReader, RefusesUnevenRowsByLineAndGoesOn) {
  EXPECT_THAT(
      Read("a,b\n1,2,3\n1\n1,2\n"),
      ElementsAre(
          "2 refused 1,2,3: the row has 3 cells and the header 2; put cells that hold ',' into double quotes",
          "3 refused 1: the row has 1 cell and the header 2; an empty cell needs its ',' too",
          "4 {\"a\":\"1\",\"b\":\"2\"}"));
}

TEST(CsvReader, RefusesTextBehindAClosingQuoteAndGoesOnWithTheNextLine) {
  EXPECT_THAT(
      Read("a,b\n1,\"x\"y,\"z\n3,4\n"),
      ElementsAre(
          "2 refused 1,\"x\"y,\"z: the quote of cell 2 is closed and text follows it; write a quote inside a quoted cell "
          "twice (\"\")",
          "3 {\"a\":\"3\",\"b\":\"4\"}"));
}

TEST(CsvReader, SaysFromWhichLineAnOpenQuoteSwallowsTheFile) {
  EXPECT_THAT(
      Read("a,b\n1,2\n3,\"x\n5,6\n"),
      ElementsAre(
          "2 {\"a\":\"1\",\"b\":\"2\"}",
          "3 broken 3,\"x\n5,6\n: in/file cannot be read on from line 3: a quote that opens in the row there is never "
          "closed. Close it and load the rest"));
}

TEST(CsvReader, RefusesTextThatIsNotUtf8) {
  EXPECT_THAT(
      Read("a,b\n1,caf\xe9\n"),
      ElementsAre(
          "unreadable: in/file is not UTF-8: the row on line 2 has the byte 0xe9. Convert it first: iconv -f "
          "WINDOWS-1252 -t UTF-8 < in/file > utf8-file"));
  EXPECT_THAT(Read("a,b\n\"x\"y,caf\xe9\n").front(),
              ::testing::StartsWith("unreadable: in/file is not UTF-8: the row on line 2"));
  EXPECT_THAT(Read("a,b\n1,\xc3\xa9\n1,caf\xe9\n").back(),
              ::testing::EndsWith("What stands before is UTF-8, so the text is damaged or "
                                  "mixed there: mend that place"));
  EXPECT_THAT(
      Read(std::string("\xfe\xff\0a", 4)),
      ElementsAre(
          "unreadable: in/file is UTF-16 text and not UTF-8. Convert it first: iconv -f UTF-16 -t UTF-8 < in/file > "
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
  EXPECT_THAT(
      Read("n\n1,5\n", Types({{"n", Type::kNumber}})),
      ElementsAre(
          "2 refused 1,5: the row has 2 cells and the header 1; put cells that hold ',' into double quotes"));
  EXPECT_THAT(
      Read("n,x\n\"1,5\",y\n", Types({{"n", Type::kNumber}})),
      ElementsAre(
          "2 refused {\"n\":\"1,5\",\"x\":\"y\"}: \"n\" holds \"1,5\", which is not a number such as 12.50 as "
          "--csv-types asks; mend the cell or change the type"));
  EXPECT_THAT(
      Read("b\nperhaps\n", Types({{"b", Type::kBoolean}})),
      ElementsAre(
          "2 refused {\"b\":\"perhaps\"}: \"b\" holds \"perhaps\", which is not true, false, yes, no, 1 or 0 as "
          "--csv-types asks; mend the "
          "cell or change the type"));
  EXPECT_THAT(
      Read("j\n{a}\n", Types({{"j", Type::kJson}})),
      ElementsAre(
          "2 refused {\"j\":\"{a}\"}: \"j\" holds \"{a}\", which is not a JSON value as --csv-types asks; mend the cell "
          "or change the type"));
  EXPECT_THAT(
      Read("a\n1\n", Types({{"b", Type::kNumber}})),
      ElementsAre(
          "unreadable: in/file: --csv-types names the column \"b\", which the header does not have"));
  EXPECT_THAT(Read("b\n1\n", Types({{"b", Type::kNumber}, {" b", Type::kJson}})),
              ElementsAre("unreadable: in/file: --csv-types names the column \" b\" twice"));
}

TEST(CsvReader, RefusesARowThatIsTooLongAndFollowsItsQuotes) {
  ReaderSettings settings;
  settings.max_record_bytes = 20;
  const std::string why =
      "the record is longer than limits.max_record_bytes (20 bytes); shorten it or raise the limit";
  const std::string cell = "\"" + std::string(30, 'x') + std::string(20, '\n') + ",\"";
  EXPECT_THAT(ReadItems(InputFormat::kCsv, "a,b\n1," + cell + "\n3,4\n", settings, 30),
              ElementsAre("2 refused 1,\"" + std::string(23, 'x') + ": " + why,
                          "23 {\"a\":\"3\",\"b\":\"4\"}"));
  EXPECT_THAT(ReadItems(InputFormat::kCsv, "a,b\n1," + std::string(50, 'x'), settings, 30),
              ElementsAre("2 refused 1," + std::string(24, 'x') + ": " + why));
  EXPECT_THAT(
      ReadItems(InputFormat::kCsv, "a,b\n1,\"" + std::string(50, 'x'), settings, 30),
      ElementsAre(
          "2 broken 1,\"" + std::string(23, 'x') +
          ": in/file cannot be read on from line 2: a quote that opens in the row there is never closed. Close it and "
          "load the rest"));
}

TEST(CsvReader, ARowWithANulIsRefused) {
  EXPECT_THAT(Read(std::string("a,b\n\0,2\n\"\0\",3\n4,5\n", 18)),
              ElementsAre("2 refused " + std::string("\0,2", 3) +
                              ": the row holds a NUL byte, which is no text; take it out",
                          "3 refused " + std::string("\"\0\",3", 5) +
                              ": the row holds a NUL byte, which is no text; take it out",
                          "4 {\"a\":\"4\",\"b\":\"5\"}"));
}

TEST(CsvReader, ControlsAndBackslashesAreEscapedWhereverTheyStand) {
  EXPECT_THAT(
      Read("a,b\nx\\,\"y\tz\"\n\x01,q\rr\ns,\x7f\n"),
      ElementsAre("2 {\"a\":\"x\\\\\",\"b\":\"y\\tz\"}", "3 {\"a\":\"\\u0001\",\"b\":\"q\\rr\"}",
                  "4 {\"a\":\"s\",\"b\":\"\x7f\"}"));
  EXPECT_THAT(Read("a\tb\n\"x\ty\"\tz\n"), ElementsAre("2 {\"a\":\"x\\ty\",\"b\":\"z\"}"));
}

TEST(CsvReader, TenThousandColumns) {
  std::string header;
  std::string row;
  std::string expected = "2 {";
  for (int i = 0; i < 10'000; ++i) {
    const std::string number = std::to_string(i);
    const std::string before = i == 0 ? "" : ",";
    header.append(before).append("c.").append(number);
    row.append(before).append(number);
    expected.append(i == 0 ? "\"c\":{" : ",")
        .append("\"")
        .append(number)
        .append("\":\"")
        .append(number)
        .append("\"");
  }
  EXPECT_THAT(Read(header + "\n" + row + "\n"), ElementsAre(expected + "}}"));
}

TEST(CsvReader, RowsWithEndlessCellsCostNoMemoryForThem) {
  std::string cells(200'000, ',');
  EXPECT_THAT(
      Read("a,b\n1" + cells + "\n1,2\n"),
      ElementsAre(
          "2 refused 1" + cells +
              ": the row has 200,001 cells and the header 2; put cells that hold ',' into double quotes",
          "3 {\"a\":\"1\",\"b\":\"2\"}"));
  EXPECT_THAT(
      Read("1" + cells + "\n"),
      ElementsAre(
          "unreadable: in/file: the header has 200,001 columns, and at most 100,000 can be read"));
}

TEST(CsvReader, AHeaderThatIsTooLongIsRefused) {
  ReaderSettings settings;
  settings.max_record_bytes = 1000;
  std::string header = "a";
  for (int i = 0; i < 500; ++i) header += ",column" + std::to_string(i);
  EXPECT_THAT(
      ReadItems(InputFormat::kCsv, header + "\n1\n", settings, 7),
      ElementsAre(
          "unreadable: in/file: the header line cannot be read: the record is longer than limits.max_record_bytes (1000 "
          "bytes); shorten it or raise the limit"));
}

// CutSource is a pipe, or with `grown` a file that was written to meanwhile.
class CutSource : public MemorySource {
 public:
  CutSource(const std::string& bytes, uint64_t grown) : MemorySource(bytes), grown_(grown) {}
  uint64_t grown() const override { return grown_; }
  bool may_be_cut() const override { return true; }

 private:
  uint64_t grown_;
};

TEST(CsvReader, TellsWhereAPipeEndedInsideARow) {
  const auto told = [](const std::string& bytes) {
    CsvReader reader(std::make_unique<CutSource>(bytes, 0), "-", {});
    EXPECT_EQ(ReadItems(&reader).size(), 1);
    return reader.TakeNotes();
  };
  EXPECT_THAT(
      told("a,b\n1,2"),
      ElementsAre(
          "standard input: it ends inside line 2, which has no line end; if its writer was cut short, "
          "so is that row"));
  EXPECT_THAT(told("a,b\n1,2\n"), IsEmpty());
}

TEST(CsvReader, RefusesALastRowThatIsStillBeingWritten) {
  CsvReader reader(std::make_unique<CutSource>("a,b\n1,2\n3,4", 2), "f", {});
  EXPECT_THAT(
      ReadItems(&reader),
      ElementsAre(
          "2 {\"a\":\"1\",\"b\":\"2\"}",
          "3 refused 3,4: the file was being written to while it was read, and this last row has no line end, so that it "
          "may be cut; load the row when it is complete"));
}

std::vector<std::string> Rows(std::string bytes) {
  const auto reader = MakeReader(InputFormat::kCsv,
                                 std::make_unique<MemorySource>(std::move(bytes)), "in/file", {});
  std::vector<std::string> rows;
  ReadItem item;
  while (reader->Next(&item) != ReadStep::kEnd) {
    rows.push_back((item.ambiguous ? "A" : "") + std::string(item.older ? "O" : "") +
                   (item.late ? "L" : "") + ":" + std::string(item.row));
    item.older = item.late = false;
  }
  return rows;
}

TEST(CsvReader, GivesTheRowsAsTheyCame) {
  EXPECT_THAT(Rows("a,b\r\n1,\"x\ny\"\r\n1,2,3\r\n\"a\"b,2\r\n,\r\n3,4"),
              ElementsAre(":1,\"x\ny\"\r\n", ":1,2,3\r\n", ":\"a\"b,2\r\n", ":3,4"));
}

TEST(CsvReader, TakesTheColumnsOfALoadOffItsRejects) {
  const std::string header = "_inflow_outcome,_inflow_line,_inflow_reason,a,b\n";
  EXPECT_THAT(Read(header + "REJECTED,2,\"why, then\",\"1\",2\n,,,,\n,,,3,4\n"),
              ElementsAre("2 {\"a\":\"1\",\"b\":\"2\"}", "4 {\"a\":\"3\",\"b\":\"4\"}"));
  EXPECT_THAT(Rows(header + "Ambiguous,2,,\"1\",2\nPENDING late newer,3,'=x,3,4,5\n"
                            "REJECTED,4,,\"a\"b,2\nREJECTED,5,,6,7"),
              ElementsAre("A:\"1\",2\n", "OL:3,4,5\n", ":\"a\"b,2\n", ":6,7"));
}

TEST(CsvReader, ARowThatIsNotWholeIsRefusedUntilItIsWrittenAnew) {
  const std::string header = "_inflow_outcome,_inflow_line,_inflow_reason,a\n";
  const auto items = Read(header + "REJECTED cut,2,why,\"x \"\"y\"\nshort,1\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_THAT(items[0], StartsWith("2 refused x \"y: this is only what could be shown"));
  EXPECT_THAT(items[1], StartsWith("3 refused short,1: the row has 2 cells"));
  EXPECT_THAT(Rows(header + "REJECTED cut,2,why,x\nshort,1\n"), ElementsAre(":", ":"));
}

TEST(CsvReader, TheColumnsOfALoadAreTakenOffWhereverASpreadsheetHasPutThem) {
  EXPECT_THAT(Rows("\xef\xbb\xbf"
                   "a;_inflow_reason;\"_inflow_outcome\";b\r\n"
                   "\"1\";why;\"AMBIGUOUS\";\"x;y\"\r\n2;;REJECTED late;z"),
              ElementsAre("A:\"1\";\"x;y\"\r\n", "L:2;z"));
  EXPECT_THAT(Rows("a,b,_inflow_outcome\n1,2\r,newer\n"), ElementsAre("O:1,\"2\r\"\n"));
  // A cell too many may be any of them.
  EXPECT_THAT(Read("a,_inflow_outcome\n1,,3\n2,\n"),
              ElementsAre("2 refused 1,,3: the row has 3 cells, and the header 2 with those that a "
                          "load added; leave theirs empty in a row that is new",
                          "3 {\"a\":\"2\"}"));
}

TEST(CsvReader, WithoutTheOutcomeEveryRowMayBeThereAlready) {
  for (const char* header :
       {"_inflow_line,_inflow_reason,a\n", "_inflow_line,a,_inflow_reason\n"}) {
    std::vector<std::string> items;
    EXPECT_THAT(
        Told(std::string(header) + "2,3,4\n", {}, "r.csv", &items),
        ElementsAre("r.csv: there is no column _inflow_outcome, which tells what inFlow may "
                    "have already, so that every row is taken for one of those"));
    ASSERT_EQ(items.size(), 1u);
    EXPECT_THAT(items[0], ::testing::EndsWith("(ambiguous)"));
  }
}

TEST(CsvReader, TheColumnsOfALoadAloneAreNoRecord) {
  for (const char* header : {"_inflow_outcome,_inflow_line,_inflow_reason\n", "_inflow_line\n"}) {
    EXPECT_THAT(
        Read(std::string(header) + "1,2,3\n"),
        ElementsAre(StartsWith("unreadable: in/file: the header has the columns of a load's")));
  }
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
//
// Blank cells that get the value above them, and rows that are no records, through the reader.
#include "tools/inflow/input/csv_filling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/command/memory_source.h"
#include "tools/inflow/options/reading_options.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

ReaderSettings Filling(const std::string& fill_down, const std::string& where = "") {
  RawReading raw;
  raw.fill_down = fill_down;
  raw.where = where;
  ReaderSettings settings;
  settings.csv = *ReadCsv(raw);
  return settings;
}

std::vector<std::string> ReadFilled(std::string bytes, const ReaderSettings& settings) {
  return ReadItems(InputFormat::kCsv, std::move(bytes), settings);
}

// FilledRows are the rows as rejects would hold them.
std::vector<std::string> FilledRows(std::string bytes, const ReaderSettings& settings) {
  const auto reader = MakeReader(
      InputFormat::kCsv, std::make_unique<MemorySource>(std::move(bytes), 3), "in/file", settings);
  std::vector<std::string> rows;
  ReadItem item;
  while (reader->Next(&item) != ReadStep::kEnd) rows.emplace_back(item.row);
  return rows;
}

TEST(CsvFilling, BlankCellsGetTheLastValueOfTheirColumn) {
  EXPECT_THAT(ReadFilled("h,t,s\nA,Tea,1\nA,,2\nA, ,3\nA,Mug,4\nA,,5\n", Filling("t within h")),
              ElementsAre("2 {\"h\":\"A\",\"t\":\"Tea\",\"s\":\"1\"}",
                          "3 {\"h\":\"A\",\"t\":\"Tea\",\"s\":\"2\"}",
                          "4 {\"h\":\"A\",\"t\":\"Tea\",\"s\":\"3\"}",
                          "5 {\"h\":\"A\",\"t\":\"Mug\",\"s\":\"4\"}",
                          "6 {\"h\":\"A\",\"t\":\"Mug\",\"s\":\"5\"}"));
}

TEST(CsvFilling, StopsWhereAnotherThingBegins) {
  // A first row that is blank, a thing that comes again, and rows of which nobody knows whose.
  EXPECT_THAT(FilledRows("h,t\nA,\nA,Tea\nB,\nA,\n,Mug\n,\nA,\n", Filling("t within h")),
              ElementsAre("A,\n", "A,Tea\n", "B,\n", "A,\n", ",Mug\n", "A,\n"));
  EXPECT_THAT(FilledRows("g,h,t\n1,A,Tea\n1,A,\n2,A,\n", Filling("t within g,h")),
              ElementsAre("1,A,Tea\n", "1,A,Tea\n", "2,A,\n"));
}

TEST(CsvFilling, NothingIsFilledAcrossARowThatIsRefused) {
  for (const char* refused : {"A\n", "A,x,y,z\n", "\"A\"x,Mug,\n"}) {
    const std::string bytes = std::string("h,t,s\nA,Tea,1\n") + refused + "A,,2\n";
    EXPECT_THAT(ReadFilled(bytes, Filling("t within h")).back(), HasSubstr("{\"h\":\"A\",\"s\""))
        << refused;
  }
  ReaderSettings typed = Filling("t within h");
  typed.csv.types = {{"s", CsvSettings::Type::kNumber}};
  EXPECT_EQ(ReadFilled("h,t,s\nA,Tea,1\nA,,x\nA,,2\n", typed).back(), "4 {\"h\":\"A\",\"s\":2}");
  ReaderSettings narrow = Filling("t within h");
  narrow.max_record_bytes = 20;
  EXPECT_EQ(ReadFilled("h,t,s\nA,Tea,1\nA,,a row that is too long\nA,,2\n", narrow).back(),
            "4 {\"h\":\"A\",\"s\":\"2\"}");
}

TEST(CsvFilling, NothingIsFilledFromBeforeAHeaderThatComesAgain) {
  EXPECT_THAT(FilledRows("h,t\nA,Tea\nh,t\nA,\n", Filling("t within h")),
              ElementsAre("A,Tea\n", "A,\n"));
}

TEST(CsvFilling, RowsHoldWhatWasFilledAndEveryOtherByteAsItCame) {
  EXPECT_THAT(
      FilledRows("h;t;u;s\r\nA;\"T; \"\"1\"\"\";\"\";x\r\n\"A\";\"\";=\"007\";\" y\"\r\nA;  ;;",
                 Filling("t,u within h")),
      ElementsAre("A;\"T; \"\"1\"\"\";\"\";x\r\n", "\"A\";\"T; \"\"1\"\"\";=\"007\";\" y\"\r\n",
                  "A;\"T; \"\"1\"\"\";=\"007\";"));
}

TEST(CsvFilling, AReturnThatEndsACellIsNoLineEndInTheLastOne) {
  EXPECT_THAT(FilledRows("h,t,u\nA,x,y\nB,a\rb,\nB,,\n", Filling("t within h")).back(),
              "B,\"a\rb\",\n");
  EXPECT_THAT(FilledRows("h,u,t\nB,1,a\r \nB,2,\n", Filling("t within h")).back(),
              "B,2,\"a\r \"\n");
}

TEST(CsvFilling, TextsForNoneAreBlank) {
  ReaderSettings settings = Filling("t within h", "t is not blank");
  settings.csv.null_texts = {"n/a"};
  EXPECT_THAT(ReadFilled("h,t\nA,n/a\nA,Tea\nA,n/a\nn/a,\n", settings),
              ElementsAre("3 {\"h\":\"A\",\"t\":\"Tea\"}", "4 {\"h\":\"A\",\"t\":\"Tea\"}"));
}

TEST(CsvFilling, ARowThatBecomesTooLongIsRefused) {
  ReaderSettings settings = Filling("t within h");
  settings.max_record_bytes = 30;
  const auto items = ReadFilled("h,t,s\nA,0123456789012345,\nA,,0123456789012345\n", settings);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_THAT(items[1], StartsWith("3 refused A,0123456789012345,0123456789012345: the record is "
                                   "longer than limits.max_record_bytes"));
}

TEST(CsvFilling, RejectsAreFilledLikeAnyOtherFile) {
  EXPECT_THAT(
      FilledRows("_inflow_outcome,_inflow_line,_inflow_reason,h,t\nREJECTED,2,why,A,Tea\n,,,A,\n",
                 Filling("t within h")),
      ElementsAre("A,Tea\n", "A,Tea\n"));
}

TEST(CsvFilling, AColumnThatTheFileLacksIsToldBeforeTheFirstRow) {
  const std::string bytes = "Handle,Title\nA,Tea\n";
  EXPECT_THAT(
      ReadFilled(bytes, Filling("Titel within Handle")),
      ElementsAre("unreadable: in/file: --csv-fill-down names the column \"Titel\", which the "
                  "header does not have; did you mean \"Title\"?"));
  EXPECT_THAT(ReadFilled(bytes, Filling("Title within Product")),
              ElementsAre(HasSubstr("--csv-fill-down names the column \"Product\"")));
  ReaderSettings configured = Filling("", "Variant SKU is not blank");
  configured.csv.configured_where = true;
  EXPECT_THAT(
      ReadFilled(bytes, configured),
      ElementsAre("unreadable: in/file: csv.where names the column \"Variant SKU\", which the "
                  "header does not have"));
  // Blanks around a name are no part of it, here either.
  EXPECT_THAT(ReadFilled(" Handle ,Title\nA,\n", Filling("\" Title \" within Handle")),
              ElementsAre("2 {\"Handle\":\"A\"}"));
}

TEST(CsvWhere, LeavesRowsOutAndCountsThem) {
  const auto reader = MakeReader(
      InputFormat::kCsv,
      std::make_unique<MemorySource>("h,t,sku,img\nA,Tea,1,x\nA,,,y\n\n,,,\nA,, ,z\nB,Mug,2,\n"),
      "in/file", Filling("t within h", "sku is not blank"));
  EXPECT_THAT(ReadItems(reader.get()),
              ElementsAre("2 {\"h\":\"A\",\"t\":\"Tea\",\"sku\":\"1\",\"img\":\"x\"}",
                          "7 {\"h\":\"B\",\"t\":\"Mug\",\"sku\":\"2\"}"));
  EXPECT_EQ(reader->left_out(), 2u);
}

TEST(CsvWhere, WhatIsLeftOutStillFillsWhatFollows) {
  EXPECT_THAT(
      ReadFilled("h,t,type\nA,Tea,parent\nA,,child\n", Filling("t within h", "type is child")),
      ElementsAre("3 {\"h\":\"A\",\"t\":\"Tea\",\"type\":\"child\"}"));
  EXPECT_THAT(ReadFilled("h,t\nA,Tea\nA,\n", Filling("t within h", "t is blank")), IsEmpty());
}

TEST(CsvWhere, ARowThatCannotBeReadIsRefusedAndNotLeftOut) {
  EXPECT_THAT(ReadFilled("a,b\n1,2,3\nx,\n", Filling("", "b is not blank")),
              ElementsAre(StartsWith("2 refused 1,2,3: the row has 3 cells")));
}

using CellTexts = std::vector<std::string>;

// The same in the plainest words, over rows that can all be read.
std::vector<CellTexts> Naive(const std::vector<CellTexts>& rows) {
  std::vector<CellTexts> filled;
  for (size_t i = 0; i < rows.size(); ++i) {
    CellTexts row = rows[i];
    for (size_t column = 1; column < row.size(); ++column) {
      for (size_t above = i; row[column].empty() && !row[0].empty() && above-- > 0;) {
        if (rows[above][0] != row[0]) break;
        row[column] = rows[above][column];
      }
    }
    filled.push_back(row);
  }
  return filled;
}

std::string CsvOf(const std::vector<CellTexts>& rows) {
  std::string text;
  for (const CellTexts& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      const bool quoted = row[i].find_first_of(",\"\n\r") != std::string::npos;
      text += i == 0 ? "" : ",";
      text += quoted ? "\"" : "";
      for (const char c : row[i]) text.append(c == '"' ? 2 : 1, c);
      text += quoted ? "\"" : "";
    }
    text += "\n";
  }
  return text;
}

RC_GTEST_PROP(CsvFilling, DoesWhatAPlainModelDoes, ()) {
  const auto cell = rc::gen::weightedElement<std::string>(
      {{3, ""}, {1, "x"}, {1, "\xc3\xa9"}, {1, "a,b"}, {1, "5\" \\"}, {1, "two\nlines"}});
  const auto row =
      rc::gen::map(rc::gen::tuple(rc::gen::element<std::string>("A", "B", ""), cell, cell, cell),
                   [](const auto& cells) {
                     return CellTexts{std::get<0>(cells), std::get<1>(cells), std::get<2>(cells),
                                      std::get<3>(cells)};
                   });
  const std::vector<CellTexts> rows = *rc::gen::container<std::vector<CellTexts>>(row);
  const std::string header = "h,t,u,s\n";
  std::vector<CellTexts> expected;
  for (const CellTexts& one : Naive(rows)) {
    // s is not filled, and a row without a value is none.
    CellTexts kept = one;
    kept[3] = rows[expected.size()][3];
    expected.push_back(kept);
  }
  std::vector<std::string> filled = ReadFilled(header + CsvOf(rows), Filling("t,u within h"));
  std::vector<std::string> plain = ReadFilled(header + CsvOf(expected), {});
  // A line end that was filled in is none of the file's.
  for (auto* const items : {&filled, &plain}) {
    for (std::string& item : *items) item.erase(0, item.find(' '));
  }
  RC_ASSERT(filled == plain);
  std::string again;
  for (const std::string& text : FilledRows(header + CsvOf(rows), Filling("t,u within h")))
    again += text;
  std::string rows_of_plain;
  for (const std::string& text : FilledRows(header + CsvOf(expected), {})) rows_of_plain += text;
  RC_ASSERT(again == rows_of_plain);
}

}  // namespace
}  // namespace inflow::command

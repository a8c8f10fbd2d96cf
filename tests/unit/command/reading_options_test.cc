// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/reading_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using Type = CsvSettings::Type;

TEST(ParseCsvTypes, TakesListsAndQuotedNames) {
  EXPECT_THAT(
      *ParseCsvTypes({"p=number,q=json", "a=b=boolean"}),
      ElementsAre(Pair("p", Type::kNumber), Pair("q", Type::kJson), Pair("a=b", Type::kBoolean)));
  EXPECT_THAT(*ParseCsvTypes({"\"Size, cm\"=number,\"5\"\" disk\"=json,x=number"}),
              ElementsAre(Pair("Size, cm", Type::kNumber), Pair("5\" disk", Type::kJson),
                          Pair("x", Type::kNumber)));
  EXPECT_THAT(*ParseCsvTypes({"5\"=number"}), ElementsAre(Pair("5\"", Type::kNumber)));
}

TEST(ParseCsvTypes, SaysWhichItemIsWrong) {
  for (const char* item :
       {"price", "=number", "price=money", "\"a=number", "\"a\"b=number", "\"\"=number", ""}) {
    const auto types = ParseCsvTypes({std::string("x=number,") + item});
    if (std::string_view(item).empty()) continue;  // a comma at the end
    EXPECT_THAT(std::string(types.status().message()),
                HasSubstr(std::string("--csv-types ") + item + ": write COLUMN=number"))
        << item;
  }
  EXPECT_FALSE(ParseCsvTypes({""}).ok());
}

TEST(ParseCount, TakesWholeNumbersAlone) {
  EXPECT_EQ(*ParseCount("--first", "0", 0, 9), 0);
  EXPECT_EQ(*ParseCount("--first", "010", 0, 99), 10);
  EXPECT_EQ(*ParseCount("--first", "18446744073709551615", 0, ~uint64_t{0}), ~uint64_t{0});
  for (const char* text :
       {"-1", "+1", "1.5", "1e3", "0x10", "many", "", " 1", "18446744073709551616"}) {
    EXPECT_EQ(std::string(ParseCount("--first", text, 0, ~uint64_t{0}).status().message()),
              std::string("--first ") + text + ": write a whole number from 0 up");
  }
  EXPECT_EQ(std::string(ParseCount("--samples", "1001", 1, 1000).status().message()),
            "--samples 1001: write a whole number from 1 to 1,000");
  EXPECT_FALSE(ParseCount("--samples", "0", 1, 1000).ok());
}

TEST(ReadFormat, TakesThree) {
  RawReading raw;
  EXPECT_EQ(*ReadFormat(raw), std::nullopt);
  raw.format = "csv";
  EXPECT_EQ(*ReadFormat(raw), InputFormat::kCsv);
  raw.format = "xlsx";
  EXPECT_EQ(std::string(ReadFormat(raw).status().message()),
            "--format xlsx: write csv, ndjson or json");
}

TEST(ReadCsv, RefusesWhatIsNoSeparator) {
  RawReading raw;
  raw.separator = ";;";
  EXPECT_EQ(std::string(ReadCsv(raw).status().message()),
            "--csv-separator ;;: write one character, no quote and no line end; tab for a tab");
}

TEST(ReadingOptions, ReadTheSameAgain) {
  RawReading raw;
  raw.format = "csv";
  raw.separator = "\\t";
  raw.types = {"\"Size, \"\"cm\"\"\"=number", "on=boolean"};
  raw.nulls = {"NULL", "n/a now"};
  raw.no_nest = true;
  InputSettings settings;
  settings.reader.csv = *ReadCsv(raw);
  settings.format = *ReadFormat(raw);
  EXPECT_EQ(
      ReadingOptions(settings),
      " --format csv --csv-separator tab --csv-types '\"Size, \"\"cm\"\"\"=number' --csv-types on=boolean --csv-null NULL "
      "--csv-null 'n/a now' --no-nest");
  EXPECT_EQ(ReadingOptions(InputSettings()), "");
}

TEST(ReadCsv, TakesWhatIsFilledAndWhichRowsAreRecords) {
  RawReading raw;
  raw.fill_down = "Title,\"Size, cm\" within Handle, Shop";
  raw.where = "SKU is not blank";
  InputSettings settings;
  settings.reader.csv = *ReadCsv(raw);
  EXPECT_THAT(settings.reader.csv.fill_down->columns, ElementsAre("Title", "Size, cm"));
  EXPECT_THAT(settings.reader.csv.fill_down->within, ElementsAre("Handle", "Shop"));
  EXPECT_EQ(
      ReadingOptions(settings),
      " --csv-fill-down 'Title,\"Size, cm\" within Handle,Shop' --csv-where 'SKU is not blank'");
}

TEST(ReadCsv, SaysHowTheyAreWritten) {
  for (const char* text : {"Title", "Title within", "within Handle", " within Handle",
                           "a,,b within c", "\"a within b", "a within \"b"}) {
    RawReading raw;
    raw.fill_down = text;
    EXPECT_THAT(
        std::string(ReadCsv(raw).status().message()),
        HasSubstr(std::string("--csv-fill-down ") + text + ": write COLUMN,… within COLUMN"));
  }
  RawReading raw;
  raw.fill_down = "a,b within b";
  EXPECT_THAT(std::string(ReadCsv(raw).status().message()),
              HasSubstr("cannot be filled within itself"));
  raw = {};
  raw.where = "SKU";
  EXPECT_THAT(std::string(ReadCsv(raw).status().message()),
              HasSubstr("--csv-where SKU: write COLUMN is blank"));
}

TEST(CsvInForce, AnOptionComesBeforeTheConfigurationAndIsRepeatedAlone) {
  CsvSettings configured;
  configured.null_texts = {"NULL"};
  configured.fill_down = CsvFillDown{{"a"}, {"h"}};
  configured.where = CsvWhere{*ParseRowCondition("a is b"), "a is b"};
  configured.configured_nulls = configured.configured_fill_down = configured.configured_where =
      true;
  InputSettings settings;
  settings.reader.csv = CsvInForce(CsvSettings(), configured);
  EXPECT_THAT(settings.reader.csv.null_texts, ElementsAre("NULL"));
  EXPECT_THAT(settings.reader.csv.fill_down->columns, ElementsAre("a"));
  EXPECT_EQ(settings.reader.csv.where->text, "a is b");
  EXPECT_EQ(ReadingOptions(settings), "");
  RawReading raw;
  raw.where = "c is d";
  raw.nulls = {"-"};
  settings.reader.csv = CsvInForce(*ReadCsv(raw), configured);
  EXPECT_EQ(settings.reader.csv.where->text, "c is d");
  EXPECT_THAT(settings.reader.csv.null_texts, ElementsAre("-"));
  EXPECT_EQ(ReadingOptions(settings), " --csv-null - --csv-where 'c is d'");
}

}  // namespace
}  // namespace inflow::command

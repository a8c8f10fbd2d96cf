// SPDX-License-Identifier: Apache-2.0
//
// "csv", which is checked here and used by the command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

std::string Csv(const std::string& section) {
  return R"(, "endpoint": "create_product", "csv": )" + section;
}

TEST(CsvConfig, IsRead) {
  const Parsed parsed = Parse(Document(Csv(
      R"({"null": ["NULL", "n/a"], "fill_down": {"columns": ["Title", "a.b"], "within": "Handle"}, "where": "SKU is not blank"})")));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_THAT(parsed.config.csv.null_texts, ElementsAre("NULL", "n/a"));
  EXPECT_THAT(parsed.config.csv.fill_columns, ElementsAre("Title", "a.b"));
  EXPECT_THAT(parsed.config.csv.fill_within, ElementsAre("Handle"));
  EXPECT_EQ(parsed.config.csv.where, "SKU is not blank");
  EXPECT_THAT(Faults(Csv(R"({"where": null, "fill_down": {}})")), IsEmpty());
}

TEST(CsvConfig, TypesAndSeparatorAreChecked) {
  const Parsed parsed = Parse(
      Document(Csv(R"({"types": {"unitPrice": "number", "a b": "json"}, "separator": "tab"})")));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_THAT(parsed.config.csv.types,
              ElementsAre(Pair("a b", "json"), Pair("unitPrice", "number")));
  EXPECT_EQ(parsed.config.csv.separator, "tab");
  EXPECT_THAT(Faults(Csv(R"({"types": {"a": "numbr"}})")),
              ElementsAre(AllOf(StartsWith("/csv/types/a: \"a\" must be "),
                                HasSubstr("did you mean \"number\"?"))));
  EXPECT_THAT(Faults(Csv(R"({"types": {"a": 1}})")), ElementsAre(HasSubstr("not a number")));
  EXPECT_THAT(Faults(Csv(R"({"types": "a=number"})")),
              ElementsAre(HasSubstr("must be an object of names, each with ")));
  for (const char* text : {"", ";;", "\\\"", "\\n"}) {
    EXPECT_THAT(Faults(Csv(R"({"separator": ")" + std::string(text) + "\"}")),
                ElementsAre(StartsWith("/csv/separator: ")))
        << text;
  }
  EXPECT_THAT(Faults(Csv(R"({"separator": "\\t"})")), IsEmpty());
}

TEST(CsvConfig, AConditionThatIsNoneIsAFault) {
  for (const char* text : {"Variant SKU", "SKU is ", "", "SKU = 1"}) {
    EXPECT_THAT(Faults(Csv(R"({"where": ")" + std::string(text) + "\"}")),
                ElementsAre(StartsWith("/csv/where: \"where\" is \"" + std::string(text) +
                                       "\", which is no condition: write COLUMN is blank")))
        << text;
  }
  EXPECT_THAT(Faults(Csv(R"({"where": {"column": "a"}})")),
              ElementsAre(HasSubstr("must be text or null, not an object")));
}

TEST(CsvConfig, WhatIsFilledNeedsBothAndEndsSomewhere) {
  EXPECT_THAT(Faults(Csv(R"({"fill_down": {"columns": "Title"}})")),
              ElementsAre(StartsWith("/csv/fill_down: \"fill_down\" has no \"within\"")));
  EXPECT_THAT(Faults(Csv(R"({"fill_down": {"within": "Handle"}})")),
              ElementsAre(StartsWith("/csv/fill_down: \"fill_down\" has no \"columns\"")));
  EXPECT_THAT(Faults(Csv(R"({"fill_down": {"columns": ["a", "b"], "within": ["b", "c"]}})")),
              ElementsAre(StartsWith("/csv/fill_down/columns: \"b\" is in \"columns\" and in")));
  // One fault, and not what would follow from it.
  EXPECT_THAT(Faults(Csv(R"({"fill_down": {"columns": "a", "within": 7}})")),
              ElementsAre(StartsWith("/csv/fill_down/within: ")));
}

TEST(CsvConfig, NamesAreChecked) {
  EXPECT_THAT(Faults(Csv(R"({"fill_dwon": {}})")),
              ElementsAre(HasSubstr("did you mean \"fill_down\"?")));
  EXPECT_THAT(Faults(Csv(R"({"null": [""]})")), ElementsAre(HasSubstr("may not be empty")));
  EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "routes": {"a": {"csv": {}}})"),
              ElementsAre(HasSubstr("belongs to the document itself")));
}

}  // namespace
}  // namespace inflow

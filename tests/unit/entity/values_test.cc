// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin/catalog/catalog.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const ObjectSchema* Order() { return FindObjectSchema("upsert_sales_order"); }
const ObjectSchema* Product() { return FindObjectSchema("upsert_product"); }

// Read returns an object with its texts read, or what is wrong with them.
std::string Read(const Values& values, const ObjectSchema* schema, std::string_view json,
                 const std::vector<Span>* spans = nullptr) {
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(json, &index).ok()) << json;
  std::string out;
  const absl::Status status =
      values.Append({index, spans, [schema](const Member&) { return schema; }}, &out);
  return status.ok() ? out : std::string(status.message());
}

std::string Read(const ValuesConfig& config, const ObjectSchema* schema, std::string_view json) {
  return Read(Values(config, {}), schema, json);
}

// Number returns a product's weight as it is read.
std::string Number(const ValuesConfig& config, const std::string& text) {
  std::string json = R"({"weight":")" + text + "\"}";
  json = Read(config, Product(), json);
  return json.front() == '{' ? json.substr(11, json.size() - 13) : json;
}

// Date returns an order's date as it is read.
std::string Date(const ValuesConfig& config, const std::string& text) {
  std::string json = Read(config, Order(), R"({"orderDate":")" + text + "\"}");
  return json.front() == '{' ? json.substr(14, json.size() - 16) : json;
}

const ValuesConfig kNorwegian = {.decimal_mark = DecimalMark::kComma,
                                 .strip = {"kr", ".", " ", "\u00a0"}};
const ValuesConfig kAmerican = {.strip = {"$", ",", "US$"}};

TEST(Values, DecimalsKeepTheirDigits) {
  EXPECT_EQ(Number(kNorwegian, "1.234,50 kr"), "1234.50");
  EXPECT_EQ(Number(kNorwegian, "kr 1 234 567,00"), "1234567.00");
  EXPECT_EQ(Number(kNorwegian, "1\u00a0234,5"), "1234.5");
  EXPECT_EQ(Number(kNorwegian, "-12,5"), "-12.5");
  EXPECT_EQ(Number({.decimal_mark = DecimalMark::kComma}, "\u00a012,5\u202f"), "12.5");
  EXPECT_EQ(Number(kNorwegian, "+0012,50"), "+0012.50");
  EXPECT_EQ(Number(kNorwegian, "12345678901234567890,12345678901234567890"),
            "12345678901234567890.12345678901234567890");
  EXPECT_EQ(Number(kNorwegian, "7"), "7");
  EXPECT_EQ(Number(kAmerican, "$1,234.50"), "1234.50");
  EXPECT_EQ(Number(kAmerican, "US$ 12"), "12") << "the longest text is left out, not the first";
  EXPECT_EQ(Number(kAmerican, "-$5"), "-5");
  EXPECT_EQ(Number(kAmerican, " 1\\u002c000 "), "1000");
  EXPECT_EQ(Number({.decimal_mark = DecimalMark::kComma}, "1,5e3"), "1.5e3");
}

TEST(Values, AMarkThatIsNotNamedIsRefused) {
  EXPECT_EQ(
      Number({.strip = {"$"}}, "$1,234.50"),
      "\"weight\" is \"$1,234.50\" and must be a decimal number: \",\" is neither the decimal mark, which "
      "\"values.decimal_mark\" "
      "says is \".\", nor named in \"values.strip\"");
  EXPECT_THAT(
      Number({.decimal_mark = DecimalMark::kComma}, "1.234"),
      HasSubstr(
          "\".\" is neither the decimal mark, which \"values.decimal_mark\" says is \",\", nor named in \"values.strip\""));
  EXPECT_THAT(Number({.decimal_mark = DecimalMark::kComma}, "12.50"),
              HasSubstr("is neither the decimal mark"));
  EXPECT_THAT(Number(kNorwegian, "1'234,50"),
              HasSubstr("must be a decimal number, such as 12,50, around which stands only"));
  EXPECT_THAT(Number(kNorwegian, "(12,50)"), HasSubstr("\"(12,50)\" and must be a decimal number"));
  EXPECT_THAT(Number(kNorwegian, "1,2,3"), HasSubstr("must be a decimal number"));
  EXPECT_THAT(Number(kNorwegian, "kr"), HasSubstr("must be a decimal number"));
  EXPECT_THAT(Number(kAmerican, "$1.2.3"), HasSubstr("must be a decimal number"));
}

// A number of another country would be another number.
TEST(Values, WhatPartsGroupsPartsGroupsOfThree) {
  EXPECT_EQ(
      Number(kNorwegian, "1.5"),
      "\"weight\" is \"1.5\" and must be a decimal number: \"values.strip\" leaves out what parts groups of three digits, and "
      "\"5\" is none");
  EXPECT_THAT(Number(kNorwegian, "1.2345"), HasSubstr("\"2345\" is none"));
  EXPECT_THAT(Number(kNorwegian, "12.50 kr"), HasSubstr("\"50\" is none"));
  EXPECT_THAT(Number(kAmerican, "1,5"), HasSubstr("\"5\" is none"));
  EXPECT_THAT(Number(kAmerican, "1,23,4.5"), HasSubstr("\"4\" is none"));
  EXPECT_EQ(Number(kAmerican, "12,34,567.5"), "1234567.5") << "as India writes it";
  EXPECT_EQ(Number(kAmerican, "1,234,567"), "1234567");
  EXPECT_EQ(Number({.decimal_mark = DecimalMark::kComma, .strip = {".", "Fr"}}, "Fr. 12,50"),
            "12.50");
}

TEST(Values, WholeNumbersHaveTheMarkAndNothingElse) {
  const ObjectSchema* vendor = FindObjectSchema("upsert_vendor");
  EXPECT_EQ(Read(kNorwegian, vendor, R"({"leadTimeDays":"3,00"})"), R"({"leadTimeDays":"3.00"})");
  EXPECT_THAT(Read(kNorwegian, vendor, R"({"leadTimeDays":"3.000"})"),
              HasSubstr("must be a whole number of at most 32 bits: \".\" is"));
  EXPECT_THAT(Read(kAmerican, vendor, R"({"leadTimeDays":"3,000"})"),
              HasSubstr("must be a whole number"));
}

TEST(Values, DatesInTheFirstFormatThatFits) {
  const ValuesConfig config = {
      .dates = {"%m/%d/%Y %I:%M:%S %p %z", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y"}};
  EXPECT_EQ(Date(config, "4/6/2026 2:02:34 PM +00:00"), "2026-04-06T14:02:34Z");
  EXPECT_EQ(Date(config, "03/04/2026"), "2026-03-04");
  EXPECT_EQ(
      Date(config, "31/04/2026"),
      "\"orderDate\" is \"31/04/2026\" and must be a date as \"values.dates\" says, "
      "\"%m/%d/%Y %I:%M:%S %p %z\", \"%m/%d/%Y\", \"%d/%m/%Y\", \"%d.%m.%Y\", or with the year first");
  EXPECT_EQ(Date(config, "31/05/2026"), "2026-05-31");
  EXPECT_EQ(Date(config, "2026-01-31 14:05"), "2026-01-31T14:05:00");
  EXPECT_EQ(Date({.dates = {"%Y-%d-%m"}}, "2026-02-03"), "2026-03-02")
      << "what is said counts before what is usual";
}

TEST(Values, DatesAreReadAsTheyStandBeforeAnythingIsLeftOut) {
  EXPECT_EQ(Date({.dates = {"%d.%m.%Y"}, .strip = {"."}}, "03.04.2026"), "2026-04-03");
  EXPECT_EQ(Date({.dates = {"%d.%m.%Y"}, .strip = {"kl."}}, "kl.03.04.2026"), "2026-04-03");
  EXPECT_EQ(Date({.dates = {"%m/%d/%Y %I:%M %p %z"}, .strip = {" "}}, "4/6/2026 2:02 PM Z"),
            "2026-04-06T14:02:00Z");
  EXPECT_EQ(Date({.strip = {"den "}}, "den 2026-04-06"), "2026-04-06");
}

TEST(Values, TimesWithoutAnOffsetAreOfTheZone) {
  const ValuesConfig config = {.dates = {"%d.%m.%Y %H:%M", "%d.%m.%Y", "%d.%m.%Y %H:%M %z"},
                               .zone = "Europe/Oslo"};
  EXPECT_EQ(Date(config, "31.01.2026 14:05"), "2026-01-31T14:05:00+01:00");
  EXPECT_EQ(Date(config, "31.07.2026 14:05"), "2026-07-31T14:05:00+02:00");
  EXPECT_EQ(Date(config, "31.07.2026 14:05 -05:00"), "2026-07-31T14:05:00-05:00");
  EXPECT_EQ(Date(config, "31.07.2026"), "2026-07-31") << "a day is the same one everywhere";
  EXPECT_EQ(Date(config, "2026-07-31T14:05:00.5"), "2026-07-31T14:05:00.5+02:00");
  EXPECT_EQ(Date(config, "2026-07-31T14:05:00Z"), "2026-07-31T14:05:00Z");
  EXPECT_EQ(Date(config, "2026-07-31"), "2026-07-31");
  EXPECT_EQ(Date(config, "25.10.2026 02:30"), "2026-10-25T02:30:00+02:00") << "the first of two";
  EXPECT_EQ(
      Date(config, "29.03.2026 02:30"),
      "\"orderDate\" is \"29.03.2026 02:30\", a time that there was not in Europe/Oslo, whose clocks were put forward then: "
      "correct it");
}

TEST(Values, EnumsByFieldAndByExactText) {
  const ValuesConfig config = {
      .enums = {{"ItemType", {{"Inventory", "StockedProduct"}, {"Å", "Service"}}},
                {"isActive", {{"Ja", "true"}, {"Nei", "false"}}},
                {"priceType", {{"Fast", "fixedPrice"}}}}};
  EXPECT_EQ(
      Read(config, Product(),
           R"({"itemType":" Inventory ","isActive":"Nei","prices":[{"priceType":"Fast"}]})"),
      R"({"itemType":"StockedProduct","isActive":"false","prices":[{"priceType":"fixedPrice"}]})");
  EXPECT_EQ(Read(config, Product(), R"({"itemType":"\u00c5"})"), R"({"itemType":"Service"})");
  for (const char* json :
       {R"({"itemType":"inventory"})", R"({"itemType":"Service"})", R"({"isActive":true})",
        R"({"name":"Ja"})", R"({"trackSerials":"Ja"})"}) {
    EXPECT_EQ(Read(config, Product(), json), json);
  }
}

// Everything else leaves byte for byte.
TEST(Values, OnlyTextsOfFieldsThatAreReadChange) {
  const ValuesConfig config = {
      .dates = {"%d/%m/%Y"}, .decimal_mark = DecimalMark::kComma, .strip = {" "}};
  for (
      const char* json :
      {R"({ "weight" : 1.5 , "height":null,"name":"1,5","sku":"03/04/2026","customFields":{"custom1":"1,5"}})",
       R"({"weight":"","height":"  ","unknown":"1,5","lastModifiedDateTime":"03/04/2026","prices":"1,5","salesUom":[1]})",
       "{}", R"({"prices":[7,"1,5",null,[{"unitPrice":"1,5"}]],"weight":{"a":"1,5"}})"}) {
    EXPECT_EQ(Read(config, Product(), json), json);
  }
  EXPECT_EQ(
      Read(
          config, Product(),
          R"({ "Weight" : "1,5" , "prices":[ {"UNITPRICE": "2 000,5", "a":1}, {"unitPrice":3} ] })"),
      R"({ "Weight" : "1.5" , "prices":[ {"UNITPRICE": "2000.5", "a":1}, {"unitPrice":3} ] })");
}

TEST(Values, AllThatIsWrongIsToldAtOnce) {
  const std::string told = Read(
      {.dates = {"%d/%m/%Y"}, .decimal_mark = DecimalMark::kComma}, Order(),
      R"({"orderDate":"x1","lines":[{"unitPrice":"1.5"},{"quantity":{"standardQuantity":"2.5"}}]})");
  EXPECT_THAT(told, AllOf(HasSubstr("\"orderDate\" is \"x1\" and must be a date"),
                          HasSubstr("; \"lines.0.unitPrice\" is \"1.5\" and"),
                          HasSubstr("; \"lines.1.quantity.standardQuantity\" is \"2.5\" and")));
  const std::string many =
      Read({.decimal_mark = DecimalMark::kComma}, Product(),
           R"({"weight":"1.","height":"2.","width":"3.","length":"4.","prices":[{"unitPrice":"5."},
                                    {"unitPrice":"6."},{"unitPrice":"7."}]})");
  EXPECT_THAT(many, AllOf(HasSubstr("\"prices.0.unitPrice\""), Not(HasSubstr("\"prices.1")),
                          HasSubstr("; and 2 more")));
}

TEST(Values, WhatIsNotSentMayBeAnything) {
  const ValuesConfig config = {.decimal_mark = DecimalMark::kComma};
  const char* const json =
      R"({"weight":"1.5","prices":[{"unitPrice":"1.5"}],"salesUom":{"conversionRatio":{"uomQuantity":"1.5"}}})";
  EXPECT_EQ(Read(Values(config, {"weight", "prices.unitPrice", "salesUom.conversionRatio"}),
                 Product(), json),
            json);
  EXPECT_THAT(
      Read(Values(config, {"weigh", "prices.unit", "salesUom.conversionRatio.u"}), Product(), json),
      AllOf(HasSubstr("\"weight\""), HasSubstr("\"prices.0.unitPrice\""),
            HasSubstr("\"salesUom.conversionRatio.uomQuantity\"")));
}

TEST(Values, OnlyWhatComesFromTheRecordIsRead) {
  const Values values({.decimal_mark = DecimalMark::kComma}, {});
  const std::string json =
      R"({"weight":"1,5","height":"2,5","prices":[{"unitPrice":"3,5"},{"unitPrice":"4,5"}]})";
  const auto span = [&json](std::string_view part) {
    const size_t at = json.find(part);
    return Span(at, at + part.size());
  };
  const std::vector<Span> scalars = {span("\"2,5\""), span("\"4,5\"")};
  EXPECT_EQ(
      Read(values, Product(), json, &scalars),
      R"({"weight":"1,5","height":"2.5","prices":[{"unitPrice":"3,5"},{"unitPrice":"4.5"}]})");
  const std::vector<Span> list = {Span(0, 0), span(R"([{"unitPrice":"3,5"},{"unitPrice":"4,5"}])")};
  EXPECT_EQ(
      Read(values, Product(), json, &list),
      R"({"weight":"1,5","height":"2,5","prices":[{"unitPrice":"3.5"},{"unitPrice":"4.5"}]})");
  const std::vector<Span> none;
  EXPECT_EQ(Read(values, Product(), json, &none), json);
}

TEST(ValuesHint, NamesTheKeyThatMayMakeSenseOfIt) {
  const Field decimal{.name = "a", .type = FieldType::kDecimal};
  EXPECT_THAT(
      ValuesHint(decimal, R"("12,50")"),
      AllOf(HasSubstr("set \"values.decimal_mark\" to \",\""), HasSubstr("\"values.strip\"")));
  EXPECT_THAT(
      ValuesHint(decimal, R"("1,234.50")"),
      AllOf(HasSubstr("name it in \"values.strip\": [\",\"]"), Not(HasSubstr("decimal_mark"))));
  EXPECT_THAT(ValuesHint(decimal, R"("1.234,50")"),
              AllOf(HasSubstr("\"values.decimal_mark\" to \",\""),
                    HasSubstr("the point in \"values.strip\"")));
  EXPECT_THAT(ValuesHint(decimal, R"("$12.50")"), HasSubstr("\"values.strip\""));
  EXPECT_THAT(ValuesHint(decimal, R"("1\u00a0234")"), HasSubstr("\"values.strip\""));
  EXPECT_EQ(ValuesHint(decimal, R"x("(12.50)")x"), "; write a negative number with a minus sign");
  for (const char* json : {R"("")", R"("none")", R"("1.2.3")", "true", "[]", "{}", "null"})
    EXPECT_EQ(ValuesHint(decimal, json), "") << json;
  const Field date{.name = "a", .type = FieldType::kDate};
  EXPECT_THAT(ValuesHint(date, R"("03/04/2026")"), HasSubstr("\"values.dates\""));
  EXPECT_EQ(ValuesHint(date, R"("soon")"), "");
  EXPECT_EQ(ValuesHint(date, "20260304"), "");
  EXPECT_THAT(ValuesHint({.name = "a", .type = FieldType::kEnum}, R"("Inventory")"),
              HasSubstr("\"values.enums\""));
  EXPECT_THAT(ValuesHint({.name = "a", .type = FieldType::kBoolean}, R"("Ja")"),
              HasSubstr("\"values.enums\""));
  EXPECT_EQ(ValuesHint({.name = "a", .type = FieldType::kInteger}, R"("1,5")"), "");
  EXPECT_EQ(ValuesHint({.name = "a", .type = FieldType::kGuid}, R"("1,5")"), "");
}

}  // namespace
}  // namespace inflow

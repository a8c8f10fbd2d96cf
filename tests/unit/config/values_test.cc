// SPDX-License-Identifier: Apache-2.0
//
// The key "values": what it takes, where, and what it is warned of.
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
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::string Product(const std::string& values) {
  return R"(, "endpoint": "upsert_product", "values": )" + values;
}
std::string Order(const std::string& values) {
  return R"(, "endpoint": "upsert_sales_order", "values": )" + values;
}

std::vector<std::string> Warnings(const std::string& rest) {
  const Parsed parsed = Parse(Document(rest));
  EXPECT_THAT(parsed.faults, IsEmpty()) << rest;
  return parsed.config.warnings;
}

TEST(ValuesKey, IsRead) {
  const Parsed parsed = Parse(Document(Product(
      R"({"dates": ["%m/%d/%Y %I:%M:%S %p %z"], "zone": "Europe/Oslo", "decimal_mark": ",", "strip": ["€", " "],
          "enums": {"itemType": {"Inventory": "stockedProduct"}, "isActive": {"Ja": "true"}}})")));
  EXPECT_THAT(parsed.faults, IsEmpty());
  const ValuesConfig& values = parsed.config.main.values;
  EXPECT_THAT(values.dates, ElementsAre("%m/%d/%Y %I:%M:%S %p %z"));
  EXPECT_EQ(values.zone, "Europe/Oslo");
  EXPECT_EQ(values.decimal_mark, DecimalMark::kComma);
  EXPECT_THAT(values.strip, ElementsAre("€", " "));
  EXPECT_THAT(values.enums,
              ElementsAre(Pair("isActive", ElementsAre(Pair("Ja", "true"))),
                          Pair("itemType", ElementsAre(Pair("Inventory", "stockedProduct")))));
  EXPECT_THAT(parsed.config.warnings, IsEmpty());
  EXPECT_TRUE(
      Parse(Document(Product(
                R"({"zone": null, "decimal_mark": ".", "dates": [], "strip": [], "enums": {}})")))
          .config.main.values.empty());
}

TEST(ValuesKey, RefusesDateFormatsThatItDoesNotKnow) {
  EXPECT_THAT(
      Faults(Product(R"({"dates": ["%d.%m.%Y", "%m/%d/%Q"]})")),
      ElementsAre(HasSubstr(
          "/values/dates/1: an entry of \"dates\" is \"%m/%d/%Q\", and it holds \"%Q\", which is none of %Y")));
  EXPECT_THAT(Faults(Product(R"({"dates": ["dd.mm.yyyy"]})")),
              ElementsAre(HasSubstr("must tell the year once")));
  EXPECT_THAT(Faults(Product(R"({"dates": "%d.%m.%Y"})")),
              ElementsAre(HasSubstr("/values/dates: \"dates\" must be an array of texts")));
}

TEST(ValuesKey, RefusesZonesThatTheMachineDoesNotKnow) {
  EXPECT_THAT(
      Faults(Product(R"({"zone": "Europe/Osl"})")),
      ElementsAre(HasSubstr(
          "/values/zone: \"zone\" names \"Europe/Osl\", which is no time zone that this machine knows")));
  for (const char* zone : {"localtime", "/etc/localtime", "CEST", "+02:00", ""}) {
    EXPECT_THAT(Faults(Product(R"({"zone": ")" + std::string(zone) + "\"}")), SizeIs(1)) << zone;
  }
}

TEST(ValuesKey, ATimeWithoutAnOffsetNeedsAZone) {
  EXPECT_THAT(
      Faults(Order(R"({"dates": ["%d.%m.%Y", "%d.%m.%Y %H:%M"]})")),
      ElementsAre(AllOf(
          HasSubstr("/values/dates/1: \"%d.%m.%Y %H:%M\" tells a time without an offset (%z)"),
          HasSubstr("set \"values.zone\""))));
  EXPECT_THAT(Faults(Order(R"({"dates": ["%d.%m.%Y %H:%M"], "zone": "UTC"})")), IsEmpty());
  EXPECT_THAT(Faults(Order(R"({"dates": ["%d.%m.%Y %H:%M %z"]})")), IsEmpty());
}

TEST(ValuesKey, NothingThatANumberIsMadeOfIsLeftOut) {
  EXPECT_THAT(
      Faults(Product(R"({"decimal_mark": ",", "strip": [".", ","]})")),
      ElementsAre(
          "/values/strip/1: \",\" in \"strip\" holds \",\", which stands before the fraction of a number, as "
          "\"decimal_mark\" says: without it 12,50 would be 1250; correct one of the two"));
  EXPECT_THAT(Faults(Product(R"({"strip": ["Fr."]})")),
              ElementsAre(HasSubstr("/values/strip/0: \"Fr.\" in \"strip\" holds \".\"")));
  EXPECT_THAT(Faults(Product(R"({"decimal_mark": ",", "strip": ["7", ","]})")),
              UnorderedElementsAre(HasSubstr("/values/strip/0: "), HasSubstr("/values/strip/1: ")));
  EXPECT_THAT(Faults(Product(R"({"strip": [""]})")),
              ElementsAre(HasSubstr("an entry of \"strip\" may not be empty")));
  EXPECT_THAT(Faults(Product(R"({"strip": ["A4"]})")), ElementsAre(HasSubstr("holds a digit")));
  for (const char* sign : {"-", "+", "\u2212", "kr-"}) {
    EXPECT_THAT(Faults(Product(R"({"strip": [")" + std::string(sign) + "\"]}")),
                ElementsAre(HasSubstr("holds a sign")))
        << sign;
  }
  for (const char* parenthesis : {"(", ")", "()("}) {
    EXPECT_THAT(Faults(Product(R"({"strip": [")" + std::string(parenthesis) + "\"]}")),
                ElementsAre(HasSubstr("makes a number negative")));
  }
  EXPECT_THAT(Faults(Product(R"({"strip": ["e"]})")),
              ElementsAre(HasSubstr("is an exponent's letter")));
  EXPECT_THAT(Faults(Product(R"J({"strip": ["(USD)", "EUR", "'", " ", ","]})J")), IsEmpty());
  EXPECT_THAT(Faults(Product(R"({"decimal_mark": "'"})")),
              ElementsAre(HasSubstr("\"decimal_mark\" must be \".\" or \",\"")));
}

TEST(ValuesKey, EnumsAreOfTheEndpointsFields) {
  EXPECT_THAT(
      Faults(Product(R"({"enums": {"itemTyp": {"a": "Service"}}})")),
      ElementsAre(
          "/values/enums/itemTyp: \"itemTyp\" is no field of upsert_product that has an enumeration or is true or false; "
          "did you mean \"itemType\"?"));
  EXPECT_THAT(Faults(Product(R"({"enums": {"name": {"a": "b"}}})")),
              ElementsAre(HasSubstr("is no field of upsert_product that has")));
  EXPECT_THAT(
      Faults(Product(R"({"enums": {"itemType": {"a/b": "Servise", "c": "stockedproduct"}}})")),
      ElementsAre(
          "/values/enums/itemType/a~1b: \"Servise\" is no value of \"itemType\"; did you mean \"Service\"?"));
  EXPECT_THAT(
      Faults(Product(R"({"enums": {"itemType": {"a": "Kit"}}})")),
      ElementsAre(HasSubstr("which is one of StockedProduct, NonstockedProduct and Service")));
  EXPECT_THAT(Faults(Product(R"({"enums": {"isActive": {"a": "yes"}}})")),
              ElementsAre(HasSubstr("is one of true and false")));
  EXPECT_THAT(Faults(Product(R"({"enums": {"PRICETYPE": {"a": "FixedMarkup"}}})")), IsEmpty())
      << "of a row";
  EXPECT_THAT(Faults(Order(R"({"enums": {"inventoryStatus": {"a": "Started"}}})")), SizeIs(1))
      << "read-only";
  EXPECT_THAT(Faults(Product(R"({"enums": {"itemType": "Service"}})")),
              ElementsAre(HasSubstr("must be an object of texts and values")));
  EXPECT_THAT(Faults(Product(R"({"enums": {"itemType": {"a": 1}}})")),
              ElementsAre(HasSubstr("what \"a\" stands for must be text")));
  EXPECT_THAT(Faults(Product(R"({"enums": []})")), SizeIs(1));
}

TEST(ValuesKey, IsForPublishedEndpointsWithABody) {
  const std::string values = R"(, "values": {"decimal_mark": ","})";
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product")" + values),
      ElementsAre(
          "/values: \"values\" says what texts mean in the fields of a published endpoint, and of what create_product "
          "takes no fields are known: remove it, or write through upsert_product"));
  EXPECT_THAT(Faults(R"(, "endpoint": "delete_webhook", "parameters": {"id": "{a}"})" + values),
              SizeIs(1));
  EXPECT_THAT(Faults(R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/products"})" + values),
              SizeIs(1));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "upsert_product", "content_format": "text", "body": "x")" + values),
      ElementsAre(HasSubstr("in the content format \"text\" a body has no fields")));
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "create_product", "values": {}, "routes": {"r": {"endpoint": "upsert_product")" +
          values + "}}"),
      IsEmpty());
}

TEST(ValuesKey, RoutesInheritItKeyByKey) {
  const Parsed parsed = Parse(Document(Product(R"({"decimal_mark": ",", "zone": "UTC"}, "routes": {
      "vendors": {"endpoint": "upsert_vendor", "values": {"zone": "Europe/Oslo"}}, "customers": {"endpoint": "create_customer"}})")));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_EQ(parsed.config.routes.at("vendors").values.decimal_mark, DecimalMark::kComma);
  EXPECT_EQ(parsed.config.routes.at("vendors").values.zone, "Europe/Oslo");
  // What only together is wrong is told where the route says it.
  EXPECT_THAT(
      Faults(Product(R"({"decimal_mark": ","}, "routes": {"r": {"values": {"strip": [","]}}})")),
      ElementsAre(HasSubstr("/routes/r/values/strip/0: ")));
  EXPECT_THAT(
      Faults(Product(R"({"strip": [","]}, "routes": {"r": {"values": {"decimal_mark": ","}}})")),
      ElementsAre(HasSubstr("/routes/r/values: ")));
}

TEST(ValuesKey, WarnsOfDatesThatFitTwoFormats) {
  EXPECT_THAT(
      Warnings(Order(R"({"dates": ["%d/%m/%Y", "%m/%d/%Y"]})")),
      ElementsAre(
          "/values/dates: \"02/03/2026\" fits both \"%d/%m/%Y\" and \"%m/%d/%Y\", and the first counts: it is read as "
          "2026-03-02"));
  EXPECT_THAT(
      Warnings(Order(
          R"({"dates": ["%d/%m/%Y", "%m/%d/%Y %I:%M %p %z", "%d.%m.%Y", "%D", "%d/%b/%Y"]})")),
      IsEmpty());
  EXPECT_THAT(Warnings(Order(R"({"dates": ["%d/%m/%Y", "%e/%m/%Y"]})")), IsEmpty())
      << "they mean the same";
}

TEST(ValuesKey, WarnsWhereTheGuidIsMadeOfAnotherTextThanIsSent) {
  const std::string identity = R"(, "identity": {"from": ["orderDate", "orderNumber"]})";
  EXPECT_THAT(
      Warnings(Order(R"({"dates": ["%d/%m/%Y"]})") + identity),
      ElementsAre(
          "/values: \"orderDate\" is sent as \"values\" reads it, and the GUID is made of the text as it came: the same "
          "value written in another way is another entity"));
  EXPECT_THAT(Warnings(Order(R"({"strip": ["x"]})") + identity), IsEmpty());
}

TEST(ValuesKey, IsPartOfWhatMayNotChange) {
  const auto fixed = [](const std::string& values) {
    return Parse(Document(Product(values))).config.fixed_part;
  };
  EXPECT_EQ(fixed("{}"), fixed(R"({"decimal_mark": ".", "zone": null})"));
  for (const char* values :
       {R"({"decimal_mark": ","})", R"({"zone": "UTC"})", R"({"dates": ["%F"]})",
        R"({"strip": ["$"]})", R"({"enums": {"itemType": {"a": "Service"}}})"}) {
    EXPECT_NE(fixed("{}"), fixed(values)) << values;
  }
}

}  // namespace
}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/differences.h"

#include <gmock/gmock.h>

#include <string>

#include "plugin/record/walker.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFirst[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000a";
constexpr char kSecond[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000b";

Differences Differ(const char* endpoint, const std::string& sent, const std::string& found) {
  EXPECT_EQ(WalkJson(sent).end, JsonWalk::End::kWhole) << sent;
  EXPECT_EQ(WalkJson(found).end, JsonWalk::End::kWhole) << found;
  return CompareEntities(endpoint == nullptr ? nullptr : FindObjectSchema(endpoint), sent, found);
}

std::vector<std::string> Texts(const std::vector<Difference>& differences) {
  std::vector<std::string> texts;
  for (const Difference& one : differences)
    texts.push_back(one.field + " " + one.sent + " " + one.found);
  return texts;
}

std::vector<std::string> Product(const std::string& sent, const std::string& found) {
  return Texts(Differ("upsert_product", sent, found).values);
}

std::string Price(const std::string& id, const std::string& rest) {
  return R"({"productPriceId":")" + id + "\"," + rest + "}";
}
std::string Prices(const std::string& rows) { return "{\"prices\":[" + rows + "]}"; }

TEST(Differences, ThereAreNoneWhereOnlyTheSpellingIsAnother) {
  EXPECT_THAT(
      Product(
          R"({"name":"Tea","weight":"2.5","itemType":"StockedProduct","customFields":{"custom1":true}})",
          R"({"Name":"Tea","weight":"2.5000","itemType":"stockedProduct","customFields":{"custom1":"True","custom2":"x"}})"),
      IsEmpty());
  EXPECT_THAT(Product(R"({"name":"Tea"})", R"({"name":"Tea","sku":"T-1"})"), IsEmpty())
      << "what was not sent is not looked at";
  EXPECT_THAT(Product(R"({"weight":"2.50005"})", R"({"weight":"2.5001"})"), IsEmpty())
      << "as near as the service keeps it";
}

TEST(Differences, NameTheFieldAndBothValuesAsTheyStand) {
  EXPECT_THAT(Product(R"({"name":"Tea","weight":2.50,"sku":"T-1"})",
                      R"({"name":"T\u0065e","weight":"2.6000"})"),
              ElementsAre(R"(name "Tea" "T\u0065e")", R"(weight 2.50 "2.6000")", R"(sku "T-1" )"));
  EXPECT_THAT(Product(R"({"salesUom":{"name":"Box"}})", R"({"salesUom":{"name":"Bag"}})"),
              ElementsAre(R"(salesUom.name "Box" "Bag")"));
}

TEST(Differences, TheServicesOwnFieldsAreNone) {
  EXPECT_THAT(Product(R"({"timestamp":"0000000000310AB6"})", R"({"timestamp":"0000000000310AB7"})"),
              IsEmpty());
  EXPECT_THAT(Texts(Differ(nullptr, R"({"Timestamp":"1"})", R"({"timestamp":"2"})").values),
              IsEmpty());
}

TEST(Differences, RowsAreFoundByTheirIdsAndNamedByTheirPlaces) {
  const std::string sent =
      Prices(Price(kFirst, R"("unitPrice":"1")") + "," + Price(kSecond, R"("unitPrice":"2")"));
  EXPECT_THAT(Product(sent, Prices(Price(kSecond, R"("unitPrice":"2.00")") + "," +
                                   Price(kFirst, R"("unitPrice":"1.00")"))),
              IsEmpty());
  EXPECT_THAT(Product(sent, Prices(Price(kSecond, R"("unitPrice":"3")") + "," +
                                   Price(kFirst, R"("unitPrice":"4")"))),
              ElementsAre(R"(prices.0.unitPrice "1" "4")", R"(prices.1.unitPrice "2" "3")"));
}

TEST(Differences, RowsWhoseIdsAreNotThereStandInTheSameOrder) {
  const std::string own = Prices(Price(kFirst, R"("unitPrice":"1")") + R"(,{"unitPrice":"2"})");
  EXPECT_THAT(Product(own, Prices(Price(kSecond, R"("unitPrice":"1")") + "," +
                                  Price(kFirst, R"("unitPrice":"2")"))),
              ElementsAre(R"(prices.0.unitPrice "1" "2")", R"(prices.1.unitPrice "2" "1")"))
      << "one is found by its id, the other is what is left";
  const std::string line = R"({"lines":[{"stockAdjustmentLineId":")" + std::string(kFirst) +
                           R"(","productId":")" + kFirst + R"("}]})";
  const std::string given = R"({"lines":[{"stockAdjustmentLineId":")" + std::string(kSecond) +
                            R"(","productId":")" + kFirst + R"("}]})";
  EXPECT_THAT(Texts(Differ("upsert_stock_adjustment", line, given).values), IsEmpty())
      << "the service gives these ids of its own";
}

TEST(Differences, ARowThatIsMissingOrTooManyIsOne) {
  const std::string first = Price(kFirst, R"("unitPrice":"1")");
  const std::string second = Price(kSecond, R"("unitPrice":"2")");
  EXPECT_THAT(Product(Prices(first + "," + second), Prices(second)),
              ElementsAre("prices.0 " + first + " "));
  EXPECT_THAT(Product(Prices(second), Prices(first + "," + second)),
              ElementsAre("prices.0  " + first));
  EXPECT_THAT(Product(Prices(""), Prices(first)), SizeIs(1)) << "the list was to be empty";
  EXPECT_THAT(Product(Prices(first), Prices("7")), ElementsAre("prices.0 " + first + " 7"));
  EXPECT_THAT(Product(Prices(first + "," + first), Prices(first)),
              ElementsAre("prices.1 " + first + " "))
      << "a row is one row's partner";
}

TEST(Differences, RowsInsideRowsToo) {
  const auto count = [](const std::string& quantity) {
    return R"({"sheets":[{"sheetNumber":1,"lines":[{"description":"a"},{"description":")" +
           quantity + R"("}]}]})";
  };
  EXPECT_THAT(Texts(Differ("upsert_stock_count", count("b"), count("c")).values),
              ElementsAre(R"(sheets.0.lines.1.description "b" "c")"));
}

TEST(Differences, WhatTheAnswerDoesNotShowIsApart) {
  const Differences differences =
      Differ("upsert_product", Prices(R"({"unitPrice":"1"})"), R"({"name":"Tea","prices":null})");
  EXPECT_THAT(differences.values, IsEmpty());
  EXPECT_THAT(Texts(differences.unshown), ElementsAre(R"(prices [{"unitPrice":"1"}] null)"));
}

TEST(Differences, AreBounded) {
  std::string sent = "{\"a\":1", found = "{\"a\":1";
  for (size_t i = 0; i <= Differences::kMost; ++i) {
    sent += ",\"x" + std::to_string(i) + "\":1";
    found += ",\"x" + std::to_string(i) + "\":2";
  }
  const Differences differences = Differ(nullptr, sent + "}", found + "}");
  EXPECT_THAT(differences.values, SizeIs(Differences::kMost));
  EXPECT_TRUE(differences.more);
  EXPECT_FALSE(Differ(nullptr, R"({"a":1})", R"({"a":2})").more);
}

}  // namespace
}  // namespace inflow

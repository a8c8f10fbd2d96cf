// SPDX-License-Identifier: Apache-2.0
//
// "values" on a record's way into a body: what comes from the record is read, and nothing else.
#include <gmock/gmock.h>

#include "plugin/request/route.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

using testing::CompileRoute;
using ::testing::HasSubstr;

constexpr char kId[] = "5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f";

// Body returns what is sent of a record, or why it is refused; of a folded line first what it
// belongs to.
std::string Body(const Route& route, const std::string& record) {
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
  MappedRecord mapped;
  std::string body;
  absl::Status s = route.payload().Map({index, 0}, &mapped);
  if (s.ok() && route.folds()) {
    s = route.payload().AppendDocument(&mapped, &body);
    body.append(" ");
  }
  if (s.ok()) s = route.payload().AppendItem({index, 0}, &mapped, 0, &body);
  return s.ok() ? body : std::string(s.message());
}

std::string Product(const std::string& members) {
  return R"({"productId":")" + std::string(kId) + "\"," + members + "}";
}

const std::string kComma =
    R"("endpoint":"upsert_product","values":{"decimal_mark":",","strip":["."],"enums":{"itemType":{"Vare":"Service"}}})";

TEST(RouteValues, ARecordAsItIs) {
  const auto route = CompileRoute(kComma);
  EXPECT_EQ(
      Body(
          *route,
          Product(
              R"("WEIGHT":"1.234,50","height":2.5,"itemType":"Vare","prices":[{"unitPrice":"3,5"}])")),
      Product(
          R"("weight":"1234.50","height":"2.5","itemType":"Service","prices":[{"unitPrice":"3.5"}])"));
  EXPECT_THAT(Body(*route, Product(R"("weight":"2.5")")),
              HasSubstr("\"weight\" is \"2.5\" and must be a decimal number"));
}

TEST(RouteValues, ConstantsAndTextAroundAPlaceholderAreLeftAlone) {
  const auto route = CompileRoute(
      kComma +
      R"(,"map":{"productId":"{record.id}","weight":"{record.w}","height":"2.50","width":1.5,
      "length":"{record.w}0","itemType":"Service","prices":[{"unitPrice":"4.5"},{"unitPrice":"{record.p?}"}],"reorderSettings":"{record.levels}"})");
  EXPECT_THAT(Body(*route, R"({"id":")" + std::string(kId) +
                               R"(","w":"1,5","p":"6,5","levels":[{"reorderPoint":"7,5"}]})"),
              HasSubstr("\"length\" is \"1,50\" and must be a decimal number"));
  EXPECT_EQ(
      Body(*route, R"({"id":")" + std::string(kId) +
                       R"(","w":"15","p":"6,5","levels":[{"reorderPoint":"7,5"}]})"),
      Product(
          R"("weight":"15","height":"2.50","width":"1.5","length":"150","itemType":"Service",)"
          R"("prices":[{"unitPrice":"4.5"},{"unitPrice":"6.5"}],"reorderSettings":[{"reorderPoint":"7.5"}])"));
}

// The second constant stands where the row would have had its price.
TEST(RouteValues, ConstantsAreLeftAloneWhereARowWasLeftOut) {
  const auto route = CompileRoute(
      kComma + R"(,"map":{"productId":"{record.id}","prices":[{"unitPrice":"{record.p?}"}],
      "width":"1.5","height":"2.50"})");
  const std::string id = R"({"id":")" + std::string(kId) + "\"";
  EXPECT_EQ(Body(*route, id + "}"), Product(R"("width":"1.5","height":"2.50")"));
  EXPECT_EQ(Body(*route, id + R"(,"p":"3,5"})"),
            Product(R"("prices":[{"unitPrice":"3.5"}],"width":"1.5","height":"2.50")"));
}

TEST(RouteValues, WhatAMapKeepsIsOfTheRecord) {
  const auto route = CompileRoute(
      kComma +
      R"(,"map":{"productId":"{record.id}","height":"2.50"},"map_rest":"keep","exclude_attributes":["id"])");
  EXPECT_EQ(Body(*route, R"({"id":")" + std::string(kId) + R"(","weight":"1,5"})"),
            Product(R"("height":"2.50","weight":"1.5")"));
}

TEST(RouteValues, WhatIsExcludedIsNotRead) {
  const auto route =
      CompileRoute(kComma + R"(,"exclude_attributes":["weight","prices.unitPrice"])");
  EXPECT_EQ(
      Body(
          *route,
          Product(
              R"("weight":"2.5","height":"1,5","prices":[{"unitPrice":"2.5","priceType":"FixedPrice"}])")),
      Product(R"("height":"1.5","prices":[{"priceType":"FixedPrice"}])"));
}

TEST(RouteValues, AFoldedLineHasTheFieldsOfItsRow) {
  const auto route =
      CompileRoute(R"("endpoint":"upsert_sales_order","identity":{"from":["orderNumber"]},
      "values":{"dates":["%m/%d/%Y"],"decimal_mark":","},
      "batching":{"enabled":true,"algorithm":"fold","by":"orderNumber","line_attributes":["unitPrice","returnDate"]})");
  EXPECT_THAT(
      Body(
          *route,
          R"({"orderNumber":"03/04/2026","customerId":")" + std::string(kId) +
              R"(","source":"web","orderDate":"03/04/2026","orderFreight":"9,5","unitPrice":"1,5","returnDate":"3/5/2026"})"),
      HasSubstr(
          R"("orderNumber":"03/04/2026","customerId":")" + std::string(kId) +
          R"(","source":"web","orderDate":"2026-03-04","orderFreight":"9.5"} {"salesOrderLineId":)"));
  EXPECT_THAT(Body(*route, R"({"orderNumber":"1","customerId":")" + std::string(kId) +
                               R"(","source":"web","unitPrice":"1,5","returnDate":"3/5/2026"})"),
              HasSubstr(R"("unitPrice":"1.5","returnDate":"2026-03-05"})"));
}

TEST(RouteValues, TheGuidIsMadeOfTheTextAsItCame) {
  const auto plain = CompileRoute(
      R"("endpoint":"upsert_sales_order","identity":{"from":["orderDate"]},"map":{"customerId":"{record.c}","source":"x"})");
  const auto read = CompileRoute(
      R"("endpoint":"upsert_sales_order","identity":{"from":["orderDate"]},"values":{"dates":["%m/%d/%Y"]})");
  const std::string date = R"("orderDate":"3/4/2026")";
  const std::string id = Body(*plain, "{" + date + R"(,"c":")" + kId + "\"}").substr(0, 54);
  EXPECT_EQ(Body(*read, "{" + date + R"(,"customerId":")" + kId + R"(","source":"x"})"),
            id + R"(,"orderDate":"2026-03-04","customerId":")" + kId + R"(","source":"x"})");
}

TEST(RouteValues, WithoutThemNothingIsGuessedAndTheRefusalNamesTheKey) {
  const auto route = CompileRoute(R"("endpoint":"upsert_product")");
  EXPECT_THAT(Body(*route, Product(R"("weight":"12,50")")),
              HasSubstr("set \"values.decimal_mark\" to \",\""));
  EXPECT_THAT(Body(*route, Product(R"("itemType":"Vare")")),
              HasSubstr("\"values.enums\" says what other texts stand for"));
  const auto order = CompileRoute(R"("endpoint":"upsert_sales_order")");
  EXPECT_THAT(
      Body(*order, R"({"salesOrderId":")" + std::string(kId) + R"(","orderDate":"03/04/2026"})"),
      HasSubstr("\"values.dates\" says how dates are written, such as [\"%m/%d/%Y\"]"));
}

}  // namespace
}  // namespace inflow

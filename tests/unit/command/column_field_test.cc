// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/column_field.h"

#include <gmock/gmock.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kTwoEndpoints[] = R"({
  "endpoints":[{"name":"upsert_product","object":"Product"},{"name":"create_sales_order","object":"Order"}],
  "objects":{
    "Product":{"fields":{"sku":{"type":"text"},"unitPrice":{"type":"decimal"},
      "address":{"type":"object","object":"Address"},"prices":{"type":"rows","object":"Price"}}},
    "Address":{"fields":{"city":{"type":"text"}}},
    "Price":{"fields":{"price":{"type":"decimal"}}},
    "Order":{"fields":{"orderNumber":{"type":"text"},"lines":{"type":"rows","object":"Line"},
      "customer":{"type":"related","field":"customerId"}}},
    "Line":{"fields":{"productId":{"type":"guid"}}}}})";

TEST(ColumnFields, WithoutAMapColumnsAreFields) {
  const ColumnFields fields(R"({"endpoint":"upsert_product"})", kTwoEndpoints);
  EXPECT_THAT(fields.Of("sku").fields, ElementsAre("sku"));
  EXPECT_THAT(fields.Of("address.city").fields, ElementsAre("address.city"));
  EXPECT_THAT(fields.Of("price").fields, IsEmpty());
  EXPECT_EQ(fields.Of("sku").nearest, "");
  EXPECT_EQ(fields.Of("Unit price").nearest, "unitPrice");
  EXPECT_EQ(fields.Of("unitPrise").nearest, "unitPrice");
  EXPECT_EQ(fields.Of("colour").nearest, "");
}

TEST(ColumnFields, OfAFoldMayBeThoseOfItsLines) {
  const ColumnFields fields(R"({"endpoint":"create_sales_order","batching":{"algorithm":"fold"}})",
                            kTwoEndpoints);
  EXPECT_THAT(fields.Of("orderNumber").fields, ElementsAre("orderNumber"));
  EXPECT_THAT(fields.Of("productId").fields, ElementsAre("lines.productId"));
  EXPECT_THAT(fields.Of("customer").fields, IsEmpty());
}

TEST(ColumnFields, AMapSaysWhereColumnsGo) {
  const ColumnFields fields(
      R"({"endpoint":"upsert_product","map":{"sku":"{record.SKU}","address":{"city":"{Town?}, {SKU}"},"x":1}})",
      kTwoEndpoints);
  EXPECT_THAT(fields.Of("SKU").fields, UnorderedElementsAre("sku", "address.city"));
  EXPECT_THAT(fields.Of("Town").fields, ElementsAre("address.city"));
  EXPECT_THAT(fields.Of("sku").fields, IsEmpty());
  EXPECT_EQ(fields.Of("unit_price").nearest, "unitPrice");
}

TEST(AttributesIn, ReadsEveryWayOfWriting) {
  EXPECT_THAT(AttributesIn("{record.a} {b?} {guid:vendors:record.c?} {record.'In stock?'} {{d}}"),
              ElementsAre("a", "b", "c", "In stock?"));
  EXPECT_THAT(AttributesIn("plain {"), IsEmpty());
}

}  // namespace
}  // namespace inflow::command

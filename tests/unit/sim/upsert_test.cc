// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "tests/unit/sim/bench.h"

namespace inflow::sim {
namespace {

constexpr char kLocation[] = "00000000-0000-4000-8000-0000000000f1";
constexpr char kScheme[] = "00000000-0000-4000-8000-0000000000e1";

Json Product(const Json& change = Json::object()) {
  Json body = {{"productId", kGuidA}, {"name", "Tea"}};
  body.update(change);
  return body;
}

Json Put(Bench* bench, const std::string& path, const Json& body, int status = 200) {
  const Answer answer = bench->Send("PUT", path, body.dump());
  EXPECT_EQ(answer.status, status) << answer.body;
  return Json::parse(answer.body);
}

Json Row(int number) {
  return {{"productBarcodeId", "cccccccc-0000-4000-8000-00000000000" + std::to_string(number)}};
}

TEST(UpsertTest, ARowArrayIsTheWholeSet) {
  Bench bench(Unlimited());
  Json one = Row(1), two = Row(2);
  one["barcode"] = "11";
  two["barcode"] = "22";
  Put(&bench, "/products", Product({{"productBarcodes", {one, two}}}));
  EXPECT_EQ(Put(&bench, "/products", Product())["productBarcodes"].size(), 2u);
  const Json kept =
      Put(&bench, "/products", Product({{"productBarcodes", {Row(2)}}}))["productBarcodes"];
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0]["productBarcodeId"], two["productBarcodeId"]);
  EXPECT_FALSE(kept[0].contains("barcode"));
  EXPECT_EQ(
      Put(&bench, "/products", Product({{"productBarcodes", Json::array()}}))["productBarcodes"],
      Json::array());
}

TEST(UpsertTest, ARowWithoutAnIdGetsTheSameOneInEveryRun) {
  const Json body =
      Product({{"productBarcodes",
                {{{"barcode", "1"}}, {{"barcode", "2"}, {"productBarcodeId", nullptr}}}}});
  Bench bench, again;
  const Json rows = Put(&bench, "/products", body)["productBarcodes"];
  EXPECT_TRUE(IsGuid(rows[0]["productBarcodeId"].get<std::string>()));
  EXPECT_NE(rows[0]["productBarcodeId"], rows[1]["productBarcodeId"]);
  EXPECT_EQ(Put(&again, "/products", body)["productBarcodes"], rows);
}

TEST(UpsertTest, CustomFieldsAreReplacedAsAWhole) {
  Bench bench;
  Put(&bench, "/products", Product({{"customFields", {{"custom1", "a"}, {"custom2", "b"}}}}));
  EXPECT_EQ(
      Put(&bench, "/products", Product({{"customFields", {{"Custom2", "c"}}}}))["customFields"],
      Json({{"custom2", "c"}}));
}

TEST(UpsertTest, AWriteThatChangesNothingLeavesTheStateAsItIs) {
  Bench bench(Unlimited());
  Json row = Row(1);
  row["barcode"] = "1";
  Put(&bench, "/products", Product({{"weight", "2.5"}, {"productBarcodes", {row}}}));
  const std::string state = bench.Control("GET", "/_sim/state");
  Put(&bench, "/products", Product({{"Weight", "2.50"}, {"productBarcodes", {row}}}));
  Put(&bench, "/products", Product());
  EXPECT_EQ(bench.Control("GET", "/_sim/state"), state);
}

TEST(UpsertTest, AChangeGivesANewTimestampToTheEntityAndToTheRowThatChanged) {
  Bench bench(Unlimited());
  Json one = Row(1), two = Row(2);
  const Json before = Put(&bench, "/products", Product({{"productBarcodes", {one, two}}}));
  EXPECT_EQ(before["timestamp"].get<std::string>().size(), 16u);
  two["barcode"] = "2";
  const Json after = Put(&bench, "/products", Product({{"productBarcodes", {one, two}}}));
  EXPECT_LT(before["timestamp"], after["timestamp"]);
  EXPECT_EQ(before["productBarcodes"][0], after["productBarcodes"][0]);
  EXPECT_LT(before["productBarcodes"][1]["timestamp"], after["productBarcodes"][1]["timestamp"]);
}

TEST(UpsertTest, AStaleTimestampIsRefusedAndACurrentOneTaken) {
  Bench bench(Unlimited());
  const Json first = Put(&bench, "/products", Product({{"productBarcodes", {Row(1)}}}));
  const Json named = {{"timestamp", first["timestamp"]}, {"description", "green"}};
  Put(&bench, "/products", Product(named));
  const std::string state = bench.State("products");
  const Json refusal = Put(&bench, "/products", Product(named), 409);
  EXPECT_EQ(refusal["code"], "StaleTimestamp");
  EXPECT_NE(refusal["message"].get<std::string>().find(
                "timestamp " + first["timestamp"].get<std::string>() + " is stale"),
            std::string::npos);
  Json row = Row(1);
  row["timestamp"] = "00000000000000FF";
  EXPECT_EQ(Put(&bench, "/products", Product({{"productBarcodes", {row}}}), 409)["message"]
                .get<std::string>()
                .rfind("productBarcodes[0].timestamp 00000000000000FF is stale", 0),
            0u);
  EXPECT_EQ(bench.State("products"), state);
}

TEST(UpsertTest, HarshRefusesAStaleTimestampInFourWays) {
  Bench bench(Harsh());
  bench.Send("PUT", "/products", Product().dump());
  std::vector<int> statuses;
  for (int i = 0; i < 4; ++i) {
    statuses.push_back(
        bench.Send("PUT", "/products", Product({{"timestamp", "00000000000000FF"}}).dump()).status);
  }
  EXPECT_EQ(statuses, (std::vector<int>{409, 400, 412, 422}));
}

TEST(UpsertTest, NamesAndSkusStayUniqueWhenTheirHolderIsInactive) {
  Bench bench(Unlimited());
  Put(&bench, "/products", Product({{"sku", "t"}, {"isActive", false}}));
  EXPECT_EQ(Put(&bench, "/products", {{"productId", kGuidB}, {"name", "Tea"}}, 409)["code"],
            "DuplicateName");
  EXPECT_EQ(Put(&bench, "/products", {{"productId", kGuidB}, {"name", "Other"}, {"SKU", "t"}},
                409)["code"],
            "DuplicateSku");
  Put(&bench, "/products", {{"productId", kGuidB}, {"name", "Other"}});
}

TEST(UpsertTest, NumbersOfOrdersAreUnique) {
  Bench bench(Unlimited());
  Put(&bench, "/vendors", {{"vendorId", kGuidA}, {"name", "Ann"}});
  const Json order = {{"purchaseOrderId", kGuidA}, {"vendorId", kGuidA}, {"orderNumber", "P-1"}};
  Put(&bench, "/purchase-orders", order);
  Put(&bench, "/purchase-orders", order);
  Json other = order;
  other["purchaseOrderId"] = kGuidB;
  EXPECT_EQ(Put(&bench, "/purchase-orders", other, 409)["code"], "DuplicateNumber");
  Put(&bench, "/manufacturing-orders",
      {{"manufacturingOrderId", kGuidA}, {"manufacturingOrderNumber", "P-1"}});
  EXPECT_EQ(
      Put(&bench, "/manufacturing-orders",
          {{"manufacturingOrderId", kGuidB}, {"manufacturingOrderNumber", "P-1"}}, 409)["code"],
      "DuplicateNumber");
}

TEST(UpsertTest, RowsOfAdjustmentsGetNewIdsWithEveryWriteThatSendsThem) {
  Bench bench(Unlimited());
  Put(&bench, "/products", Product());
  const Json row = {{"stockAdjustmentLineId", kGuidB}, {"productId", kGuidA}};
  const Json adjustment = {{"stockAdjustmentId", kGuidA}, {"lines", {row}}};
  const auto id = [](const Json& stored) { return stored["lines"][0]["stockAdjustmentLineId"]; };
  const Json first = Put(&bench, "/stock-adjustments", adjustment);
  EXPECT_TRUE(IsGuid(id(first).get<std::string>()));
  EXPECT_NE(id(first), kGuidB);
  const Json second = Put(&bench, "/stock-adjustments", adjustment);
  EXPECT_NE(id(second), id(first));
  EXPECT_EQ(id(Put(&bench, "/stock-adjustments",
                   {{"stockAdjustmentId", kGuidA}, {"remarks", "counted"}})),
            id(second));
  EXPECT_EQ(
      Put(&bench, "/stock-transfers",
          {{"stockTransferId", kGuidA},
           {"fromLocationId", kLocation},
           {"toLocationId", kLocation},
           {"lines", {{{"stockTransferLineId", kGuidB}}}}})["lines"][0]["stockTransferLineId"],
      kGuidB);
}

TEST(UpsertTest, ABareNumberForAnAmountIsOfAnotherShape) {
  Bench bench(Unlimited());
  Put(&bench, "/customers", {{"customerId", kGuidA}, {"name", "Ann"}});
  Json order = {{"salesOrderId", kGuidA}, {"customerId", kGuidA}, {"source", "shop"}};
  order["nonCustomerCost"] = 5;
  const Json refusal = Put(&bench, "/sales-orders", order, 422);
  EXPECT_EQ(refusal["message"], "nonCustomerCost must be an object {\"value\", \"isPercent\"}");
  order["nonCustomerCost"] = {{"value", "5"}, {"isPercent", false}};
  order["lines"] = {{{"discount", 1.5}}};
  EXPECT_EQ(Put(&bench, "/sales-orders", order, 422)["code"], "InvalidRequest");
  order["lines"] = {{{"discount", "1.5"}}};
  Put(&bench, "/sales-orders", order, 400);
  order["lines"] = {{{"quantity", 1}}};
  Put(&bench, "/sales-orders", order, 400);
}

TEST(UpsertTest, AnOrderThatIsCompletedOrCancelledIsStillWritten) {
  Bench bench(Unlimited());
  Put(&bench, "/customers", {{"customerId", kGuidA}, {"name", "Ann"}});
  for (const char* closed : {"isCompleted", "isCancelled"}) {
    const Json order = {{"salesOrderId", kGuidA}, {"customerId", kGuidA}, {"source", "shop"}};
    Json done = order;
    done[closed] = true;
    Put(&bench, "/sales-orders", done);
    EXPECT_EQ(Put(&bench, "/sales-orders",
                  {{"salesOrderId", kGuidA}, {"orderRemarks", closed}})["orderRemarks"],
              closed);
  }
}

TEST(UpsertTest, ReferencesMustExist) {
  Bench bench(Unlimited());
  const Json order = {{"salesOrderId", kGuidA}, {"customerId", kGuidB}, {"source", "shop"}};
  const Json refusal = Put(&bench, "/sales-orders", order, 400);
  EXPECT_EQ(refusal["code"], "InvalidReference");
  EXPECT_EQ(refusal["message"],
            "customerId: there is no bbbbbbbb-0000-4000-8000-000000000002 in customers");
  EXPECT_EQ(bench.State("sales-orders"), "[]");
  Put(&bench, "/customers", {{"customerId", kGuidB}, {"name", "Ann"}});
  Put(&bench, "/sales-orders", order);
  Json lines = order;
  lines["lines"] = {{{"productId", kGuidB}}};
  EXPECT_EQ(Put(&bench, "/sales-orders", lines, 400)["message"],
            "lines[0].productId: there is no bbbbbbbb-0000-4000-8000-000000000002 in products");
  lines["lines"][0]["productId"] = nullptr;
  Put(&bench, "/sales-orders", lines);
  Put(&bench, "/products", Product({{"prices", {{{"pricingSchemeId", kScheme}}}}}));
}

TEST(UpsertTest, AnEntityMayPointAtItselfAndAtItsOwnRows) {
  Bench bench(Unlimited());
  Put(&bench, "/products",
      Product({{"itemBoms", {{{"childProductId", kGuidA}, {"productId", kGuidA}}}}}));
  const Json scheme = {{"taxingSchemeId", kGuidA},
                       {"name", "VAT"},
                       {"defaultTaxCodeId", kGuidB},
                       {"taxCodes", {{{"taxCodeId", kGuidB}, {"name", "Full"}}}}};
  Put(&bench, "/taxing-schemes", scheme);
  EXPECT_EQ(Json::parse(bench.Send("GET", "/tax-codes/" + std::string(kGuidB)).body)["name"],
            "Full");
}

TEST(UpsertTest, WhatIsFixedAtCreationCannotChange) {
  Bench bench(Unlimited());
  Put(&bench, "/products", Product());
  Put(&bench, "/products", Product({{"itemType", "StockedProduct"}, {"trackSerials", false}}));
  EXPECT_EQ(Put(&bench, "/products", Product({{"itemType", "Service"}}), 400)["message"],
            "itemType cannot be changed after creation");
  Put(&bench, "/products", Product({{"trackSerials", true}}), 400);
  Put(&bench, "/stock-counts", {{"stockCountId", kGuidA}, {"locationId", kLocation}});
  Put(&bench, "/stock-counts",
      {{"stockCountId", kGuidA}, {"locationId", "00000000-0000-4000-8000-0000000000f2"}}, 400);
}

TEST(UpsertTest, HarshNeedsWhatOtherClientsSend) {
  Bench known(Unlimited()), harsh(Harsh());
  const std::string nameless = R"({"vendorId":"aaaaaaaa-0000-4000-8000-000000000001"})";
  EXPECT_EQ(known.Send("PUT", "/vendors", nameless).status, 200);
  EXPECT_EQ(harsh.Send("PUT", "/vendors", nameless).status, 400);
}

TEST(UpsertTest, AcceptAnyChecksNothing) {
  Options options = Unlimited();
  options.accept_any = true;
  Bench bench(options);
  Put(&bench, "/sales-orders", {{"salesOrderId", kGuidA}, {"customerId", kGuidB}, {"colour", 7}});
  EXPECT_EQ(Json::parse(bench.State("sales-orders"))[0]["colour"], 7);
}

}  // namespace
}  // namespace inflow::sim

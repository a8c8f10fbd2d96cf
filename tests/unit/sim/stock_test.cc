// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/stock.h"

#include <string>

#include "tests/support/temp_folder.h"
#include "tests/unit/sim/bench.h"

namespace inflow::sim {
namespace {

constexpr char kHere[] = "00000000-0000-4000-8000-0000000000f1";
constexpr char kThere[] = "00000000-0000-4000-8000-0000000000f2";
constexpr char kTea[] = "cccccccc-0000-4000-8000-000000000001";
constexpr char kAdvice[] = "cccccccc-0000-4000-8000-000000000002";

// Five teas are here, and a service that has no stock.
std::string StockSeed() {
  return Json({{"products",
                {{{"productId", kTea},
                  {"name", "Tea"},
                  {"inventoryLines", {{{"locationId", kHere}, {"quantityOnHand", "5.0000"}}}}},
                 {{"productId", kAdvice}, {"name", "Advice"}, {"itemType", "service"}}}},
               {"customers", {{{"customerId", kGuidA}, {"name", "Ann"}}}},
               {"vendors", {{{"vendorId", kGuidA}, {"name", "Bob"}}}}})
      .dump();
}

Json Rows(const std::string& quantity, const std::string& product = kTea) {
  return {{{"productId", product}, {"quantity", {{"standardQuantity", quantity}}}}};
}

class StockTest : public ::testing::Test {
 protected:
  explicit StockTest(NegativeStock negative_stock = NegativeStock::k422)
      : bench_(OptionsWith(negative_stock)) {}

  Options OptionsWith(NegativeStock negative_stock) const {
    Options options = Unlimited();
    options.negative_stock = negative_stock;
    options.seed_data = folder_.Write("seed.json", StockSeed());
    return options;
  }

  int Adjust(const std::string& quantity, const std::string& product = kTea,
             const std::string& id = kGuidA, const std::string& location = kHere) {
    return bench_
        .Send("PUT", "/stock-adjustments",
              Json({{"stockAdjustmentId", id},
                    {"locationId", location},
                    {"lines", Rows(quantity, product)}})
                  .dump())
        .status;
  }

  int Sell(const Json& change) {
    Json order = {{"salesOrderId", kGuidA},
                  {"customerId", kGuidA},
                  {"source", "shop"},
                  {"locationId", kHere}};
    order.update(change);
    return bench_.Send("PUT", "/sales-orders", order.dump()).status;
  }

  testing::TempFolder folder_;
  Bench bench_;
};

TEST_F(StockTest, AnAdjustmentTakesNoMoreThanIsThere) {
  EXPECT_EQ(Adjust("-5"), 200);
  EXPECT_EQ(Adjust("-5.0001"), 422);
  const Answer refused = bench_.Send(
      "PUT", "/stock-adjustments",
      Json({{"stockAdjustmentId", kGuidB}, {"locationId", kHere}, {"lines", Rows("-1")}}).dump());
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(Json::parse(refused.body),
            Json({{"code", "NegativeInventory"},
                  {"message", std::string("Negative Inventory: the stock of ") + kTea + " in " +
                                  kHere + " would be -1.0000"}}));
  EXPECT_EQ(Json::parse(bench_.State("stock-adjustments")).size(), 1u);
}

TEST_F(StockTest, TheSameAdjustmentMovesStockOnce) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Adjust("-3"), 200);
  EXPECT_EQ(Adjust("-3", kTea, kGuidB), 422);
  EXPECT_EQ(Adjust("-2", kTea, kGuidB), 200);
}

TEST_F(StockTest, LocationsAreCountedApartAndServicesNotAtAll) {
  EXPECT_EQ(Adjust("-1", kTea, kGuidA, kThere), 422);
  EXPECT_EQ(Adjust("-100", kAdvice), 200);
}

TEST_F(StockTest, OrdersPickRestockAndReceive) {
  EXPECT_EQ(Sell({{"lines", Rows("9")}}), 200);
  EXPECT_EQ(Sell({{"pickLines", Rows("6")}}), 422);
  EXPECT_EQ(Sell({{"pickLines", Rows("6")}, {"restockLines", Rows("1")}}), 200);
  EXPECT_EQ(Adjust("-1"), 422);
  EXPECT_EQ(Sell({{"isCancelled", true}}), 200);
  EXPECT_EQ(Adjust("-5"), 200);
  Json receipt = Rows("2");
  receipt[0]["locationId"] = kThere;
  EXPECT_EQ(bench_
                .Send("PUT", "/purchase-orders",
                      Json({{"purchaseOrderId", kGuidA},
                            {"vendorId", kGuidA},
                            {"locationId", kHere},
                            {"receiveLines", receipt}})
                          .dump())
                .status,
            200);
  EXPECT_EQ(Adjust("-2", kTea, kGuidB, kThere), 200);
}

TEST_F(StockTest, ATransferTakesWhenItLeavesAndBringsWhenItArrives) {
  const auto transfer = [&](const std::string& status, const std::string& quantity) {
    return bench_
        .Send("PUT", "/stock-transfers",
              Json({{"stockTransferId", kGuidA},
                    {"fromLocationId", kHere},
                    {"toLocationId", kThere},
                    {"status", status},
                    {"lines", Rows(quantity)}})
                  .dump())
        .status;
  };
  EXPECT_EQ(transfer("open", "9"), 200);
  EXPECT_EQ(transfer("inTransit", "9"), 422);
  EXPECT_EQ(transfer("inTransit", "5"), 200);
  EXPECT_EQ(Adjust("-1", kTea, kGuidA, kThere), 422);
  EXPECT_EQ(transfer("completed", "5"), 200);
  EXPECT_EQ(Adjust("-5", kTea, kGuidA, kThere), 200);
}

TEST_F(StockTest, TheHeaderLetsItFallBelowZeroAndWhatRaisesItIsTakenThere) {
  Message message = bench_.Request(
      "PUT", "/stock-adjustments",
      Json({{"stockAdjustmentId", kGuidA}, {"locationId", kHere}, {"lines", Rows("-7")}}).dump());
  message.headers.emplace_back("X-OverrideAllowNegativeInventory", "FALSE");
  EXPECT_EQ(bench_.Serve(message).answer.status, 422);
  message.headers.back() = {"x-overrideallownegativeinventory", "TRUE"};
  EXPECT_EQ(bench_.Serve(message).answer.status, 200);
  EXPECT_EQ(Adjust("1", kTea, kGuidB), 200);
  EXPECT_EQ(Adjust("0.5", kTea, kGuidB), 422);
}

TEST_F(StockTest, DocumentWritesAreWatchedToo) {
  const auto body = [](const std::string& quantity) {
    return Json({{"locationId", kHere}, {"lines", Rows(quantity)}}).dump();
  };
  EXPECT_EQ(bench_.Send("POST", "/stock-adjustments", body("-6")).status, 422);
  EXPECT_EQ(bench_.Send("POST", "/stock-adjustments", body("-5")).status, 201);
}

class StockRefusedWith400Test : public StockTest {
 protected:
  StockRefusedWith400Test() : StockTest(NegativeStock::k400) {}
};

TEST_F(StockRefusedWith400Test, HasTheCodeOfSerialNumbers) {
  const Answer refused = bench_.Send(
      "PUT", "/stock-adjustments",
      Json({{"stockAdjustmentId", kGuidB}, {"locationId", kHere}, {"lines", Rows("-9")}}).dump());
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(CodeOf(refused), "NegativeSerialNumberInventory");
}

class StockThatNobodyWatchesTest : public StockTest {
 protected:
  StockThatNobodyWatchesTest() : StockTest(NegativeStock::kAllow) {}
};

TEST_F(StockThatNobodyWatchesTest, FallsAsItIsTold) { EXPECT_EQ(Adjust("-9"), 200); }

}  // namespace
}  // namespace inflow::sim

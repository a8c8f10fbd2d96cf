// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/include.h"

#include <string>

#include "tests/support/temp_folder.h"
#include "tests/unit/sim/bench.h"

namespace inflow::sim {
namespace {

constexpr char kRelationSeed[] = R"({
  "categories": [
    {"categoryId": "c1", "name": "Hot drinks"},
    {"categoryId": "c2", "name": "Tea", "parentCategoryId": "c1"}],
  "customers": [{"customerId": "k1", "name": "Fjord Hotel", "addresses": [{"customerAddressId": "a"}]}],
  "products": [
    {"productId": "p1", "name": "Tea", "categoryId": "c2", "cost": {"cost": "1.00000"},
     "prices": [{"productPriceId": "r1", "unitPrice": "2.00000"}], "customFields": {"custom1": "x"},
     "inventoryLines": [{"quantityOnHand": "5.0000"}], "totalQuantityOnHand": "5.00000"}],
  "sales-orders": [
    {"salesOrderId": "s1", "orderNumber": "1", "customerId": "k1", "total": "2.00000",
     "lines": [{"salesOrderLineId": "l1", "productId": "p1", "quantity": {"uomQuantity": "1.0000"}}],
     "billingAddress": {"city": "Bergen"}}],
  "product-groups": [
    {"productGroupId": "g1", "name": "Shirts", "options": [
      {"productGroupOptionId": "o1", "optionValues": [{"productGroupOptionValueId": "v1"}]}]}]
})";

class IncludeTest : public ::testing::Test {
 protected:
  static Options Seeded(const testing::TempFolder& folder) {
    Options options = Unlimited();
    options.seed_data = folder.Write("seed.json", kRelationSeed);
    return options;
  }

  Json Get(const std::string& path) {
    const Answer answer = bench_.Send("GET", path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return Json::parse(answer.body);
  }

  testing::TempFolder folder_;
  Bench bench_{Seeded(folder_)};
};

TEST_F(IncludeTest, WithoutItThereAreNoRowsPricesCostsOrQuantities) {
  const Json product = {{"productId", "p1"},
                        {"name", "Tea"},
                        {"categoryId", "c2"},
                        {"customFields", {{"custom1", "x"}}}};
  EXPECT_EQ(Get("/products"), Json::array({product}));
  EXPECT_EQ(Get("/products/p1"), product);
  EXPECT_EQ(Get("/sales-orders/s1"), Json({{"salesOrderId", "s1"},
                                           {"orderNumber", "1"},
                                           {"customerId", "k1"},
                                           {"total", "2.00000"},
                                           {"billingAddress", {{"city", "Bergen"}}}}));
}

TEST_F(IncludeTest, ShowsWhatItNames) {
  EXPECT_EQ(Get("/products/p1?include=prices")["prices"][0]["unitPrice"], "2.00000");
  const Json listed = Get("/products?include=Cost,%20prices")[0];
  EXPECT_TRUE(listed.contains("cost") && listed.contains("prices"));
  EXPECT_FALSE(listed.contains("inventoryLines") || listed.contains("totalQuantityOnHand"));
  EXPECT_EQ(Get("/products/p1?include=inventoryLines")["totalQuantityOnHand"], "5.00000");
  EXPECT_EQ(Get("/products/p1?include="), Get("/products/p1"));
}

TEST_F(IncludeTest, ReachesOtherEntitiesAndRowsOfRows) {
  EXPECT_EQ(Get("/sales-orders?include=customer")[0]["customer"],
            Json({{"customerId", "k1"}, {"name", "Fjord Hotel"}}));
  const Json order = Get("/sales-orders/s1?include=lines.product.category,customer.addresses");
  EXPECT_EQ(order["lines"][0]["product"]["category"]["name"], "Tea");
  EXPECT_EQ(order["lines"][0]["quantity"]["uomQuantity"], "1.0000");
  EXPECT_FALSE(order["lines"][0]["product"].contains("prices"));
  EXPECT_EQ(order["customer"]["addresses"].size(), 1u);
  EXPECT_FALSE(Get("/sales-orders/s1?include=lines")["lines"][0].contains("product"));
  EXPECT_EQ(Get("/categories/c2?include=parentCategory")["parentCategory"]["name"], "Hot drinks");
  EXPECT_EQ(Get("/categories/c1?include=PARENTCATEGORY")["parentCategory"], nullptr);
  bench_.version = "2026-04-13";
  EXPECT_FALSE(Get("/product-groups/g1").contains("options"));
  EXPECT_FALSE(Get("/product-groups/g1?include=options")["options"][0].contains("optionValues"));
  EXPECT_EQ(
      Get("/product-groups/g1?include=options.optionValues")["options"][0]["optionValues"].size(),
      1u);
}

TEST_F(IncludeTest, RefusesWhatIsNoRelation) {
  for (const char* query :
       {"products?include=price", "products/p1?include=lines", "products?include=prices.x",
        "products?include=name", "locations?include=products", "sales-orders?include=lines,.",
        "products?include=totalQuantityOnHand", "stock-transfers?include=customFields",
        "stock-adjustments?include=customFields", "sales-orders?include=customFields.custom1"}) {
    const Answer answer = bench_.Send("GET", std::string("/") + query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(CodeOf(answer), "InvalidInclude") << query;
  }
  EXPECT_EQ(Get("/products/p1?include=customFields"), Get("/products/p1"));
}

}  // namespace
}  // namespace inflow::sim

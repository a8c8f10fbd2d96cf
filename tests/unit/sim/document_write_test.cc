// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/sim/bench.h"
#include "tools/inflow-sim/writes.h"

namespace inflow::sim {
namespace {

constexpr char kMainWarehouse[] = "00000000-0000-4000-8000-0000000000f1";

std::string Order(const std::string& field, const std::string& id) {
  return Json({{field, id}}).dump();
}

TEST(DocumentWriteTest, StoresAPostedObjectAsWrittenUnderAnIdOfItsOwn) {
  Bench bench;
  const Answer answer = bench.Send(
      "POST", "/products", R"({"name":"Tea","price":12.50,"code":123456789012345678901234})");
  EXPECT_EQ(answer.status, 201);
  const std::string id = Json::parse(answer.body)["productId"];
  EXPECT_TRUE(IsGuid(id));
  const std::string stored =
      R"({"productId":")" + id + R"(","name":"Tea","price":12.50,"code":123456789012345678901234})";
  EXPECT_EQ(answer.body, stored);
  EXPECT_EQ(bench.State("products"), "[" + stored + "]");
  EXPECT_EQ(bench.Send("GET", "/products/" + id).body, stored);
}

TEST(DocumentWriteTest, MakesTheSameIdsInEveryRun) {
  const std::string first = Bench().Send("POST", "/products", R"({"name":"Tea"})").body;
  EXPECT_EQ(Bench().Send("POST", "/products", R"({"name":"Tea"})").body, first);
}

TEST(DocumentWriteTest, TakesAnIdThatIsFree) {
  Bench bench;
  EXPECT_EQ(bench.Send("POST", "/customers", R"({"customerId":"c1","name":"Ann"})").status, 201);
  EXPECT_EQ(CodeOf(bench.Send("POST", "/customers", R"({"customerId":"C1","name":"Bob"})")),
            "DuplicateId");
  EXPECT_EQ(bench.Send("POST", "/customers", R"({"customerId":7,"name":"Bob"})").status, 400);
  EXPECT_EQ(bench.Send("POST", "/customers", R"({"customerId":"","name":"Bob"})").status, 400);
  EXPECT_EQ(bench.Send("POST", "/customers", R"({"customerId":null,"name":"Bob"})").status, 201);
}

TEST(DocumentWriteTest, RefusesWhatACollectionCannotStore) {
  Bench bench;
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"/products", R"({"sku":"a"})"},
      {"/products", R"({"name":""})"},
      {"/products", R"({"name":7})"},
      {"/customers", R"({})"},
      {"/sales-orders", R"({"lines":[]})"},
      {"/purchase-orders", R"({"customerId":"c"})"},
      {"/stock-adjustments", R"({"lines":[]})"},
      {"/stock-transfers", R"({"fromLocationId":"a"})"},
      {"/products", "7"},
      {"/products", "{\"name\":"},
      {"/products", ""},
      {"/products", "[]"},
      {"/products", "[7]"},
      {"/products", "\"text\""},
  };
  for (const auto& [path, body] : bad)
    EXPECT_EQ(bench.Send("POST", path, body).status, 400) << path << " " << body;
  EXPECT_EQ(bench.State("products"), "[]");
}

TEST(DocumentWriteTest, StoresTheOtherDocumentCollections) {
  Bench bench;
  bench.Send("PUT", "/vendors", Order("vendorId", kGuidA));
  for (const auto& [path, body] : std::vector<std::pair<std::string, std::string>>{
           {"/customers", R"({"customerId":"c","name":"Ann"})"},
           {"/sales-orders", R"({"customerId":"c"})"},
           {"/purchase-orders", Order("vendorId", kGuidA)},
           {"/stock-adjustments", Order("locationId", kMainWarehouse)},
           {"/stock-transfers",
            Json({{"fromLocationId", kMainWarehouse}, {"toLocationId", kMainWarehouse}}).dump()},
       }) {
    EXPECT_EQ(bench.Send("POST", path, body).status, 201) << path;
  }
}

TEST(DocumentWriteTest, ReferencesMustExistAsInPublishedWrites) {
  Bench bench;
  bench.Send("POST", "/customers", R"({"customerId":"c","name":"Ann"})");
  const auto refused = [&](const std::string& method, const std::string& path, const Json& body) {
    const Answer answer = bench.Send(method, path, body.dump());
    EXPECT_EQ(answer.status, 400) << answer.body;
    return Json::parse(answer.body).value("message", "");
  };
  EXPECT_EQ(refused("POST", "/sales-orders", {{"customerId", "x"}}),
            "customerId: there is no x in customers");
  EXPECT_EQ(refused("POST", "/purchase-orders", {{"vendorId", "x"}}),
            "vendorId: there is no x in vendors");
  EXPECT_EQ(refused("POST", "/stock-transfers",
                    {{"fromLocationId", kMainWarehouse}, {"toLocationId", "x"}}),
            "toLocationId: there is no x in locations");
  EXPECT_EQ(refused("POST", "/stock-adjustments",
                    {{"locationId", kMainWarehouse}, {"adjustmentReasonId", "x"}}),
            "adjustmentReasonId: there is no x in adjustment-reasons");
  EXPECT_EQ(refused("POST", "/products", {{"name", "Tea"}, {"categoryId", "x"}}),
            "categoryId: there is no x in categories");
  bench.Send("POST", "/sales-orders", R"({"salesOrderId":"s","CustomerID":"C"})");
  const std::string state = bench.State("sales-orders");
  const Json lines = {{"customerId", "c"}, {"lines", {{{"productId", "x"}}}}};
  for (const char* method : {"PATCH", "PUT"}) {
    EXPECT_EQ(refused(method, "/sales-orders/s", lines),
              "lines[0].productId: there is no x in products");
  }
  EXPECT_EQ(bench.State("sales-orders"), state);
}

TEST(DocumentWriteTest, ReferencesAreNotLookedAtWhereNothingIsKept) {
  Options options = Unlimited();
  options.store = false;
  EXPECT_EQ(Bench(options).Send("POST", "/sales-orders", R"({"customerId":"x"})").status, 201);
}

TEST(DocumentWriteTest, ReferencesMayBeCheckedForPublishedWritesAloneOrForNone) {
  const auto statuses = [](References references) {
    Options options = Unlimited();
    options.references = references;
    Bench bench(options);
    const Json order = {{"vendorId", kGuidB}};
    Json published = order;
    published["purchaseOrderId"] = kGuidA;
    return std::vector<int>{bench.Send("POST", "/purchase-orders", order.dump()).status,
                            bench.Send("PUT", "/purchase-orders", published.dump()).status};
  };
  EXPECT_EQ(statuses(References::kAll), (std::vector<int>{400, 400}));
  EXPECT_EQ(statuses(References::kPublished), (std::vector<int>{201, 400}));
  EXPECT_EQ(statuses(References::kNone), (std::vector<int>{201, 200}));
}

TEST(DocumentWriteTest, NumbersOfOrdersAreUnique) {
  Bench bench;
  bench.Send("POST", "/customers", R"({"customerId":"c","name":"Ann"})");
  const std::string order = R"({"customerId":"c","orderNumber":"SO-1"})";
  EXPECT_EQ(bench.Send("POST", "/sales-orders", order).status, 201);
  const Answer again = bench.Send("POST", "/sales-orders", order);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(CodeOf(again), "DuplicateNumber");
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(bench.Send("POST", "/sales-orders", R"({"customerId":"c"})").status, 201);
}

TEST(DocumentWriteTest, NamesAndSkusAreUnique) {
  Bench bench;
  bench.Send("POST", "/products", R"({"name":"Tea","sku":"t"})");
  EXPECT_EQ(bench.Send("POST", "/products", R"({"name":"Tea","sku":"u"})").status, 409);
  EXPECT_EQ(CodeOf(bench.Send("POST", "/products", R"({"name":"Tea2","sku":"t"})")),
            "DuplicateSku");
  EXPECT_EQ(bench.Send("POST", "/products", R"({"name":"t","sku":"Tea"})").status, 201);
  bench.Send("POST", "/customers", R"({"name":"Tea"})");
  EXPECT_EQ(CodeOf(bench.Send("POST", "/customers", R"({"name":"Tea"})")), "DuplicateName");
}

TEST(DocumentWriteTest, AnArrayIsStoredWholeOrNotAtAll) {
  Bench bench;
  const Answer answer = bench.Send("POST", "/products", R"([{"name":"a"},{"name":"b"}])");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, bench.State("products"));
  const Answer refused =
      bench.Send("POST", "/products", R"([{"name":"c"},{"sku":"x"},{"name":"d"}])");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(Json::parse(refused.body)["details"]["index"], 1);
  const Answer twice = bench.Send("POST", "/products", R"([{"name":"c"},{"name":"c"}])");
  EXPECT_EQ(twice.status, 400);
  EXPECT_EQ(CodeOf(twice), "DuplicateName");
  EXPECT_EQ(Json::parse(bench.State("products")).size(), 2u);
}

TEST(DocumentWriteTest, PatchChangesWhatIsNamedAndPutReplacesTheWhole) {
  Bench bench;
  bench.Send("POST", "/products", R"({"productId":"p","name":"Tea","price":1.10,"lines":[1,2]})");
  EXPECT_EQ(bench.Send("PATCH", "/products/P", R"({"Price":2.20,"note":null})").status, 200);
  EXPECT_EQ(bench.State("products"),
            R"([{"productId":"p","name":"Tea","price":2.20,"lines":[1,2],"note":null}])");
  EXPECT_EQ(bench.Send("PUT", "/products/p", R"({"name":"Coffee"})").status, 200);
  EXPECT_EQ(bench.State("products"), R"([{"name":"Coffee","productId":"p"}])");
}

TEST(DocumentWriteTest, AnUpdateNeedsAnEntityAndItsOwnId) {
  Bench bench;
  bench.Send("POST", "/products", R"({"productId":"p","name":"Tea"})");
  bench.Send("POST", "/products", R"({"productId":"q","name":"Coffee"})");
  EXPECT_EQ(bench.Send("PATCH", "/products/r", R"({"name":"x"})").status, 404);
  EXPECT_EQ(bench.Send("PUT", "/products/p", R"({"productId":"q","name":"x"})").status, 400);
  EXPECT_EQ(bench.Send("PUT", "/products/p", R"({"productId":"P","name":"Tea"})").status, 200);
  EXPECT_EQ(bench.Send("PATCH", "/products/p", R"({"name":"Coffee"})").status, 409);
  EXPECT_EQ(bench.Send("PATCH", "/products/p", R"({"name":null})").status, 400);
  EXPECT_EQ(bench.Send("PUT", "/products/p", R"({"sku":"s"})").status, 400);
  EXPECT_EQ(bench.Send("PATCH", "/products/p", R"([{"name":"x"}])").status, 400);
}

TEST(DocumentWriteTest, HarshWantsGuidsAndVariesConflicts) {
  Bench bench(Harsh());
  EXPECT_EQ(bench.Send("POST", "/products", R"({"productId":"p","name":"Tea"})").status, 400);
  bench.Send("POST", "/products", R"({"name":"Tea"})");
  std::vector<int> statuses;
  for (int i = 0; i < 4; ++i)
    statuses.push_back(bench.Send("POST", "/products", R"([{"name":"Tea"}])").status);
  EXPECT_EQ(statuses, (std::vector<int>{409, 400, 412, 422}));
}

}  // namespace
}  // namespace inflow::sim

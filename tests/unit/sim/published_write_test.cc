// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/sim/bench.h"
#include "tools/inflow-sim/writes.h"

namespace inflow::sim {
namespace {

TEST(PublishedWriteTest, PublishedPutInsertsAndThenChangesWhatIsNamed) {
  Bench bench;
  const std::string id = kGuidA;
  const Answer created = bench.Send(
      "PUT", "/products", R"({"ProductId":")" + id + R"(","Name":"Tea","Weight":"1.10"})");
  EXPECT_EQ(created.status, 200);
  EXPECT_EQ(created.body,
            R"({"productId":")" + id +
                R"(","name":"Tea","weight":"1.1000","timestamp":"0000000000000001"})");
  EXPECT_EQ(bench
                .Send("PUT", "/products",
                      R"({"productId":"AAAAAAAA-0000-4000-8000-000000000001","weight":2})")
                .status,
            200);
  EXPECT_EQ(bench.State("products"),
            R"([{"productId":")" + id +
                R"(","name":"Tea","weight":"2.0000","timestamp":"0000000000000002"}])");
}

TEST(PublishedWriteTest, PublishedPutNeedsAGuidAndWhatTheDocumentsName) {
  Bench bench;
  bench.Send("PUT", "/customers",
             R"({"customerId":"bbbbbbbb-0000-4000-8000-000000000002","name":"Ann"})");
  EXPECT_EQ(bench.Send("PUT", "/products", R"({"name":"Tea"})").status, 400);
  EXPECT_EQ(bench.Send("PUT", "/products", R"({"productId":"p","name":"Tea"})").status, 400);
  const std::string order =
      R"({"salesOrderId":"aaaaaaaa-0000-4000-8000-000000000001","customerId":"bbbbbbbb-0000-4000-8000-000000000002")";
  EXPECT_EQ(bench.Send("PUT", "/sales-orders", order + "}").status, 400);
  EXPECT_EQ(bench.Send("PUT", "/sales-orders", order + R"(,"source":"shop"})").status, 200);
  const std::string id = R"({"salesOrderId":"aaaaaaaa-0000-4000-8000-000000000001",)";
  EXPECT_EQ(bench.Send("PUT", "/sales-orders", id + R"("poNumber":"1"})").status, 200);
  EXPECT_EQ(bench.Send("PUT", "/sales-orders", id + R"("source":""})").status, 400);
}

TEST(PublishedWriteTest, EveryPublishedWriteHasItsRoute) {
  Bench bench(Unlimited());
  bench.version = Versions().back();
  for (const Collection& collection : Collections()) {
    if (!collection.published_put) continue;
    const std::string location = "00000000-0000-4000-8000-0000000000f1";
    Json body = {{"customerId", kGuidA},       {"vendorId", kGuidA},       {"source", "s"},
                 {"fromLocationId", location}, {"toLocationId", location}, {"url", "u"}};
    body[std::string(collection.id_field)] = kGuidA;
    const std::string path = "/" + std::string(collection.name);
    const Answer answer = bench.Send("PUT", path, body.dump());
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    EXPECT_EQ(bench.Send("GET", path).status, 200) << path;
  }
  const std::string sheet = R"({"countSheetId":"bbbbbbbb-0000-4000-8000-000000000002"})";
  const std::string count = "/stock-counts/" + std::string(kGuidA);
  EXPECT_EQ(bench.Send("PUT", count + "/count-sheet", sheet).status, 200);
  EXPECT_EQ(
      Json::parse(bench.Send("GET", "/count-sheets/" + std::string(kGuidB)).body)["stockCountId"],
      kGuidA);
  EXPECT_EQ(bench.Send("DELETE", count + "/count-sheets/" + kGuidB).status, 204);
  EXPECT_EQ(bench.Send("DELETE", count + "/count-sheets/" + kGuidB).status, 404);
  EXPECT_EQ(bench.Send("DELETE", "/webhooks/" + std::string(kGuidA)).status, 204);
  EXPECT_EQ(bench.State("webhooks"), "[]");
}

TEST(PublishedWriteTest, WhatAVersionDoesNotHaveYetIsNotThere) {
  Bench bench(Unlimited());
  const std::string group =
      R"({"productGroupId":")" + std::string(kGuidA) + R"(","name":"Shirts"})";
  const std::string product =
      R"({"productId":")" + std::string(kGuidB) + R"(","name":"Tea","trackLots":true})";
  EXPECT_EQ(bench.Send("PUT", "/product-groups", group).status, 404);
  EXPECT_EQ(bench.Send("GET", "/product-groups").status, 404);
  EXPECT_EQ(Json::parse(bench.Send("PUT", "/products", product).body).count("trackLots"), 0u);
  bench.version = "2026-04-13";
  EXPECT_EQ(bench.Send("PUT", "/product-groups", group).status, 200);
  EXPECT_EQ(Json::parse(bench.Send("PUT", "/products", product).body).count("trackLots"), 0u);
  for (const char* version : {"2026-07-10", "2027-01-01", "next"}) {
    bench.version = version;
    EXPECT_EQ(bench.Send("GET", "/product-groups/" + std::string(kGuidA)).status, 200) << version;
    EXPECT_EQ(Json::parse(bench.Send("PUT", "/products", product).body)["trackLots"], true)
        << version;
  }
}

TEST(PublishedWriteTest, CustomFieldsAreOneObject) {
  Bench bench;
  EXPECT_EQ(bench.Send("GET", "/custom-fields").body, "{}");
  bench.Send("PUT", "/custom-fields", R"({"salesOrderCustomFieldPrintLabels":{}})");
  bench.Send("PUT", "/custom-fields", R"({"purchaseOrderCustomFieldPrintLabels":{}})");
  EXPECT_EQ(
      bench.Send("GET", "/custom-fields").body,
      R"({"salesOrderCustomFieldPrintLabels":{},"customFieldsId":"00000000-0000-4000-8000-000000000001",)"
      R"("purchaseOrderCustomFieldPrintLabels":{}})");
}

TEST(PublishedWriteTest, ArrayPutIsAsTheOptionSays) {
  const std::string two = R"([{"productId":"aaaaaaaa-0000-4000-8000-000000000001"},
                              {"productId":"bbbbbbbb-0000-4000-8000-000000000002"}])";
  const auto stored = [&](ArrayPut array_put, int status) {
    Options options;
    options.array_put = array_put;
    Bench bench(options);
    EXPECT_EQ(bench.Send("PUT", "/products", two).status, status);
    return Json::parse(bench.State("products")).size();
  };
  EXPECT_EQ(stored(ArrayPut::kAccept, 200), 2u);
  EXPECT_EQ(stored(ArrayPut::kReject, 400), 0u);
  EXPECT_EQ(stored(ArrayPut::kFirstOnly, 200), 1u);
}

}  // namespace
}  // namespace inflow::sim

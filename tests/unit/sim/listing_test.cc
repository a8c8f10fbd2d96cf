// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/listing.h"

#include <string>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tests/unit/sim/bench.h"
#include "tools/inflow-sim/filter.h"
#include "tools/inflow-sim/reading.h"

namespace inflow::sim {
namespace {

constexpr char kShopSeed[] = R"({
  "categories": [{"categoryId": "00000000-0000-4000-8000-0000000000c1", "name": "Hot drinks"}],
  "customers": [
    {"customerId": "00000000-0000-4000-8000-000000000c01", "name": "Fjord Hotel",
     "contactName": "Ann Lee", "addresses": [{"address": {"address1": "1 Quay", "city": "Bergen"}}]},
    {"customerId": "00000000-0000-4000-8000-000000000c02", "name": "Harbour Inn"}],
  "products": [
    {"productId": "p1", "name": "Green Tea", "sku": "T-10", "weight": "2.5000", "isActive": true,
     "categoryId": "00000000-0000-4000-8000-0000000000c1",
     "productBarcodes": [{"productBarcodeId": "b1", "barcode": "4006381"}],
     "lastModifiedDateTime": "2026-09-18T12:00:00+02:00"},
    {"productId": "p2", "name": "Black tea", "sku": "T-9", "weight": "10.0000", "isActive": false,
     "description": "from Assam", "lastModifiedDateTime": "2026-09-19T00:00:00Z"},
    {"productId": "p3", "name": "Cups", "itemType": "nonstockedProduct"}],
  "sales-orders": [
    {"salesOrderId": "s1", "orderNumber": "SO-1", "inventoryStatus": "started",
     "customerId": "00000000-0000-4000-8000-000000000C01", "total": "20.00000",
     "orderDate": "2026-03-02"},
    {"salesOrderId": "s2", "orderNumber": "SO-2", "inventoryStatus": "fulfilled",
     "customerId": "00000000-0000-4000-8000-000000000c02", "total": "3.00000",
     "orderDate": "2026-03-03T00:00:00Z"},
    {"salesOrderId": "s3", "orderNumber": "SO-11", "inventoryStatus": "quote"}]
})";

class ListingTest : public ::testing::Test {
 protected:
  static Options Seeded(const testing::TempFolder& folder) {
    Options options = Unlimited();
    options.seed_data = folder.Write("seed.json", kShopSeed);
    return options;
  }

  // The ids of a list, one behind the other.
  std::string Ids(const std::string& path) {
    const Answer answer = bench_.Send("GET", path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    const std::string id = path.starts_with("/products") ? "productId" : "salesOrderId";
    std::string ids;
    for (const Json& entity : Json::parse(answer.body))
      ids += (ids.empty() ? "" : " ") + entity[id].get<std::string>();
    return ids;
  }

  testing::TempFolder folder_;
  Bench bench_{Seeded(folder_)};
};

TEST_F(ListingTest, TextFiltersLeaveWhatContainsTheTextInAnyCase) {
  EXPECT_EQ(Ids("/products"), "p1 p2 p3");
  EXPECT_EQ(Ids("/products?filter[name]=TEA"), "p1 p2");
  EXPECT_EQ(Ids("/products?filter%5Bname%5D=green%20tea"), "p1");
  EXPECT_EQ(Ids("/products?filter[name]=coffee"), "");
  EXPECT_EQ(Ids("/products?filter[description]=assam"), "p2");
  EXPECT_EQ(Ids("/products?filter[barcode]=6381"), "p1");
  EXPECT_EQ(Ids("/sales-orders?filter[orderNumber]=so-1"), "s1 s3");
  const auto customers = [&](const std::string& query) {
    return Json::parse(bench_.Send("GET", "/customers?" + query).body).size();
  };
  EXPECT_EQ(customers("filter[contactName]=ann"), 1u);
  EXPECT_EQ(customers("filter[city]=bergen"), 1u);
  EXPECT_EQ(customers("filter[address]=quay"), 1u);
  EXPECT_EQ(customers("filter[country]=norway"), 0u);
}

TEST_F(ListingTest, OtherFiltersLeaveWhatIsEqual) {
  EXPECT_EQ(Ids("/products?filter[isActive]=true"), "p1 p3");
  EXPECT_EQ(Ids("/products?filter[isActive]=False"), "p2");
  EXPECT_EQ(Ids("/products?filter[itemType]=StockedProduct"), "p1 p2");
  EXPECT_EQ(Ids("/products?filter[categoryId]=00000000-0000-4000-8000-0000000000C1"), "p1");
  EXPECT_EQ(Ids("/products?filter[categoryId]=c1"), "");
  EXPECT_EQ(Ids("/sales-orders?filter[customerId]=00000000-0000-4000-8000-000000000c01"), "s1");
  EXPECT_EQ(Ids("/products?filter[name]=tea&filter[isActive]=true"), "p1");
}

TEST_F(ListingTest, AFilterOfSeveralWordsLeavesEach) {
  const std::string filter = "/sales-orders?filter[inventoryStatus]";
  EXPECT_EQ(Ids(filter + "[]=Started"), "s1");
  EXPECT_EQ(Ids(filter + "[]=started&filter%5BinventoryStatus%5D%5B%5D=quote"), "s1 s3");
  EXPECT_EQ(Ids(filter + R"(=["fulfilled","quote"])"), "s2 s3");
  EXPECT_EQ(Ids(filter + "=fulfilled"), "s2");
}

TEST_F(ListingTest, RangesHoldTheirEndsAndCompareInstants) {
  const std::string orders = "/sales-orders?filter[orderDate]";
  EXPECT_EQ(Ids(orders + R"(={"fromDate":"2026-03-02","toDate":"2026-03-02T23:59:59Z"})"), "s1");
  EXPECT_EQ(Ids(orders + "[fromDate]=2026-03-03"), "s2");
  EXPECT_EQ(Ids(orders + "[fromDate]=2026-03-02&filter[orderDate][toDate]=2026-03-03"), "s1 s2");
  EXPECT_EQ(Ids(R"(/sales-orders?filter[total]={"fromDate":"3","toDate":"19.9"})"), "s2");
  const std::string modified = "/products?filter[lastModifiedDateTime]";
  EXPECT_EQ(Ids(modified + "[toDate]=2026-09-18T10:00:00Z"), "p1");
  EXPECT_EQ(Ids(modified + "[toDate]=2026-09-18T09:59:59Z"), "");
  EXPECT_EQ(Ids(modified + "[fromDate]=2026-09-18T20:00:00.5-04:00"), "");
  EXPECT_EQ(Ids(modified + "[fromDate]=2026-09-18T20:00:00-04:00"), "p2");
}

TEST_F(ListingTest, SmartLooksIntoAllThatNamesAnEntity) {
  for (const char* text : {"green", "t-10", "4006", "hot"})
    EXPECT_EQ(Ids(std::string("/products?filter[smart]=") + text), "p1") << text;
  EXPECT_EQ(Ids("/products?filter[smart]=assam"), "p2");
  EXPECT_EQ(Ids("/products?filter[smart]=t-"), "p1 p2");
  EXPECT_EQ(Ids("/sales-orders?filter[smart]=fjord"), "s1");
  EXPECT_EQ(Ids("/sales-orders?filter[smart]=so-2"), "s2");
}

TEST_F(ListingTest, WhatIsNotPublishedIsIgnored) {
  EXPECT_EQ(Ids("/products?filter[sku]=T-9&page=2&pageSize=1&filter[nme]=x&filter[name=x"),
            "p1 p2 p3");
  EXPECT_EQ(Json::parse(bench_.Send("GET", "/locations?filter[name]=Shop").body).size(), 2u);
  EXPECT_EQ(Json::parse(bench_.Send("GET", "/customers?filter[lastOrder]=3").body).size(), 2u);
}

TEST_F(ListingTest, AValueThatAFilterCannotMeanIsRefused) {
  for (const char* query :
       {"products?filter[isActive]=yes", "sales-orders?filter[orderDate]=2026-03-02",
        "sales-orders?filter[orderDate][fromDate]=March",
        "sales-orders?filter[orderDate][fromDate]=2026-02-30",
        R"(sales-orders?filter[total]={"fromDate":"much"})"}) {
    EXPECT_EQ(bench_.Send("GET", std::string("/") + query).status, 400) << query;
  }
}

TEST_F(ListingTest, SortsNumbersByTheirSizeAndTextsInAnyCase) {
  EXPECT_EQ(Ids("/products?sort=name"), "p2 p3 p1");
  EXPECT_EQ(Ids("/products?sort=name&sortDesc=true"), "p1 p3 p2");
  EXPECT_EQ(Ids("/products?sort=weight"), "p3 p1 p2");
  EXPECT_EQ(Ids("/products?sort=nothing"), "p1 p2 p3");
  // Words that other programs read as numbers are none.
  bench_.Send("POST", "/products", R"({"productId":"p4","name":"nan"})");
  bench_.Send("POST", "/products", R"({"productId":"p5","name":"Infinity"})");
  EXPECT_EQ(Ids("/products?sort=name"), "p2 p3 p1 p5 p4");
  EXPECT_EQ(Ids("/products?sortDesc=true"), "p5 p4 p3 p2 p1");
}

TEST_F(ListingTest, PagesBetweenEntitiesInTheOrderOfTheSort) {
  EXPECT_EQ(Ids("/products?after=p1"), "p2 p3");
  EXPECT_EQ(Ids("/products?start=P2"), "p2 p3");
  EXPECT_EQ(Ids("/products?before=p3"), "p1 p2");
  EXPECT_EQ(Ids("/products?after=p1&before=p3"), "p2");
  EXPECT_EQ(Ids("/products?sort=name&after=p2"), "p3 p1");
  EXPECT_EQ(Ids("/products?skip=1&count=1"), "p2");
  EXPECT_EQ(Ids("/products?filter[name]=tea&skip=1"), "p2");
  // An entity that the filter does not leave marks a place all the same.
  EXPECT_EQ(Ids("/products?filter[isActive]=true&after=p2"), "p3");
  for (const char* query : {"after=x", "before=x", "start=x", "skip=-1"})
    EXPECT_EQ(bench_.Send("GET", std::string("/products?") + query).status, 400) << query;
}

TEST_F(ListingTest, CountsWhatTheFilterLeavesOnWhateverPage) {
  const auto count = [&](const std::string& query) {
    return std::string(FindHeader(bench_.Send("GET", "/products?includeCount=true" + query).headers,
                                  "x-listcount"));
  };
  EXPECT_EQ(count(""), "3");
  EXPECT_EQ(count("&filter[name]=tea&count=1&after=p1"), "2");
  EXPECT_EQ(count("&filter[name]=coffee"), "0");
  EXPECT_EQ(FindHeader(bench_.Send("GET", "/products").headers, "x-listcount"), "");
}

TEST_F(ListingTest, AListThatIsNotPagedComesWhole) {
  for (int i = 10; i < 35; ++i) {
    bench_.Send("PUT", "/webhooks",
                R"({"webHookSubscriptionId":"aaaaaaaa-0000-4000-8000-0000000000)" +
                    std::to_string(i) + R"(","url":"u"})");
  }
  EXPECT_EQ(Json::parse(bench_.Send("GET", "/webhooks?count=2").body).size(), 25u);
}

TEST(FilterTest, ReadsDatesAsInstants) {
  EXPECT_EQ(InstantOf("1970-01-02"), 86'400);
  EXPECT_EQ(InstantOf("1970-01-01T01:00:00+01:00"), 0);
  EXPECT_EQ(InstantOf("1970-01-01T00:00:01.5Z"), 1.5);
  EXPECT_EQ(InstantOf("1969-12-31T19:00:00-05:00"), 0);
  for (const char* text : {"", "1970", "1970-13-01", "1970-01-01T", "1970-01-01T00:00",
                           "1970-01-01T00:00:00+1", "1970-01-01x", "1970-01-01T00:00:00."})
    EXPECT_FALSE(InstantOf(text).has_value()) << text;
}

TEST(ReadingTest, KnowsEveryListThatCanBeNarrowed) {
  size_t with_filters = 0;
  for (const Collection& collection : Collections())
    with_filters += ReadingOf(collection).filters.empty() ? 0 : 1;
  EXPECT_EQ(with_filters, 11u);
  EXPECT_EQ(ReadingOf(*FindCollection("sales-orders")).number_field, "orderNumber");
  EXPECT_FALSE(ReadingOf(*FindCollection("webhooks")).paged);
  EXPECT_FALSE(ReadingOf(*FindCollection("adjustment-reasons")).sortable);
}

}  // namespace
}  // namespace inflow::sim

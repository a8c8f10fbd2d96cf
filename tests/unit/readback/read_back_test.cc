// SPDX-License-Identifier: Apache-2.0
#include "plugin/readback/read_back.h"

#include <gmock/gmock.h>

#include <string>

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kId[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000a";
constexpr char kOther[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000b";

Exchange Answer(int status, const std::string& body, const std::string& total = "") {
  Exchange exchange;
  exchange.status = status;
  exchange.wrote = true;
  exchange.body = body;
  exchange.headers = {{"content-type", "application/json"}};
  if (!total.empty()) exchange.headers.emplace_back("x-listcount", total);
  return exchange;
}

ReadBack Of(std::string_view collection, std::string_view json, std::string_view id = {}) {
  return ReadBack({.collection = collection, .id = id, .json = json});
}

// Tea is a product with its id and those members.
std::string Tea(const std::string& rest) {
  return R"({"productId":")" + std::string(kId) + "\"" + (rest.empty() ? "" : "," + rest) + "}";
}

// Found is what an answer shows of a product: the state and all that is said of it.
std::string Found(const std::string& json, const Exchange& exchange) {
  const FoundEntity found = Of("products", json).Read(exchange);
  std::string text(FoundStateName(found.state));
  for (const Difference& one : found.differences)
    text += " | " + one.field + " " + one.sent + " " + one.found;
  return found.message.empty() ? text : text + " | " + found.message;
}

TEST(ReadBack, ReadsByTheGuidThatWasSent) {
  const std::string json = R"({"PRODUCTID":"5B0F6F7E3B2A4C1D9E8F00000000000A","name":"Tea"})";
  const ReadBack read = Of("products", json);
  EXPECT_EQ(read.path(), std::string("/products/") + kId);
  EXPECT_EQ(read.id(), kId);
  EXPECT_EQ(Of("products", R"({"name":"Tea"})", kOther).path(), std::string("/products/") + kOther)
      << "the URL names it";
  EXPECT_EQ(Of("count-sheets", R"({"countSheetId":")" + std::string(kId) + "\"}").path(),
            std::string("/count-sheets/") + kId);
}

TEST(ReadBack, AsksForTheRowsThatWereSent) {
  EXPECT_EQ(Of("products", Tea(R"("prices":[],"vendorItems":[{"cost":"1"}],"category":{})")).path(),
            std::string("/products/") + kId + "?include=prices,vendorItems");
  EXPECT_EQ(Of("stock-counts",
               R"({"stockCountId":")" + std::string(kId) + R"(","sheets":[{},{"lines":[]}]})")
                .path(),
            std::string("/stock-counts/") + kId + "?include=sheets.lines");
  EXPECT_EQ(Of("products", R"({"sku":"T-1","Pr\u0069ces":[]})").path(),
            "/products?count=100&includeCount=true&filter%5Bsmart%5D=T-1&include=prices");
}

TEST(ReadBack, AsksForCustomFieldsWhereTheServiceTakesThat) {
  const std::string fields = R"("customFields":{"custom1":"a"}})";
  EXPECT_THAT(Of("products", R"({"name":"x",)" + fields).path(),
              HasSubstr("&include=customFields"));
  for (const char* collection : {"stock-adjustments", "stock-transfers"}) {
    const std::string json = R"({"adjustmentNumber":"1","transferNumber":"1","lines":[],)" + fields;
    EXPECT_THAT(Of(collection, json).path(), HasSubstr("&include=lines")) << collection;
    EXPECT_THAT(Of(collection, json).path(), ::testing::Not(HasSubstr("customFields")));
  }
}

TEST(ReadBack, ReadsByAUniqueFieldWhereThereIsNoGuid) {
  EXPECT_EQ(Of("products", R"({"name":"Tea","sku":"A 1&x"})").path(),
            "/products?count=100&includeCount=true&filter%5Bsmart%5D=A%201%26x");
  EXPECT_EQ(Of("products", R"({"name":"Tea","sku":""})").path(),
            "/products?count=100&includeCount=true&filter%5Bname%5D=Tea");
  EXPECT_EQ(Of("sales-orders", R"({"orderNumber":17})").path(),
            "/sales-orders?count=100&includeCount=true&filter%5BorderNumber%5D=17");
  EXPECT_EQ(Of("products", R"({"productId":"no guid","name":"Tea"})").id(), "");
  EXPECT_EQ(Of("products", Tea(R"("name":"Tea","sku":"T-1")")).name(), "T-1");
  EXPECT_EQ(Of("products", Tea(R"("name":"Tea")")).Read(Answer(404, "")).name, "Tea");
}

TEST(ReadBack, SaysWhyItCannotBeRead) {
  const auto why = [](std::string_view collection, std::string_view json, std::string_view id) {
    const ReadBack read = Of(collection, json, id);
    EXPECT_EQ(read.path(), "");
    return read.why();
  };
  EXPECT_EQ(why("custom-fields", "{}", ""), "the service shows no single custom-fields");
  EXPECT_THAT(why("sales-orders", R"({"remarks":"x"})", ""),
              StartsWith("it was sent without a GUID"));
  EXPECT_THAT(why("webhooks", R"({"url":"x"})", ""), StartsWith("it was sent without a GUID"));
  EXPECT_EQ(why("products", "{}", "../x"), R"("../x" is no GUID, so that nobody can ask for it)");
}

TEST(ReadBack, ComparesWhatIsThere) {
  EXPECT_EQ(Found(Tea(R"("name":"Tea","weight":"2.5")"),
                  Answer(200, Tea(R"("name":"Tea","weight":"2.5000","sku":"T-1")"))),
            "equal");
  EXPECT_EQ(Found(Tea(R"("name":"Tea")"), Answer(200, "\xEF\xBB\xBF" + Tea(R"("name":"Coffee")"))),
            R"(different | name "Tea" "Coffee")");
  EXPECT_EQ(Found(Tea(R"("prices":[{"unitPrice":"1"}])"), Answer(200, Tea(""))),
            R"(different | prices [{"unitPrice":"1"}] )")
      << "it was asked for";
}

TEST(ReadBack, WhatCannotBeAskedForIsNoDifference) {
  const std::string id = R"({"stockTransferId":")" + std::string(kId) + "\"";
  const std::string sent = id + R"(,"customFields":{"custom1":"a"}})";
  const FoundEntity found = Of("stock-transfers", sent).Read(Answer(200, id + "}"));
  EXPECT_EQ(found.state, FoundState::kEqual);
  EXPECT_EQ(found.message, "the service does not show \"customFields\"");
  const std::string other = id + R"(,"customFields":{"custom1":"b"}})";
  EXPECT_EQ(Of("stock-transfers", sent).Read(Answer(200, other)).state, FoundState::kDifferent);
}

TEST(ReadBack, WithA404ByItsIdItIsNotThere) {
  EXPECT_EQ(Found(Tea(""), Answer(404, R"({"code":"NotFound","message":"no"})")), "absent");
  EXPECT_EQ(Found(Tea(""), Answer(404, "")), "absent");
  EXPECT_THAT(Found(Tea(""), Answer(404, "<html><title>404</title></html>")),
              StartsWith("unreadable | the service answered 404 with"));
  EXPECT_THAT(Found(R"({"name":"Tea"})", Answer(404, "")),
              "unreadable | the service answered 404: there is no list of products");
}

TEST(ReadBack, AnythingElseTellsNothing) {
  Exchange lost;
  lost.failure = Failure::kLost;
  lost.detail = "the connection ended";
  EXPECT_EQ(Found(Tea(""), lost), "unreadable | the connection ended");
  EXPECT_EQ(Found(Tea(""), Answer(500, R"({"code":"Down","message":"soon"})")),
            "unreadable | the service answered 500: soon (Down)");
  EXPECT_EQ(Found(Tea(""), Answer(204, "")), "unreadable | the service answered 204 with nothing");
  EXPECT_EQ(Found(Tea(""), Answer(200, "{}")),
            "unreadable | the service answered 200 with no \"productId\"");
  EXPECT_EQ(Found(Tea(""), Answer(200, R"({"code":"Down","message":"soon"})")),
            "unreadable | the service answered 200 with no \"productId\": soon (Down)");
  EXPECT_EQ(Found(Tea(""), Answer(200, R"({"productId":")" + std::string(kOther) + "\"}")),
            "unreadable | the service answered 200 with \"" + std::string(kOther) +
                "\" instead of " + kId);
  EXPECT_THAT(Found(Tea(""), Answer(200, Tea("").substr(0, 20))), StartsWith("unreadable | "));
  EXPECT_THAT(Found(Tea(""), Answer(200, "<html></html>")), StartsWith("unreadable | "));
  EXPECT_EQ(Found(R"({"name":"Tea"})", Answer(200, "{}")),
            "unreadable | the service answered 200 with no list of products");
}

TEST(ReadBack, OfAListOnlyTheVeryValueCounts) {
  const std::string sent = R"({"name":"Tea","sku":"T-1"})";
  const auto product = [](const std::string& sku, const std::string& name) {
    return R"({"productId":")" + std::string(kId) + R"(","sku":")" + sku + R"(","name":")" + name +
           "\"}";
  };
  EXPECT_EQ(Found(sent, Answer(200, "[]", "0")), "absent");
  EXPECT_EQ(Found(sent, Answer(200, "[" + product("T-10", "Tea") + "]", "1")), "absent");
  EXPECT_EQ(
      Found(sent, Answer(200, "[7," + product("T-10", "Tea") + "," + product("T-1", "Tea") + "]")),
      "equal");
  EXPECT_EQ(Found(sent, Answer(200, "[" + product("T-1", "Cup") + "]", "1")),
            R"(different | name "Tea" "Cup")");
  EXPECT_EQ(Of("products", sent).Read(Answer(200, "[" + product("T-1", "Tea") + "]")).id, kId);
}

TEST(ReadBack, OfSeveralThatAreEqualToTheEyeOneWillDo) {
  const std::string sent = R"({"orderNumber":"1","remarks":"b"})";
  const auto order = [](const char* remarks) {
    return R"({"orderNumber":"1","remarks":")" + std::string(remarks) + "\"}";
  };
  const ReadBack read = Of("sales-orders", sent);
  EXPECT_EQ(read.Read(Answer(200, "[" + order("a") + "," + order("b") + "]")).state,
            FoundState::kEqual);
  const FoundEntity found = read.Read(Answer(200, "[" + order("a") + "," + order("c") + "]"));
  EXPECT_EQ(found.state, FoundState::kDifferent);
  ASSERT_EQ(found.differences.size(), 1u);
  EXPECT_EQ(found.differences[0].found, "\"a\"");
  EXPECT_THAT(found.message, HasSubstr("there are several"));
}

TEST(ReadBack, BehindALongListItMayStillBe) {
  const std::string sent = R"({"name":"Tea"})";
  EXPECT_THAT(Found(sent, Answer(200, R"([{"name":"Teas"}])", "2")),
              StartsWith("unreadable | it is not among the first 1 of the products that fit"));
  std::string page = "[{\"name\":\"Teas\"}";
  for (int i = 1; i < 100; ++i) page += ",{\"name\":\"Teas\"}";
  EXPECT_THAT(Found(sent, Answer(200, page + "]")), StartsWith("unreadable | "))
      << "a full page, and the service does not say of how many";
  EXPECT_EQ(Found(sent, Answer(200, page + "]", "100")), "absent");
}

TEST(EntityPlace, TellsFromAUrlWhatIsWritten) {
  const auto written = [](std::string_view path) {
    const std::optional<WrittenTo> to = FindWrittenTo(path);
    return to ? to->collection + " " + to->id : "nothing";
  };
  EXPECT_EQ(written("/products"), "products ");
  EXPECT_EQ(written("/products?x=/1"), "products ");
  EXPECT_EQ(written("/products/a%20b%2"), "products a b%2");
  EXPECT_EQ(written("/stock-counts/7/count-sheet"), "count-sheets ");
  EXPECT_EQ(written("/stock-counts/7/count-sheets/8"), "nothing");
  EXPECT_EQ(written("/"), "nothing");
}

TEST(EntityPlace, EveryFieldAndEndpointIsPublished) {
  for (const char* collection :
       {"count-sheets", "customers", "manufacturing-orders", "product-cost-adjustments",
        "product-groups", "products", "purchase-orders", "sales-orders", "stock-adjustments",
        "stock-counts", "stock-transfers", "taxing-schemes", "vendors", "webhooks"}) {
    const EntityPlace* const place = FindEntityPlace(collection);
    ASSERT_NE(place, nullptr) << collection;
    const ObjectSchema* const object = FindObjectSchema(place->endpoint);
    ASSERT_NE(object, nullptr) << collection;
    EXPECT_NE(object->Find(place->id_field), nullptr) << collection;
    for (const UniqueField& unique : place->unique)
      EXPECT_NE(object->Find(unique.field), nullptr) << collection;
  }
}

TEST(ReadBack, TellsOfTwins) {
  const std::string tea = R"({"sku":"T-1","name":"Tea"})";
  const auto product = [](const char* id, const std::string& name) {
    return R"({"productId":")" + std::string(id) + R"(","sku":"T-1","name":")" + name + "\"}";
  };
  for (const auto& [first, second] : {std::pair("Tea", "Tea"), std::pair("Old", "Tea"),
                                      std::pair("Tea", "Old"), std::pair("Old", "Older")}) {
    const FoundEntity found =
        Of("products", tea)
            .Read(
                Answer(200, "[" + product(kId, first) + "," + product(kOther, second) + "]", "2"));
    const bool second_is_it = first != std::string("Tea") && second == std::string("Tea");
    EXPECT_EQ(found.id, second_is_it ? kOther : kId) << first << second;
    EXPECT_EQ(found.twin, second_is_it ? kId : kOther) << first << second;
  }
  const FoundEntity one =
      Of("products", tea).Read(Answer(200, "[" + product(kId, "Tea") + "]", "1"));
  EXPECT_EQ(one.twin, "");
}

}  // namespace
}  // namespace inflow

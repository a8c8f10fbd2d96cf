// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/endpoint_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCatalogue[] = R"({"endpoints":[
  {"name":"update_product","title":"Update product","description":"Changes one.","required":["name"],"object":null},
  {"name":"upsert_product","kind":"published","title":"Upsert product","description":"Writes a product.","object":"Product",
   "hints":{"reorderlevel":"reorder levels are rows of \"reorderSettings\""},"warnings":["Shelves must exist."]},
  {"name":"upsert_order","title":"Upsert order","description":"Writes an order for a shelf.","object":"Order"}],
  "objects":{"Product":{"fields":{"sku":{"type":"text"},"unitPrice":{"type":"decimal"},"total":{"type":"any","read_only":true},
      "prices":{"type":"rows","object":"Price"},"group":{"type":"related","field":"groupId"},"self":{"type":"object","object":"Product"}}},
    "Price":{"fields":{"listPrice":{"type":"decimal"}}},
    "Order":{"fields":{"lines":{"type":"rows","object":"Line"}}},
    "Line":{"fields":{"price":{"type":"decimal"}}}}})";

std::vector<std::string> Names(const std::vector<std::string>& words) {
  std::vector<std::string> names;
  for (const EndpointMatch& match : SearchEndpoints(kCatalogue, words)) names.push_back(match.name);
  return names;
}

std::vector<std::string> FoundWhere(const std::vector<std::string>& words) {
  std::vector<std::string> reasons;
  const std::vector<EndpointMatch> matches = SearchEndpoints(kCatalogue, words);
  for (const auto& reason : matches.at(0).reasons)
    reasons.push_back(reason.where + " " + reason.what);
  return reasons;
}

TEST(SearchEndpoints, FindsFieldsAtAnyDepthWithTheirPath) {
  EXPECT_THAT(Names({"price"}), ElementsAre("upsert_product", "upsert_order"));
  EXPECT_THAT(FoundWhere({"price"}),
              ElementsAre("field prices", "field unitPrice", "field prices.listPrice"));
  EXPECT_THAT(FoundWhere({"SKUs"}), ElementsAre("field sku"));
}

TEST(SearchEndpoints, ANameCountsMoreThanADescription) {
  EXPECT_THAT(Names({"order"}), ElementsAre("upsert_order"));
  EXPECT_THAT(Names({"shelf"}), ElementsAre("upsert_order"));
  EXPECT_THAT(Names({"product"}), ElementsAre("upsert_product", "update_product"));
}

TEST(SearchEndpoints, AllWordsMustStandSomewhereWhereThatCanBe) {
  EXPECT_THAT(Names({"order", "price"}), ElementsAre("upsert_order"));
  EXPECT_THAT(Names({"reorder level"}), ElementsAre("upsert_product"));
  EXPECT_THAT(Names({"sku", "zebra"}), ElementsAre("upsert_product"));
  EXPECT_THAT(Names({"zebra"}), IsEmpty());
  EXPECT_THAT(Names({"update_prodct"}), IsEmpty());
  EXPECT_THAT(Names({}), IsEmpty());
  EXPECT_THAT(Names({"-", ""}), IsEmpty());
}

TEST(SearchEndpoints, WhatCannotBeWrittenIsNotFound) {
  EXPECT_THAT(Names({"total"}), IsEmpty());
  EXPECT_THAT(Names({"group"}), IsEmpty());
}

TEST(SearchEndpoints, ReadsWhatAnotherPluginSays) {
  for (const char* other : {"", "7", R"({"endpoints":7})", R"({"endpoints":[7,{"hints":7}]})"})
    EXPECT_THAT(SearchEndpoints(other, {"a"}), IsEmpty()) << other;
}

TEST(MatchesText, SaysWhyUnlessTheNameDoes) {
  EXPECT_EQ(MatchesText(SearchEndpoints(kCatalogue, {"sku"})),
            "upsert_product: Upsert product\n"
            "  field       sku\n"
            "\nOne in full: inflow endpoints NAME\n");
  EXPECT_EQ(MatchesText(SearchEndpoints(kCatalogue, {"update"})),
            "update_product: Update product\n\nOne in full: inflow endpoints NAME\n");
  const auto json = nlohmann::json::parse(MatchesJson(SearchEndpoints(kCatalogue, {"sku"})));
  EXPECT_EQ(json[0]["reasons"][0]["what"], "sku");
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
//
// Two items have one digest where sending them writes the same.
#include "plugin/journal/content.h"

#include <gmock/gmock.h>

#include "plugin/request/group.h"
#include "plugin/request/item_maker.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

using ::testing::Ne;

// DigestOf is that of a record for an endpoint, which is JSON members of a configuration.
std::string DigestOf(const std::string& record, const std::string& rest) {
  const std::unique_ptr<const Route> route = testing::CompileRoute(rest);
  ItemMaker maker;
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok());
  const absl::StatusOr<Item*> item = maker.Make(*route, {index, 0}, 1);
  if (!item.ok()) {
    ADD_FAILURE() << item.status();
    return "";
  }
  ItemList items;
  items.Append(*item);
  return ContentDigest(*items.front());
}

constexpr char kDocument[] = R"("endpoint":"update_product","parameters":{"id":"{record.id}"})";
std::string OfDocument(const std::string& record) { return DigestOf(record, kDocument); }
constexpr char kPublished[] = R"("endpoint":"upsert_product","identity":{"from":["sku"]})";
std::string OfPublished(const std::string& record) { return DigestOf(record, kPublished); }

TEST(ContentTest, JsonCountsByItsValue) {
  const std::string digest =
      OfDocument(R"({"id":"1","name":"T\u00e9","price":12.50,"rows":[{"a":1,"b":null}]})");
  EXPECT_EQ(digest.size(), 32u);
  EXPECT_EQ(
      OfDocument(R"({ "rows": [ {"b": null, "a": 1.0} ], "price":1.25e1, "name":"Té", "id":"1" })"),
      digest);
  EXPECT_THAT(OfDocument(R"({"id":"1","name":"T\u00e9","price":12.51,"rows":[{"a":1,"b":null}]})"),
              Ne(digest));
  EXPECT_THAT(OfDocument(R"({"id":"1","name":"T\u00e9","price":12.50,"rows":[{"a":1}]})"),
              Ne(digest));
}

TEST(ContentTest, NumbersAreNotRounded) {
  EXPECT_EQ(OfDocument(R"({"id":"1","n":-0.0})"), OfDocument(R"({"id":"1","n":0e9})"));
  EXPECT_THAT(OfDocument(R"({"id":"1","n":12345678901234567890.1})"),
              Ne(OfDocument(R"({"id":"1","n":12345678901234567890.2})")));
  EXPECT_THAT(OfDocument(R"({"id":"1","n":12})"), Ne(OfDocument(R"({"id":"1","n":-12})")));
  EXPECT_THAT(OfDocument(R"({"id":"1","n":12})"), Ne(OfDocument(R"({"id":"1","n":1.2})")));
  EXPECT_THAT(OfDocument(R"({"id":"1","n":12})"), Ne(OfDocument(R"({"id":"1","n":"12"})")));
}

TEST(ContentTest, OrderCountsInLists) {
  EXPECT_THAT(OfDocument(R"({"id":"1","n":[1,2]})"), Ne(OfDocument(R"({"id":"1","n":[2,1]})")));
  EXPECT_THAT(OfDocument(R"({"id":"1","n":[12]})"), Ne(OfDocument(R"({"id":"1","n":[1,2]})")));
  EXPECT_THAT(OfDocument(R"({"id":"1","n":[]})"), Ne(OfDocument(R"({"id":"1","n":{}})")));
}

TEST(ContentTest, TextsAreTextsButForDecimalsOfThePublishedApi) {
  EXPECT_THAT(OfDocument(R"({"id":"1","n":"1.0"})"), Ne(OfDocument(R"({"id":"1","n":"1.00"})")));
  EXPECT_EQ(OfPublished(R"({"sku":"T","name":"1.0","prices":[{"unitPrice":"12.50"}]})"),
            OfPublished(R"({"sku":"T","name":"1.0","prices":[{"unitPrice":"12.5"}]})"));
  EXPECT_THAT(OfPublished(R"({"sku":"T","name":"1.0"})"),
              Ne(OfPublished(R"({"sku":"T","name":"1.00"})")));
}

TEST(ContentTest, MethodAndAddressCount) {
  const std::string record = R"({"id":"1"})";
  const std::string put =
      DigestOf(record, R"("endpoint":{"method":"PUT","url":"/{companyId}/a/{record.id}"})");
  EXPECT_THAT(
      DigestOf(record, R"("endpoint":{"method":"PATCH","url":"/{companyId}/a/{record.id}"})"),
      Ne(put));
  EXPECT_THAT(DigestOf(record, R"("endpoint":{"method":"PUT","url":"/{companyId}/b/{record.id}"})"),
              Ne(put));
}

}  // namespace
}  // namespace inflow

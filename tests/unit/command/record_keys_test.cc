// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/record_keys.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

constexpr char kKeysDescription[] = R"({"endpoints":[
  {"name":"create_product","kind":"document","path":"/products","id_field":"productId"},
  {"name":"update_product","kind":"document","path":"/products/{id}","id_field":"productId"},
  {"name":"create_customer","kind":"document","path":"/customers","id_field":""},
  {"name":"upsert_product","kind":"published","path":"/products","id_field":"productId"}]})";

RecordKeys Keys(const std::string& settings) {
  return {settings, [] { return kKeysDescription; }};
}

// Same tells whether two records have one key.
bool Same(const std::string& config, std::string_view a, std::string_view b) {
  RecordKeys keys = Keys(config);
  return keys.Of(a) != 0 && keys.Of(a) == keys.Of(b);
}

TEST(RecordKeys, TheConfiguredKeyNamesARecordWithoutAnId) {
  const std::string config = R"({"endpoint":"create_customer","key":["name","address.city"]})";
  EXPECT_TRUE(Same(config, R"({"name":"A","address":{"city":"Oslo"},"n":1})",
                   R"({"n":2,"address":{"city":"Oslo"},"name":"A"})"));
  EXPECT_TRUE(Same(config, R"({"name":"A","address.city":"Oslo"})",
                   R"({"name":"\u0041","address":{"city":"Oslo"}})"));
  EXPECT_FALSE(Same(config, R"({"name":"A","address":{"city":"Oslo"}})",
                    R"({"name":"A","address":{"city":"Bergen"}})"));
  RecordKeys keys = Keys(config);
  for (const char* record :
       {R"({"name":"A"})", R"({"name":"A","address":{"city":null}})",
        R"({"name":"  ","address.city":"Oslo"})", "", "[1]", "no JSON", "{\"name\":"}) {
    EXPECT_EQ(keys.Of(record), 0u) << record;
  }
}

TEST(RecordKeys, TwoValuesAreNotOneThatIsPutTogetherOfThem) {
  const std::string config = R"({"endpoint":"create_customer","key":["a","b"]})";
  EXPECT_FALSE(Same(config, R"({"a":"x","b":"yz"})", R"({"a":"xy","b":"z"})"));
}

TEST(RecordKeys, WithoutAnythingThatNamesRecordsThereIsNoKey) {
  EXPECT_EQ(Keys(R"({"endpoint":"create_customer"})").Of(R"({"name":"A"})"), 0u);
  EXPECT_EQ(Keys("no JSON").Of(R"({"name":"A"})"), 0u);
  EXPECT_EQ(RecordKeys("{}", nullptr).Of(R"({"name":"A"})"), 0u);
}

TEST(RecordKeys, WhiteSpaceAroundAValueDoesNotCount) {
  const std::string config = R"({"endpoint":"upsert_product","identity":{"from":["sku"]}})";
  EXPECT_TRUE(Same(config, R"({"sku":"A 1"})", R"({"sku":" A 1\t"})"));
  EXPECT_TRUE(Same(config, R"({"sku":"A 1"})", "{\"sku\":\"\u00a0A 1\u2003\u3000\"}"));
  EXPECT_TRUE(Same(config, R"({"sku":12.50})", R"({"sku":"12.50"})"));
  EXPECT_FALSE(Same(config, R"({"sku":"A 1"})", R"({"sku":"A1"})"));
}

TEST(RecordKeys, ARecordsOwnIdGoesBeforeWhatItCouldBeMadeOf) {
  const std::string config = R"({"endpoint":"upsert_product","identity":{"from":["sku"]}})";
  EXPECT_FALSE(Same(config, R"({"productId":"00000000-0000-4000-8000-00000000000a","sku":"A"})",
                    R"({"productId":"00000000-0000-4000-8000-00000000000b","sku":"A"})"));
  EXPECT_TRUE(Same(config, R"({"productId":"00000000-0000-4000-8000-00000000000a","sku":"A"})",
                   R"({"PRODUCTID":"{00000000-0000-4000-8000-00000000000A}","sku":"B"})"));
  EXPECT_TRUE(Same(config, R"({"productId":null,"sku":"A"})", R"({"sku":"A"})"));
}

TEST(RecordKeys, AnIdThatTheMapGivesOrTakesIsTheMaps) {
  const std::string mapped =
      R"({"endpoint":"upsert_product","map":{"productId":"{record.guid}","name":"{title}"},"identity":{"from":["sku"]}})";
  EXPECT_TRUE(Same(mapped, R"({"guid":"g1","productId":"x","sku":"A"})",
                   R"({"guid":"g1","productId":"y","sku":"B"})"));
  const std::string dropped =
      R"({"endpoint":"upsert_product","map":{"name":"{title}"},"identity":{"from":["sku"]}})";
  EXPECT_TRUE(Same(dropped, R"({"productId":"x","sku":"A"})", R"({"productId":"y","sku":"A"})"));
  const std::string kept =
      R"({"endpoint":"upsert_product","map":{"name":"{title}"},"map_rest":"keep","identity":{"from":["sku"]}})";
  EXPECT_FALSE(Same(kept, R"({"productId":"x","sku":"A"})", R"({"productId":"y","sku":"A"})"));
  const std::string excluded =
      R"({"endpoint":"upsert_product","exclude_attributes":["productId"],"identity":{"from":["sku"]}})";
  EXPECT_TRUE(Same(excluded, R"({"productId":"x","sku":"A"})", R"({"productId":"y","sku":"A"})"));
  const std::string derived =
      R"({"endpoint":"upsert_product","map":{"productId":"{guid:products:record.code,shop}"}})";
  EXPECT_TRUE(Same(derived, R"({"code":1,"shop":2,"n":1})", R"({"code":1,"shop":2,"n":2})"));
  EXPECT_FALSE(Same(derived, R"({"code":1,"shop":2})", R"({"code":1,"shop":3})"));
}

TEST(RecordKeys, WhatStandsInThePathNamesTheRecord) {
  const std::string endpoint =
      R"({"endpoint":"update_product","parameters":{"id":"{record.ref.0?}"},"key":["name"]})";
  EXPECT_TRUE(Same(endpoint, R"({"ref":["7"],"name":"A"})", R"({"ref":["7"],"name":"B"})"));
  EXPECT_FALSE(Same(endpoint, R"({"ref":["7"],"name":"A"})", R"({"ref":["8"],"name":"A"})"));
  EXPECT_EQ(Keys(endpoint).Of(R"({"name":"A"})"), 0u);
  const std::string manual =
      R"({"endpoint":{"method":"PUT","url":"/{companyId}/things/{record.id}?at={now:%Y}&shop={record.shop}"},"key":["name"]})";
  EXPECT_TRUE(Same(manual, R"({"id":1,"shop":"a"})", R"({"id":1,"shop":"b"})"));
  const std::string constant =
      R"({"endpoint":{"method":"POST","url":"/{companyId}/things"},"key":["name"]})";
  EXPECT_TRUE(Same(constant, R"({"name":"A"})", R"({"name":"A"})"));
}

TEST(RecordKeys, ADocumentsOrAKeyedNameIsAKeyWhereNothingElseIs) {
  const std::string fold =
      R"({"endpoint":"create_customer","batching":{"enabled":true,"algorithm":"fold","by":"order"}})";
  EXPECT_TRUE(Same(fold, R"({"order":1,"line":1})", R"({"order":1,"line":2})"));
  const std::string off =
      R"({"endpoint":"create_customer","batching":{"enabled":false,"algorithm":"fold","by":"order"}})";
  EXPECT_EQ(Keys(off).Of(R"({"order":1})"), 0u);
}

TEST(RecordKeys, ARefusedRecordHasItsKeyTooWhereItCanBeSeen) {
  const std::string config = R"({"endpoint":"create_customer","key":["name"]})";
  EXPECT_TRUE(Same(config, R"({"name":"A","price":nonsense})", R"({"name":"A"})"));
}

TEST(RecordKeys, TheDescriptionIsAskedForOnceAndOnlyForAKey) {
  int asked = 0;
  RecordKeys keys(R"({"endpoint":"upsert_product"})", [&] {
    ++asked;
    return kKeysDescription;
  });
  EXPECT_EQ(asked, 0);
  EXPECT_NE(keys.Of(R"({"productId":"a"})"), 0u);
  EXPECT_NE(keys.Of(R"({"productId":"b"})"), 0u);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/document_names.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

constexpr char kOrders[] =
    R"({"endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"no"}})";

std::string Fold(const std::string& by, const std::string& more = "") {
  return R"({"endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":)" +
         by + "}" + more + "}";
}

bool Same(const std::string& config, std::string_view a, std::string_view b) {
  const DocumentNames names(config);
  return !names.Of(a).empty() && names.Of(a) == names.Of(b);
}

TEST(DocumentNames, OnlyAFoldHasDocuments) {
  EXPECT_TRUE(DocumentNames(kOrders).folds());
  EXPECT_FALSE(
      DocumentNames(R"({"batching":{"enabled":false,"algorithm":"fold","by":"no"}})").folds());
  EXPECT_FALSE(
      DocumentNames(R"({"batching":{"enabled":true,"algorithm":"keyed","by":"no"}})").folds());
  EXPECT_FALSE(DocumentNames("no JSON").folds());
}

TEST(DocumentNames, TheOtherAttributesDoNotCount) {
  EXPECT_TRUE(Same(kOrders, R"({"no":"7","sku":"A"})", R"({"sku":"B","no":"7"})"));
  EXPECT_FALSE(Same(kOrders, R"({"no":"7","sku":"A"})", R"({"no":"8","sku":"A"})"));
}

TEST(DocumentNames, ANumberIsTheTextThatItIsWrittenAs) {
  EXPECT_TRUE(Same(kOrders, R"({"no":7})", R"({"no":"7"})"));
  EXPECT_TRUE(Same(kOrders, R"({"no":"\u0041/1"})", R"({"no":"A\/1"})"));
  EXPECT_FALSE(Same(kOrders, R"({"no":7})", R"({"no":"07"})"));
}

TEST(DocumentNames, WhiteSpaceAroundDoesNotCountAndWithinItDoes) {
  EXPECT_TRUE(Same(kOrders, R"({"no":"S 1"})", "{\"no\":\" \u00a0S 1\u3000\\t\"}"));
  EXPECT_FALSE(Same(kOrders, R"({"no":"S 1"})", R"({"no":"S1"})"));
}

TEST(DocumentNames, SeveralAttributesNameADocumentTogether) {
  const std::string config = Fold(R"(["shop","no"])");
  EXPECT_TRUE(Same(config, R"({"shop":"a","no":"bc"})", R"({"no":"bc","shop":"a"})"));
  EXPECT_FALSE(Same(config, R"({"shop":"a","no":"bc"})", R"({"shop":"ab","no":"c"})"));
  EXPECT_TRUE(DocumentNames(config).Of(R"({"shop":"a"})").empty());
  EXPECT_EQ(DocumentNames(config).by(), "\"shop\", \"no\"");
}

TEST(DocumentNames, WhatDoesNotSayItsDocumentHasNoName) {
  const DocumentNames names(kOrders);
  for (const char* record : {"", "[]", "{}", "{\"no\":", R"({"no":null})", R"({"no":"  "})",
                             R"({"no":{"a":1}})", R"({"no":[1]})"}) {
    EXPECT_TRUE(names.Of(record).empty()) << record;
  }
}

TEST(DocumentNames, AMapNamesByTheAttributesThatItTakesTheNameFrom) {
  const std::string map =
      R"(,"map":{"no":"SO-{record.OrderNumber}","head":{"year":"{record.Y?}"},"x":1})";
  EXPECT_TRUE(Same(Fold("\"no\"", map), R"({"OrderNumber":"7","no":"a"})",
                   R"({"OrderNumber":" 7","no":"b"})"));
  EXPECT_FALSE(Same(Fold("\"no\"", map), R"({"OrderNumber":"7","no":"a"})",
                    R"({"OrderNumber":"8","no":"a"})"));
  EXPECT_TRUE(Same(Fold(R"(["no","head.year"])", map), R"({"OrderNumber":"7","Y":1})",
                   R"({"OrderNumber":"7","Y":1})"));
  EXPECT_FALSE(Same(Fold(R"(["no","head.year"])", map), R"({"OrderNumber":"7","Y":1})",
                    R"({"OrderNumber":"7","Y":2})"));
}

TEST(DocumentNames, WhatAMapMayLackIsMissingAndNamesAllTheSameWhereTextStandsAround) {
  const std::string around = Fold("\"no\"", R"(,"map":{"no":"SO-{record.n?}"})");
  EXPECT_TRUE(Same(around, R"({"n":null})", R"({"n":""})"));
  EXPECT_FALSE(Same(around, R"({"n":1})", "{}"));
  EXPECT_TRUE(DocumentNames(Fold("\"no\"", R"(,"map":{"no":"{record.n?}"})")).Of("{}").empty());
  EXPECT_TRUE(Same(Fold("\"no\"", R"(,"map":{"no":"all"})"), "{}", R"({"no":1})"));
}

TEST(DocumentNames, OfSeveralValuesOneMayBeBlank) {
  const std::string config = Fold(R"(["shop","no"])");
  EXPECT_TRUE(Same(config, R"({"shop":" ","no":"7"})", R"({"shop":"","no":"7"})"));
  EXPECT_TRUE(DocumentNames(config).Of(R"({"shop":" ","no":""})").empty());
}

TEST(DocumentNames, ABodyInPlaceOfAMapNamesToo) {
  EXPECT_TRUE(Same(Fold("\"no\"", R"(,"body":{"no":"{record.n}"})"), R"({"n":1,"no":2})",
                   R"({"n":1,"no":3})"));
  EXPECT_FALSE(Same(Fold("\"no\"", R"(,"body":{"x":"{record.n}"})"), R"({"no":2})", R"({"no":2})"));
}

TEST(DocumentNames, WhatAMapDoesNotNameIsThereOnlyWhereTheRestIsKept) {
  EXPECT_FALSE(
      Same(Fold("\"no\"", R"(,"map":{"sku":"{record.sku}"})"), R"({"no":"7"})", R"({"no":"7"})"));
  EXPECT_TRUE(Same(Fold("\"no\"", R"(,"map":{"sku":"{record.sku}"},"map_rest":"keep")"),
                   R"({"no":"7"})", R"({"no":"7"})"));
}

TEST(DocumentNames, QuotesAroundANameInAPlaceholderAreNoPartOfIt) {
  const std::string config = Fold("\"no\"", R"(,"map":{"no":"{record.'Order no?'}"})");
  EXPECT_TRUE(Same(config, R"({"Order no?":"7"})", R"({"Order no?":7})"));
}

}  // namespace
}  // namespace inflow::command

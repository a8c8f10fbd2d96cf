// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/binding.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

// The bound body as JSON, or the refusal's message.
std::string Bound(std::string_view object, const std::string& body,
                  Strictness strictness = Strictness::kKnown) {
  const std::variant<Value, Refusal> bound =
      Bind(*FindObjectType(object), *ParseValue(body), strictness);
  const Refusal* refusal = std::get_if<Refusal>(&bound);
  return refusal == nullptr ? ToJson(std::get<Value>(bound)) : refusal->message;
}

TEST(BindingTest, NamesAreBoundInAnyCaseAtEveryDepth) {
  EXPECT_EQ(Bound("SalesOrder",
                  R"({"SOURCE":"a","Lines":[{"Quantity":{"STANDARDQUANTITY":"1","UOM":"kg"}}]})"),
            R"({"source":"a","lines":[{"quantity":{"standardQuantity":"1.0000","uom":"kg"}}]})");
}

TEST(BindingTest, DropsWhatIsUnknownReadOnlyOrOnlyAnswered) {
  EXPECT_EQ(
      Bound("Product",
            R"({"barcode":"1","cost":"2","lastModifiedDateTime":"x","prices":[{"pirce":"1"}]})"),
      R"({"prices":[{}]})");
  EXPECT_EQ(
      Bound("SalesOrder", R"({"customer":{"name":"Ann"},"lines":[{"product":{"name":"Tea"}}]})"),
      R"({"lines":[{}]})");
}

TEST(BindingTest, DecimalsArePaddedTexts) {
  EXPECT_EQ(Bound("Product", R"({"weight":"2.5","prices":[{"unitPrice":"3"}]})"),
            R"({"weight":"2.5000","prices":[{"unitPrice":"3.00000"}]})");
  EXPECT_EQ(Bound("SalesOrder", R"({"exchangeRate":"1.5"})"), R"({"exchangeRate":"1.5000000000"})");
  EXPECT_EQ(Bound("Customer", R"({"discount":"5"})"), R"({"discount":"5.00"})");
  EXPECT_EQ(Bound("Product", R"({"weight":2.5})"), R"({"weight":"2.5000"})");
  EXPECT_EQ(Bound("Product", R"({"weight":2.5})", Strictness::kHarsh),
            R"(weight must be a decimal in a text, such as "12.50")");
}

TEST(BindingTest, EnumsAreTakenInAnyCaseAndAnsweredInCamelCase) {
  EXPECT_EQ(Bound("Product", R"({"itemType":"STOCKEDPRODUCT"})"),
            R"({"itemType":"stockedProduct"})");
  EXPECT_EQ(Bound("Product", R"({"itemType":"Thing"})"),
            "itemType must be one of stockedProduct, nonstockedProduct, service");
}

TEST(BindingTest, ChecksTypesAndNamesThePlace) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {R"({"name":7})", "name must be a text"},
      {R"({"isActive":"true"})", "isActive must be true or false"},
      {R"({"categoryId":"x"})", "categoryId must be a GUID"},
      {R"({"timestamp":"2026-03-02"})", "timestamp must be the 16 hexadecimal digits of an answer"},
      {R"({"prices":{}})", "prices must be an array"},
      {R"({"prices":[{},7]})", "prices[1] must be an object"},
      {R"({"prices":[{"unitPrice":"one"}]})",
       R"(prices[0].unitPrice must be a decimal in a text, such as "12.50")"},
      {R"({"customFields":[]})", "customFields must be an object"},
      {R"({"prices":[{"productPriceId":"AAAAAAAA-0000-4000-8000-000000000001"},
                     {"productPriceId":"aaaaaaaa-0000-4000-8000-000000000001"}]})",
       "prices[1].productPriceId must be another than those of the rows before"},
  };
  for (const auto& [body, message] : faults) EXPECT_EQ(Bound("Product", body), message);
  EXPECT_EQ(Bound("CountSheet", R"({"sheetNumber":1.5})"), "sheetNumber must be a whole number");
}

TEST(BindingTest, KnowsADate) {
  for (const char* date : {"2026-03-02", "2026-03-02T10:00:00", "2026-03-02T10:00:00Z",
                           "2026-03-02T10:00:00.125+01:00"}) {
    EXPECT_EQ(Bound("SalesOrder", R"({"orderDate":")" + std::string(date) + "\"}"),
              R"({"orderDate":")" + std::string(date) + "\"}");
  }
  for (const char* date : {"", "02/03/2026", "2026-3-2", "2026-03-02 10:00", "2026-03-02T10",
                           "2026-03-02T10:00:00x", "2026-03-02T10:00:00+1"}) {
    EXPECT_EQ(Bound("SalesOrder", R"({"orderDate":")" + std::string(date) + "\"}"),
              R"(orderDate must be a date such as "2026-03-02T00:00:00Z")");
  }
}

TEST(BindingTest, OnlyHarshRefusesANullThatTheFactsDoNotAllow) {
  EXPECT_EQ(Bound("Product", R"({"name":null})"), R"({"name":null})");
  EXPECT_EQ(Bound("Product", R"({"name":null})", Strictness::kHarsh), "name must be a text");
  EXPECT_EQ(Bound("Product", R"({"timestamp":null})", Strictness::kHarsh), R"({"timestamp":null})");
}

}  // namespace
}  // namespace inflow::sim

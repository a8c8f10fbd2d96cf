// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "gtest/gtest.h"
#include "plugin/retry/classify.h"
#include "tests/support/small_stack.h"

namespace inflow {
namespace {

TEST(ServiceWordsTest, PlainText) {
  EXPECT_EQ(ServiceWords("Negative Inventory"), "Negative Inventory");
  EXPECT_EQ(ServiceWords("  Negative\r\nInventory\n"), "Negative Inventory");
}

TEST(ServiceWordsTest, NothingSaid) {
  for (const std::string body : {"", "  \r\n", "{}", "[]", "null", "\"\"", "[{}]",
                                 R"({"message":""})", R"({"message":null})", R"({"error":{}})"}) {
    EXPECT_EQ(ServiceWords(body), "") << body;
  }
}

TEST(ServiceWordsTest, MessageCodeAndDetails) {
  EXPECT_EQ(ServiceWords(
                R"({"message":"Serial 7 is not in stock","code":"NegativeSerialNumberInventory"})"),
            "Serial 7 is not in stock (NegativeSerialNumberInventory)");
  EXPECT_EQ(ServiceWords(R"({"code":"X1","message":"No.","details":["line 1","line 2"]})"),
            "No (X1): line 1; line 2");
  EXPECT_EQ(ServiceWords(R"({"message":"Bad row.","details":{"row":3,"why":"no such product"}})"),
            "Bad row: row: 3; why: no such product");
  EXPECT_EQ(ServiceWords(R"({"Message":"In another case","CODE":12})"), "In another case (12)");
}

TEST(ServiceWordsTest, CodeAlone) {
  EXPECT_EQ(ServiceWords(R"({"code":"WorkOrderPartNegativeInventory"})"),
            "WorkOrderPartNegativeInventory");
}

TEST(ServiceWordsTest, NestedError) {
  EXPECT_EQ(ServiceWords(R"({"error":{"code":"conflict","message":"Name is taken"}})"),
            "Name is taken (conflict)");
  EXPECT_EQ(ServiceWords(R"({"error":"Name is taken"})"), "Name is taken");
  EXPECT_EQ(ServiceWords(R"({"error":"invalid_token","error_description":"The key has expired"})"),
            "invalid_token: The key has expired");
}

TEST(ServiceWordsTest, ProblemDetails) {
  EXPECT_EQ(
      ServiceWords(
          R"({"type":"about:blank","title":"Conflict","status":409,"detail":"Name is taken","traceId":"00-1"})"),
      "Conflict: Name is taken");
  EXPECT_EQ(
      ServiceWords(R"({"title":"One or more validation errors occurred.","status":400,
                             "errors":{"name":["is required","is too long"],"sku":["is taken"]}})"),
      "One or more validation errors occurred: name: is required; is too long; sku: is taken");
}

TEST(ServiceWordsTest, ArraysAndStrings) {
  EXPECT_EQ(ServiceWords(R"([{"message":"first"},{"message":"second"},"third"])"),
            "first; second; third");
  EXPECT_EQ(ServiceWords(R"("quoted")"), "quoted");
}

TEST(ServiceWordsTest, WhatIsSaidTwiceIsShownOnce) {
  EXPECT_EQ(ServiceWords(R"({"error":"Name is taken","message":"Name is taken"})"),
            "Name is taken");
}

TEST(ServiceWordsTest, AnUnknownObjectIsShownMemberByMember) {
  EXPECT_EQ(ServiceWords(R"({"reason":"no such company","retry":false})"),
            "reason: no such company; retry: false");
}

TEST(ServiceWordsTest, MembersOfTheWrongTypeAreHarmless) {
  EXPECT_EQ(ServiceWords(R"({"message":{"text":"nested"},"code":["a"],"details":7})"),
            "text: nested: 7");
  EXPECT_EQ(ServiceWords(R"({"error":[1,2,null,true]})"), "1; 2; true");
}

TEST(ServiceWordsTest, APageShowsItsTitle) {
  EXPECT_EQ(ServiceWords(
                "<html>\r\n<head><TITLE >502 Bad\nGateway</title></head><body>nginx</body></html>"),
            "502 Bad Gateway");
  EXPECT_EQ(ServiceWords("<html><body>no title</body></html>"), "");
  EXPECT_EQ(ServiceWords("<title"), "");
  EXPECT_EQ(ServiceWords("<title>open"), "");
}

TEST(ServiceWordsTest, WhatIsNoJsonIsText) {
  EXPECT_EQ(ServiceWords(R"({"message":"cut o)"), R"({"message":"cut o)");
  EXPECT_EQ(ServiceWords("{\"message\":\"\xFF\"}"), "{\"message\":\"\xEF\xBF\xBD\"}");
  EXPECT_EQ(ServiceWords("1e999"), "1e999");
}

TEST(ServiceWordsTest, ControlCharactersInsideJsonAreCleaned) {
  EXPECT_EQ(ServiceWords(R"({"message":"a\u0000b\u001b[2J\u202Ec\r\nd"})"), "a b [2Jc d");
}

TEST(ServiceWordsTest, DepthDoesNotExhaustTheStack) {
  EXPECT_EQ(ServiceWords(R"({"error":{"error":{"error":"deep enough"}}})"), "deep enough");
  const std::string open(100'000, '[');
  const std::string lists = open + std::string(100'000, ']');
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += R"({"a":)";
  const std::string nested = objects.substr(0, 100'000);  // as long as what is read
  const std::string huge(16u << 20, '[');
  OnASmallStack([&] {
    EXPECT_EQ(ServiceWords(open), "");
    EXPECT_EQ(ServiceWords(lists), "");
    EXPECT_EQ(ServiceWords(nested), "");
    EXPECT_EQ(ServiceWords(nested + "1" + std::string(20'000, '}')), "");
    EXPECT_EQ(ServiceWords(objects).size(), 500u);  // too long to be read: text, cut
    EXPECT_EQ(ServiceWords(huge).size(), 500u);
    EXPECT_EQ(ServiceWords(R"({"message":"No.","details":)" + lists + "}"), "No.")
        << "what stands above the depth is said";
  });
}

// Every value is said once, whatever its object is: saying it again for each level would take 4^6
// times as long.
TEST(ServiceWordsTest, WhatHasAMeaningIsSaidOnce) {
  EXPECT_EQ(ServiceWords(R"({"error":{"x":null},"message":null,"reason":"r","code":{"y":7}})"),
            "reason: r; code: y: 7");
}

TEST(ServiceWordsTest, LengthIsBounded) {
  EXPECT_EQ(ServiceWords(std::string().append(20'000'000, 'x')).size(), 500u);
  EXPECT_EQ(ServiceWords(R"({"message":")" + std::string(10'000, 'x') + "\"}").size(), 500u);
  std::string many = "[";
  for (int i = 0; i < 10'000; ++i) many += "\"error " + std::to_string(i) + "\",";
  EXPECT_LE(ServiceWords(many + "0]").size(), 500u);
  std::string wide = "{";
  for (int i = 0; i < 10'000; ++i) wide += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_LE(ServiceWords(wide + "\"z\":0}").size(), 500u);
}

}  // namespace
}  // namespace inflow

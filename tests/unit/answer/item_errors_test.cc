// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/item_errors.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/small_stack.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Exchange ErrorsAnswer(std::string body, int status = 200) {
  Exchange exchange;
  exchange.status = status;
  exchange.wrote = true;
  exchange.body = std::move(body);
  return exchange;
}

// Read shows errors as "place words", and "?" at the end where the answer is not whole.
std::vector<std::string> ReadRefused(const Exchange& exchange, const ResponseConfig& response,
                                     size_t count = 4) {
  std::vector<std::string> errors;
  const ItemAnswer answer = ReadItemErrors(exchange, response, count);
  for (const ItemError& error : answer.errors) {
    errors.push_back(std::to_string(error.index) + " " +
                     error.message->substr(error.message->find(": ") + 2));
  }
  EXPECT_EQ(answer.why.empty(), answer.whole);
  if (!answer.whole) errors.emplace_back("?");
  return errors;
}

std::vector<std::string> ReadRefused(const std::string& body, const ResponseConfig& response,
                                     size_t count = 4) {
  return ReadRefused(ErrorsAnswer(body), response, count);
}

std::string WhyOf(const Exchange& exchange, const ResponseConfig& response, size_t count = 4) {
  return ReadItemErrors(exchange, response, count).why;
}

const ResponseConfig kByIndex{"e", "i", "m"};

TEST(ItemErrors, AreFoundByTheirIndex) {
  const ResponseConfig response{"data.errors", "at.index", "why"};
  EXPECT_THAT(
      ReadRefused(
          R"({"data":{"errors":[{"at":{"index":2},"why":"no such\nSKU"},{"at":{"index":0}},{"at":{"index":2},"why":"again"}]}})",
          response),
      ElementsAre(R"(0 {"at":{"index":0}})", "2 no such SKU"));
}

TEST(ItemErrors, OfAListWithOneEntryARecordAreThoseThatSaySomething) {
  EXPECT_THAT(ReadRefused(R"([null,{"error":"bad"},{"error":null},{"id":7}])", {".", "", "error"}),
              ElementsAre("1 bad"));
  EXPECT_THAT(ReadRefused(R"({"r":[null,"bad",false,""]})", {"r", "", ""}), ElementsAre("1 bad"));
}

TEST(ItemErrors, WithoutAPlaceToLookNothingIsRefused) {
  EXPECT_THAT(ReadRefused(R"({"e":[{"i":1}]})", {"", "i", "m"}), IsEmpty());
  EXPECT_THAT(ReadRefused("no JSON at all", {"", "i", "m"}), IsEmpty());
}

TEST(ItemErrors, AnAnswerThatNamesNothingRefusesNothing) {
  for (const char* body :
       {"", " \r\n", "\xEF\xBB\xBF", "null", "{}", "[]", R"({"e":[]})", R"({"e":null})",
        R"({"e":{}})", R"({"e":false})", R"({"e":""})", R"({"x":1})", R"({"e":[null,null]})"}) {
    EXPECT_THAT(ReadRefused(body, kByIndex), IsEmpty()) << body;
  }
  EXPECT_THAT(ReadRefused(R"({"d":null})", {"d.e", "i", "m"}), IsEmpty());
  EXPECT_THAT(ReadRefused("[]", {".", "", ""}), IsEmpty());
  EXPECT_THAT(ReadRefused(ErrorsAnswer("<html>", 204), kByIndex), IsEmpty());
  EXPECT_THAT(ReadRefused(ErrorsAnswer("<html>", 205), kByIndex), IsEmpty());
}

// What cannot be read might have named any record.
TEST(ItemErrors, AnAnswerThatIsNotAsDescribedIsNotWhole) {
  for (const char* body : {"{",
                           "oops",
                           R"({"e":7})",
                           R"({"e":"no"})",
                           R"({"e":true})",
                           R"({"e":{"i":1}})",
                           "7",
                           R"(["x"])",
                           R"({"e":[7]})",
                           R"({"e":[[1]]})",
                           R"({"e":[{"m":"no"}]})",
                           R"({"e":[{"i":null}]})",
                           R"({"e":[{"i":-1}]})",
                           R"({"e":[{"i":1.5}]})",
                           R"({"e":[{"i":4}]})",
                           R"({"e":[{"i":"4"}]})",
                           R"({"e":[{"i":"one"}]})",
                           R"({"e":[{"i":""}]})",
                           R"({"e":[{"i":[1]}]})",
                           R"({"e":[{"i":true}]})",
                           R"({"e":[{"i":1e30}]})",
                           R"({"e":[{"i":1e999999999999999999999}]})",
                           R"({"e":[{"i":18446744073709551616}]})",
                           R"({"e":[{"i":18446744073709551617}]})"}) {
    EXPECT_THAT(ReadRefused(body, kByIndex), ElementsAre("?")) << body;
  }
  EXPECT_THAT(ReadRefused(R"({"d":7})", {"d.e", "i", "m"}), ElementsAre("?"));
  EXPECT_THAT(ReadRefused(R"({"d":[{"e":[]}]})", {"d.e", "i", "m"}), ElementsAre("?"));
  EXPECT_THAT(ReadRefused(R"({"x":1})", {".", "i", "m"}), ElementsAre("?"));
}

TEST(ItemErrors, WhatCouldBeReadIsTold) {
  EXPECT_THAT(ReadRefused(R"({"e":[{"i":1,"m":"a"},{"m":"b"},{"i":3,"m":"c"}]})", kByIndex),
              ElementsAre("1 a", "3 c", "?"));
}

TEST(ItemErrors, AnIndexMayBeSpelledAsTheServiceLikes) {
  for (const char* index : {"1", "1.0", "1.000", "1e0", "10e-1", "0.1e1", R"("1")", R"("1.0")",
                            R"(" 1 ")", R"("\u0031")"}) {
    EXPECT_THAT(ReadRefused(std::string(R"({"e":[{"m":"no","i":)") + index + "}]}", kByIndex),
                ElementsAre("1 no"))
        << index;
  }
  for (const char* index : {"0", "-0", "0.0", "0e9"}) {
    EXPECT_THAT(ReadRefused(std::string(R"({"e":[{"m":"no","i":)") + index + "}]}", kByIndex),
                ElementsAre("0 no"))
        << index;
  }
}

TEST(ItemErrors, NamesAreFoundInAnotherCaseWhereTheExactOneIsNotThere) {
  EXPECT_THAT(ReadRefused(R"({"E":[{"I":1,"M":"no"}]})", kByIndex), ElementsAre("1 no"));
  EXPECT_THAT(
      ReadRefused(R"({"E":[{"i":2}],"e":[{"i":1,"M":"other","m":"no","M":"other"}]})", kByIndex),
      ElementsAre("1 no"));
  EXPECT_THAT(ReadRefused(R"({"\u0065":[{"i":1,"m":"no"}]})", kByIndex), ElementsAre("1 no"));
  EXPECT_THAT(ReadRefused(R"({"\u0045":[{"i":1,"m":"no"}]})", kByIndex), ElementsAre("1 no"));
}

TEST(ItemErrors, AByteOrderMarkIsStepedOver) {
  EXPECT_THAT(ReadRefused("\xEF\xBB\xBF{\"e\":[{\"i\":1,\"m\":\"no\"}]}", kByIndex),
              ElementsAre("1 no"));
}

// Of a list with another length nobody knows which entry is whose: it may hold the errors alone.
TEST(ItemErrors, AListWithoutIndexMustHaveOneEntryARecord) {
  const ResponseConfig response{".", "", ""};
  EXPECT_THAT(ReadRefused(R"(["bad"])", response), ElementsAre("?"));
  EXPECT_THAT(ReadRefused(R"([null,null,null,null,"beyond"])", response), ElementsAre("?"));
  EXPECT_THAT(ReadRefused(R"([null,null,"bad",null])", response), ElementsAre("2 bad"));
  EXPECT_THAT(WhyOf(ErrorsAnswer(R"(["bad"])"), response),
              HasSubstr("its list of errors has 1 entry for 4 records"));
}

TEST(ItemErrors, AnAnswerThatDidNotArriveWholeIsNotWhole) {
  const std::string body = R"({"e":[{"i":1,"m":"no"}],"x":"y"})";
  Exchange lost = ErrorsAnswer(body.substr(0, body.size() - 2));
  lost.cut = true;
  EXPECT_THAT(ReadRefused(lost, kByIndex), ElementsAre("?"));
  EXPECT_EQ(
      WhyOf(lost, kByIndex),
      "the service answered 200, but the rest of its answer did not arrive, so whether it refuses other records is not known");
  lost.body = "";
  EXPECT_THAT(ReadRefused(lost, kByIndex), ElementsAre("?"));
  lost.body = body;  // whole by itself, and still something was to follow
  EXPECT_THAT(ReadRefused(lost, kByIndex), ElementsAre("1 no", "?"));
  Exchange late = ErrorsAnswer(body);
  late.failure = Failure::kTimedOut;
  EXPECT_THAT(ReadRefused(late, kByIndex), ElementsAre("1 no", "?"));
  Exchange large = ErrorsAnswer(body.substr(0, 20));
  large.failure = Failure::kTooLarge;
  EXPECT_THAT(ReadRefused(large, kByIndex), ElementsAre("?"));
  EXPECT_THAT(WhyOf(large, kByIndex), HasSubstr("with more than max_response_bytes"));
}

TEST(ItemErrors, WhyNamesThePathAndTheValue) {
  EXPECT_THAT(WhyOf(ErrorsAnswer("oops"), kByIndex), HasSubstr("but its answer is no JSON"));
  EXPECT_THAT(WhyOf(ErrorsAnswer(R"({"e":7})"), kByIndex), HasSubstr(R"(but "e" is no list)"));
  EXPECT_THAT(WhyOf(ErrorsAnswer(R"({"x":7})"), {".", "", ""}),
              HasSubstr("but its answer is no list"));
  EXPECT_THAT(
      WhyOf(ErrorsAnswer(R"({"e":[{"i":"nine"}]})"), kByIndex),
      HasSubstr(R"(but an error in its list has "nine" as "i", which is no record's place)"));
  EXPECT_THAT(WhyOf(ErrorsAnswer(R"({"e":[{}, {"m":1}]})"), kByIndex),
              HasSubstr(R"(has nothing as "i")"));
  EXPECT_THAT(WhyOf(ErrorsAnswer(R"({"d":7})"), {"d.e", "i", "m"}),
              HasSubstr(R"(on the way to "d.e" is no object)"));
}

TEST(ItemErrors, AHostileAnswerTakesNoStack) {
  std::string objects = R"({"e":)";
  for (int i = 0; i < 1'000'000; ++i) objects += R"({"a":)";
  OnASmallStack([&] {
    EXPECT_THAT(
        ReadRefused(R"({"e":)" + std::string(1000, '[') + "1" + std::string(1000, ']') + "}",
                    kByIndex),
        ElementsAre("?"));
    EXPECT_THAT(ReadRefused(std::string(16u << 20, '['), kByIndex), ElementsAre("?"));
    EXPECT_THAT(ReadRefused(objects, kByIndex), ElementsAre("?"));
    EXPECT_THAT(WhyOf(ErrorsAnswer(objects), kByIndex), HasSubstr("nested deeper than 128 levels"));
    const std::string deepest = std::string(120, '[') + "1" + std::string(120, ']');
    EXPECT_THAT(ReadRefused(R"({"e":[{"i":0,"m":)" + deepest + "}]}", kByIndex),
                ElementsAre("0 " + deepest));
  });
}

TEST(ItemErrors, ManyEntriesAreReadOnce) {
  std::string body = R"({"e":[)";
  for (int i = 0; i < 100'000; ++i)
    body += R"({"i":)" + std::to_string(i % 1000) + R"(,"m":"no"},)";
  body += R"({"i":1000}]})";
  const ItemAnswer answer = ReadItemErrors(ErrorsAnswer(body), kByIndex, 1000);
  EXPECT_EQ(answer.errors.size(), 1000u);
  EXPECT_FALSE(answer.whole);
  EXPECT_TRUE(
      std::is_sorted(answer.errors.begin(), answer.errors.end(),
                     [](const ItemError& a, const ItemError& b) { return a.index < b.index; }));
}

}  // namespace
}  // namespace inflow

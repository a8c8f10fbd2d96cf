// SPDX-License-Identifier: Apache-2.0
//
// What a service may answer to the question for a list, true or not. Whatever it is: the number of
// questions is bounded, nobody gets a wrong GUID, and who is told that there is none was told the
// truth.
#include "tests/unit/lookup/fake_service.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::vector<std::string> Slice(const std::vector<std::string>& all, size_t from, size_t to) {
  return {all.begin() + static_cast<std::ptrdiff_t>(from),
          all.begin() + static_cast<std::ptrdiff_t>(to)};
}

TEST_F(NamesTest, AnUnsortedPageIsReadToo) {
  std::vector<std::string> all = Many("categoryId", "name", 120);
  std::reverse(all.begin(), all.end());
  std::string& record = Wait(Named("categories", "n1."));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 0, 100)), 120));
  EXPECT_THAT(Ask(), HasSubstr("after=" + GuidOf(21)));
  Answer(Answer200(ListOf(Slice(all, 100, 120)), 120));
  EXPECT_EQ(Told(record), GuidOf(1));
}

// Nobody can say what the rest of it holds.
TEST_F(NamesTest, TheSamePageForeverEndsAndProvesNothing) {
  const Exchange page = Answer200(ListOf(Many("categoryId", "name", 100)), 5000);
  std::string& there = Wait(Named("categories", "n7."));
  std::string& missing = Wait(Named("categories", "elsewhere"));
  size_t calls = 0;
  for (; !Ask().empty() && calls < 50; ++calls) Answer(page);
  EXPECT_LE(calls, 3u);
  EXPECT_EQ(Told(there), GuidOf(7));
  EXPECT_THAT(Told(missing), AllOf(HasSubstr("FAILED"), HasSubstr("100 of 5000")));
}

TEST_F(NamesTest, TheSamePageForeverOfALargeCollectionIsNoHindranceToSingleReads) {
  const Exchange page = Answer200(ListOf(Many("customerId", "name", 100)), 250);
  std::vector<std::string*> records;
  for (int n = 0; n < 30; ++n)
    records.push_back(&Wait(Named("customers", "x" + std::to_string(n))));
  size_t calls = 0;
  for (std::string path = Ask(); !path.empty() && calls < 100; path = Ask(), ++calls) {
    const bool single = path.find("filter") != std::string::npos;
    Answer(single ? Answer200(ListOf({Entity("customerId", 900, {{"name", "x3"}})}), 1) : page);
  }
  EXPECT_LE(calls, 33u);
  EXPECT_EQ(Told(*records[3]), GuidOf(900));
  EXPECT_THAT(Told(*records[4]), HasSubstr("REJECTED"));
}

TEST_F(NamesTest, WhatIsDeletedBetweenTwoPagesIsNoLoss) {
  const std::vector<std::string> all = Many("categoryId", "name", 150);
  std::string& missing = Wait(Named("categories", "elsewhere"));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 0, 100)), 150));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 105, 150)), 145));
  EXPECT_EQ(Ask(), "");
  EXPECT_THAT(Told(missing), HasSubstr("REJECTED"));
}

TEST_F(NamesTest, WhatIsAddedBehindTheLastPageIsRead) {
  const std::vector<std::string> all = Many("categoryId", "name", 201);
  std::string& record = Wait(Named("categories", "n201."));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 0, 100)), 200));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 100, 200)), 201));
  EXPECT_THAT(Ask(), HasSubstr("after=" + GuidOf(200)));
  Answer(Answer200(ListOf(Slice(all, 200, 201)), 201));
  EXPECT_EQ(Told(record), GuidOf(201));
}

// It lies before the place that was reached, so that this reading cannot see it; the next one does.
TEST_F(NamesTest, WhatIsAddedBeforeTheLastPageIsNotDenied) {
  const std::vector<std::string> all = Many("categoryId", "name", 120);
  std::string& record = Wait(Named("categories", "new"));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 0, 100)), 120));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 100, 120)), 121));
  Ask();
  Answer(Answer200("[]", 121));
  EXPECT_EQ(Ask(), "");
  EXPECT_THAT(Told(record), HasSubstr("FAILED"));
  service_["categories"] = all;
  service_["categories"].push_back(Entity("categoryId", 500, {{"name", "new"}}));
  std::string& later = Wait(Named("categories", "new"));
  Serve();
  EXPECT_EQ(Told(later), GuidOf(500));
}

TEST_F(NamesTest, WithoutACountAnEmptyPageIsTheEnd) {
  const std::vector<std::string> all = Many("categoryId", "name", 120);
  std::string& record = Wait(Named("categories", "n120."));
  std::string& missing = Wait(Named("categories", "elsewhere"));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 0, 100))));
  Ask();
  Answer(Answer200(ListOf(Slice(all, 100, 120))));
  EXPECT_EQ(Told(missing), "waits");
  Ask();
  Answer(Answer200("[]"));
  EXPECT_EQ(Ask(), "");
  EXPECT_EQ(Told(record), GuidOf(120));
  EXPECT_THAT(Told(missing), HasSubstr("REJECTED"));
}

TEST_F(NamesTest, WithoutACountAFullPageOfAFilterIsNotAllOfIt) {
  service_["customers"] = Many("customerId", "name", 900);
  std::string& record = Wait(Named("customers", "n888"));
  Answer(AnswerTo(Ask()));
  ASSERT_THAT(Ask(), HasSubstr("filter"));
  Answer(Answer200(ListOf(Many("customerId", "name", 100))));
  EXPECT_EQ(Told(record), "waits");
  ASSERT_THAT(Ask(), AllOf(HasSubstr("filter"), HasSubstr("after=" + GuidOf(100))));
  Answer(Answer200(ListOf({Entity("customerId", 888, {{"name", "n888"}})})));
  EXPECT_EQ(Told(record), GuidOf(888));
}

std::string OwnNamed(std::string_view sku) {
  std::string text;
  AppendMark({.kind = ReferenceKind::kOwn,
              .collection = "products",
              .derived = "2f0c1a52-9d3b-4a6e-8f5d-0b1c2d3e4f50",
              .names = {{"sku", sku}}},
             &text);
  return text;
}

// The one that is meant may be the last one: a second product must not come to be.
TEST_F(NamesTest, AFilterThatFindsALotIsReadToItsEnd) {
  service_["products"] = Many("productId", "name", 9000);
  service_["products"].push_back(Entity("productId", 9001, {{"sku", "n"}}));
  std::string& record = Wait(OwnNamed("n"));
  EXPECT_LE(Serve(200).size(), 95u);
  EXPECT_EQ(Told(record), GuidOf(9001));
}

TEST_F(NamesTest, AFilterThatFindsTheSameForeverProvesNothing) {
  service_["products"] = Many("productId", "name", 9000);
  std::string& record = Wait(OwnNamed("A-1"));
  Answer(AnswerTo(Ask()));
  size_t calls = 0;
  for (; !Ask().empty() && calls < 50; ++calls)
    Answer(Answer200(ListOf(Many("productId", "name", 100)), 5000));
  EXPECT_LE(calls, 2u);
  EXPECT_THAT(Told(record), AllOf(HasSubstr("FAILED"), HasSubstr("A-1")));
  service_["products"].push_back(Entity("productId", 9001, {{"sku", "A-1"}}));
  std::string& later = Wait(OwnNamed("A-1"));
  Serve();
  EXPECT_EQ(Told(later), GuidOf(9001));
}

TEST_F(NamesTest, AFilterThatNeverEndsIsGivenUp) {
  service_["customers"] = Many("customerId", "name", 900);
  std::string& record = Wait(Named("customers", "A"));
  Answer(AnswerTo(Ask()));
  uint64_t n = 0;
  size_t calls = 0;
  for (; !Ask().empty() && calls < 1000; ++calls)
    Answer(Answer200(ListOf({Entity("customerId", ++n, {})}), 100'000));
  EXPECT_LT(calls, 1000u);
  EXPECT_THAT(Told(record), HasSubstr("FAILED"));
}

TEST_F(NamesTest, WhatIsNoListIsNone) {
  for (const char* body : {R"({"message":"no"})", R"({"errors":[{"message":"no"}]})", "null", "7",
                           R"("[]")", "{}", R"({"items":[]})"}) {
    std::string& record = Wait(Named("categories", "Tea"));
    ASSERT_NE(Ask(), "") << body;
    const Answered answered = Answer(Answer200(body, 0));
    EXPECT_EQ(answered.kind, Answered::kFailed) << body;
    EXPECT_NE(answered.why, "") << body;
    EXPECT_EQ(Told(record), "waits");
    names_.PutBack(question_);
  }
}

TEST_F(NamesTest, AByteOrderMarkBeforeAListIsNothing) {
  std::string& record = Wait(Named("categories", "Tea"));
  Ask();
  Answer(Answer200("\xEF\xBB\xBF" + ListOf({Entity("categoryId", 1, {{"name", "Tea"}})}), 1));
  EXPECT_EQ(Told(record), GuidOf(1));
}

TEST_F(NamesTest, APageOfHtmlIsNotTheService) {
  std::string& record = Wait(Named("categories", "Tea"));
  Ask();
  Exchange exchange = Answer200("<html><body>Sign in</body></html>");
  exchange.headers = {{"content-type", "text/html"}};
  EXPECT_EQ(Answer(exchange).kind, Answered::kForeign);
  EXPECT_EQ(Told(record), "waits");
}

TEST_F(NamesTest, HalfAnAnswerIsAskedForAgain) {
  std::string& record = Wait(Named("categories", "Tea"));
  Ask();
  Exchange exchange = Answer200(R"([{"categoryId":)", 1);
  exchange.cut = true;
  EXPECT_EQ(Answer(exchange).kind, Answered::kAgain);
  EXPECT_EQ(Told(record), "waits");
  exchange = Answer200("[]", 0);  // whole by chance
  exchange.cut = true;
  EXPECT_EQ(Answer(exchange).kind, Answered::kAgain);
  EXPECT_EQ(Told(record), "waits");
}

TEST_F(NamesTest, AnAnswerThatIsTooLongFails) {
  Wait(Named("categories", "Tea"));
  Ask();
  Exchange exchange = Answer200("[");
  exchange.failure = Failure::kTooLarge;
  const Answered answered = Answer(exchange);
  EXPECT_EQ(answered.kind, Answered::kFailed);
  EXPECT_THAT(answered.why, HasSubstr("limits.max_response_bytes"));
}

// They cannot be named, and the list is not whole without them.
TEST_F(NamesTest, EntitiesWithoutAGuidProveNothing) {
  for (const char* entity :
       {R"({"name":"Tea"})", R"({"categoryId":"","name":"Tea"})",
        R"({"categoryId":7,"name":"Tea"})", R"({"categoryId":"no guid","name":"Tea"})",
        R"({"categoryId":null,"name":"Tea"})", "7", "null", "[]"}) {
    names_.Configure(config_);
    std::string& record = Wait(Named("categories", "Tea"));
    std::string& other = Wait(Named("categories", "Rice"));
    const std::string list = ListOf({entity, Entity("categoryId", 2, {{"name", "Rice"}}), entity});
    size_t calls = 0;
    for (; !Ask().empty() && calls < 50; ++calls) Answer(Answer200(list, 3));
    EXPECT_LE(calls, 3u) << entity;
    EXPECT_THAT(Told(record), HasSubstr("FAILED")) << entity;
    EXPECT_EQ(Told(other), GuidOf(2)) << entity;
  }
}

TEST_F(NamesTest, CountsThatAreNoneDoNotCount) {
  for (const char* count : {"", "-1", "many", "99999999999999999999", "1.5"}) {
    names_.Configure(config_);
    std::string& record = Wait(Named("categories", "Tea"));
    Ask();
    Exchange exchange = Answer200(ListOf({Entity("categoryId", 1, {{"name", "Tea"}})}));
    exchange.headers.emplace_back("x-listcount", count);
    Answer(exchange);
    size_t calls = 1;
    for (; !Ask().empty() && calls < 50; ++calls) Answer(Answer200("[]"));
    EXPECT_LE(calls, 2u) << count;
    EXPECT_EQ(Told(record), GuidOf(1)) << count;
  }
}

TEST_F(NamesTest, ACountThatIsTooSmallEndsTheReading) {
  std::string& record = Wait(Named("categories", "n9."));
  Ask();
  Answer(Answer200(ListOf(Many("categoryId", "name", 100)), 3));
  EXPECT_EQ(Ask(), "");
  EXPECT_EQ(Told(record), GuidOf(9));
}

}  // namespace
}  // namespace inflow

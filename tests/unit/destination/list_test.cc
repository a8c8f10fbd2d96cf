// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plugin/catalog/collection.h"
#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using Json = nlohmann::json;
using testing::Answered;
using testing::FakeTransport;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Reply;

class ListTest : public DestinationTest {
 protected:
  void SetUp() override { Configure(R"("endpoint":"upsert_product")"); }

  // List returns the answer as it is written; status_ says how the call ended.
  std::string List(const std::string& arguments) {
    std::string json;
    status_ = destination_->Command("list", arguments, &json);
    return json;
  }
  Json Page(const std::string& arguments) { return Json::parse(List(arguments), nullptr, false); }
  CallCode CodeFor(const std::string& arguments = R"({"collection":"products"})") {
    EXPECT_EQ(List(arguments), "");
    return status_.code;
  }
  void AnswerWith(int status, const std::string& body, const std::string& total = "") {
    script_ = [=](const FakeTransport::Sent&) {
      Reply reply = Answered(status, body);
      if (!total.empty()) reply.exchange.headers = {{"x-listcount", total}};
      return reply;
    };
  }
  // QueryOf is what the last request asked, behind the collection.
  std::string QueryOf() const {
    const std::string& url = transport_->sent.back().url;
    return url.substr(url.find('?') + 1);
  }
  CallStatus status_;
};

TEST_F(ListTest, ReadsOnePage) {
  AnswerWith(200, R"([{"productId":"a","name":"Tea"},{"productId":"b"}])", "7");
  const Json page = Page(R"({"collection":"products"})");
  ASSERT_TRUE(status_.ok()) << status_.message;
  EXPECT_EQ(page.dump(), R"({"collection":"products","entities":[{"name":"Tea","productId":"a"},)"
                         R"({"productId":"b"}],"next":"b","total":7})");
  ASSERT_EQ(transport_->sent.size(), 1u);
  EXPECT_EQ(transport_->sent[0].method, "GET");
  EXPECT_EQ(transport_->sent[0].url, std::string("http://127.0.0.1:9/") + testing::kCompany +
                                         "/products?count=100&includeCount=true&sort=productId");
  EXPECT_EQ(transport_->sent[0].authorization, "Authorization: Bearer k-secret");
  EXPECT_EQ(destination_->GetStats().windows[0].used, 1u) << "it takes part in the quota";
}

TEST_F(ListTest, AsksForWhatComesAfter) {
  AnswerWith(200, R"([{"productId":"c"}])", "3");
  EXPECT_EQ(Page(R"({"collection":"products","after":"b&c","count":2})")["next"], "c")
      << "a short page may still not be the last";
  EXPECT_EQ(QueryOf(), "count=2&includeCount=true&sort=productId&after=b%26c");
}

TEST_F(ListTest, EndsWithAnEmptyPageOrAFirstOneThatHoldsAll) {
  AnswerWith(200, "[]");
  EXPECT_EQ(Page(R"({"collection":"products","after":"b"})")["next"], Json());
  AnswerWith(200, R"([{"productId":"a"},{"productId":"b"}])", "2");
  EXPECT_EQ(Page(R"({"collection":"products"})")["next"], Json());
  AnswerWith(200, R"([{"productId":"a"}])");
  const Json page = Page(R"({"collection":"products"})");
  EXPECT_EQ(page["next"], "a");
  EXPECT_EQ(page["total"], Json());
}

TEST_F(ListTest, APageThatHoldsItsCursorDoesNotAdvance) {
  AnswerWith(200, R"([{"productId":"a"},{"productId":"b"}])", "9");
  EXPECT_TRUE(Page(R"({"collection":"products"})")["next"] == "b");
  EXPECT_EQ(CodeFor(R"({"collection":"products","after":"b"})"), CallCode::kConfig);
  EXPECT_THAT(status_.message, HasSubstr("the list of products does not advance"));
  EXPECT_EQ(CodeFor(R"({"collection":"products","after":"a"})"), CallCode::kConfig)
      << "also where it is not the last";
}

TEST_F(ListTest, FullPagesOfEntitiesWithoutIdsHaveNothingBehindThemThatCouldBeAskedFor) {
  AnswerWith(200, R"([{"name":"a"}])", "2");
  EXPECT_EQ(CodeFor(), CallCode::kConfig);
  EXPECT_THAT(status_.message, HasSubstr("has no \"productId\""));
  AnswerWith(200, R"([{"name":"a"}])");
  EXPECT_EQ(CodeFor(R"({"collection":"products","count":1})"), CallCode::kConfig);
  EXPECT_TRUE(Page(R"({"collection":"products"})")["next"].is_null());
  EXPECT_TRUE(status_.ok());
}

TEST_F(ListTest, EntitiesKeepTheirBytes) {
  const std::string entity =
      R"({"productId":"a", "price":1.10,"n":123456789012345678901234567890,"e":1E+2,"t":"\u00e9\/"})";
  AnswerWith(200, "[\n " + entity + " ]");
  EXPECT_THAT(List(R"({"collection":"products"})"), HasSubstr("[" + entity + "]"));
}

TEST_F(ListTest, FindsTheIdInsideAttributesToo) {
  AnswerWith(200, R"([{"attributes":{"adjustmentReasonId":"r"},"meta":{}}])", "2");
  EXPECT_EQ(Page(R"({"collection":"adjustment-reasons"})")["next"], "r");
  EXPECT_EQ(QueryOf(), "count=100&includeCount=true") << "nobody knows that these can be sorted";
}

TEST_F(ListTest, AsksForWhatIsShownOnlyThen) {
  AnswerWith(200, "[]");
  List(R"({"collection":"products","include":["Prices","productBarcodes","category"],)"
       R"("filter":{"name":"Tea"}})");
  ASSERT_TRUE(status_.ok()) << status_.message;
  EXPECT_EQ(QueryOf(),
            "count=100&includeCount=true&sort=productId&filter%5Bname%5D=Tea"
            "&include=prices,productBarcodes,category");
  List(R"({"collection":"sales-orders","include":["lines.product.prices","customFields"]})");
  ASSERT_TRUE(status_.ok()) << status_.message;
  EXPECT_THAT(QueryOf(), HasSubstr("&include=lines.product.prices,customFields"));
  for (const char* none : {R"({"collection":"products","include":[]})",
                           R"({"collection":"products","include":null})"}) {
    List(none);
    ASSERT_TRUE(status_.ok()) << status_.message;
    EXPECT_THAT(QueryOf(), Not(HasSubstr("include=")));
  }
}

TEST_F(ListTest, WhatCannotBeIncludedIsRefused) {
  const struct {
    const char* arguments;
    const char* words;
  } refused[] = {
      {R"({"collection":"products","include":["pricess"]})", "did you mean \"prices\"?"},
      {R"({"collection":"products","include":["name"]})", "\"products\" has no \"name\""},
      {R"({"collection":"products","include":["prices."]})", "\"prices\" has no \"\""},
      {R"({"collection":"products","include":[""]})", "\"products\" has no \"\""},
      {R"({"collection":"products","include":["prices&x"]})", "has no \"prices&x\""},
      {R"({"collection":"sales-orders","include":["lines.produkt"]})",
       "\"lines\" has no \"produkt\" that could be included; it has "},
      {R"({"collection":"stock-adjustments","include":["customFields"]})",
       "has no \"customFields\""},
      {R"({"collection":"locations","include":["x"]})", "it has none"},
      {R"({"collection":"sales-orders","include":["pickAllocationLines"]})",
       "there since the api_version 2026-07-10"},
      {R"({"collection":"products","include":"prices"})", "\"list\" takes"},
      {R"({"collection":"products","include":[7]})", "\"list\" takes"},
  };
  for (const auto& [arguments, words] : refused) {
    EXPECT_EQ(CodeFor(arguments), CallCode::kInvalidArgument) << arguments;
    EXPECT_THAT(status_.message, HasSubstr(words)) << arguments;
  }
  EXPECT_TRUE(transport_->sent.empty());
}

TEST_F(ListTest, WritesFiltersAsTheServiceReadsThem) {
  AnswerWith(200, "[]");
  List(R"({"collection":"sales-orders","filter":{"orderNumber":"A 1&x","isActive":true,)"
       R"("inventoryStatus":["started","fulfilled"],"orderDate":{"fromDate":"2026-01-01"}}})");
  ASSERT_TRUE(status_.ok()) << status_.message;
  EXPECT_THAT(QueryOf(),
              HasSubstr("&filter%5BorderNumber%5D=A%201%26x&filter%5BisActive%5D=true"
                        "&filter%5BinventoryStatus%5D%5B%5D=started"
                        "&filter%5BinventoryStatus%5D%5B%5D=fulfilled"
                        "&filter%5BorderDate%5D=%7B%22fromDate%22%3A%222026-01-01%22%7D"));
}

TEST_F(ListTest, RefusesAFilterThatTheServiceWouldIgnore) {
  EXPECT_EQ(CodeFor(R"({"collection":"products","filter":{"nme":"Tea"}})"),
            CallCode::kInvalidArgument);
  EXPECT_THAT(status_.message, HasSubstr("\"products\" has no filter \"nme\"; it has name, "));
  EXPECT_THAT(status_.message, HasSubstr("did you mean \"name\"?"));
  EXPECT_EQ(CodeFor(R"({"collection":"locations","filter":{"name":"Tea"}})"),
            CallCode::kInvalidArgument);
  EXPECT_THAT(status_.message, HasSubstr("it has none"));
  for (const char* value : {"null", "[]"}) {
    EXPECT_EQ(CodeFor(std::string(R"({"collection":"products","filter":{"name":)") + value + "}}"),
              CallCode::kInvalidArgument);
  }
  EXPECT_TRUE(transport_->sent.empty());
}

TEST_F(ListTest, NamesTheNearestCollectionAndAll) {
  EXPECT_EQ(CodeFor(R"({"collection":"product"})"), CallCode::kInvalidArgument);
  EXPECT_THAT(status_.message, HasSubstr("did you mean \"products\"?"));
  const Json detail = Json::parse(status_.detail);
  EXPECT_EQ(detail["collection"], "product");
  EXPECT_EQ(detail["collections"].size(), Collections().size());
  EXPECT_EQ(CodeFor(R"({"collection":"../webhooks"})"), CallCode::kInvalidArgument);
  EXPECT_TRUE(transport_->sent.empty());
}

TEST_F(ListTest, KnowsSinceWhenACollectionIsThere) {
  EXPECT_EQ(CodeFor(R"({"collection":"product-groups"})"), CallCode::kInvalidArgument);
  EXPECT_THAT(status_.message, HasSubstr("since the api_version 2026-04-13"));
  Configure(R"("endpoint":"upsert_product","api_version":"2026-09-29")");
  AnswerWith(200, "[]");
  List(R"({"collection":"product-groups"})");
  EXPECT_TRUE(status_.ok());
}

TEST_F(ListTest, AListWithoutPagesIsAskedForAsItIs) {
  AnswerWith(200, R"([{"webHookSubscriptionId":"w"}])");
  EXPECT_TRUE(Page(R"({"collection":"webhooks"})")["next"].is_null());
  EXPECT_THAT(transport_->sent[0].url, ::testing::EndsWith("/webhooks"));
  EXPECT_EQ(CodeFor(R"({"collection":"webhooks","after":"w"})"), CallCode::kInvalidArgument);
}

TEST_F(ListTest, RefusesOtherArguments) {
  for (const char* arguments :
       {"", "{", "[]", "{}", R"({"collection":7})", R"({"collection":"products","filter":"x"})",
        R"({"collection":"products","after":7})", R"({"collection":"products","fliter":{}})",
        R"({"collection":"products","count":0})", R"({"collection":"products","count":101})",
        R"({"collection":"products","count":1.5})", R"({"collection":"products","count":"9"})"}) {
    EXPECT_EQ(CodeFor(arguments), CallCode::kInvalidArgument) << arguments;
  }
  EXPECT_TRUE(transport_->sent.empty());
}

TEST_F(ListTest, SaysWhyTheServiceRefuses) {
  const std::pair<int, CallCode> statuses[] = {{401, CallCode::kAuth},
                                               {403, CallCode::kAuth},
                                               {404, CallCode::kConfig},

                                               {400, CallCode::kInvalidArgument},
                                               {422, CallCode::kInvalidArgument},
                                               {500, CallCode::kUnavailable},
                                               {503, CallCode::kUnavailable}};
  for (const auto& [status, code] : statuses) {
    AnswerWith(status, R"({"code":"X","message":"because"})");
    EXPECT_EQ(CodeFor(), code) << status;
    EXPECT_THAT(status_.message, HasSubstr("products cannot be listed: the service answered"));
    EXPECT_THAT(status_.message, HasSubstr("because"));
    EXPECT_EQ(Json::parse(status_.detail)["status"], status);
  }
  AnswerWith(302, "");
  EXPECT_EQ(CodeFor(), CallCode::kConfig);
  script_ = [](const FakeTransport::Sent&) { return testing::Refused(); };
  EXPECT_EQ(CodeFor(), CallCode::kUnavailable);
}

TEST_F(ListTest, AThrottledOneSaysWhenToComeBack) {
  for (const auto& [header, wait_ms] : {std::pair("30", 30'000), std::pair("", 60'000)}) {
    Configure(R"("endpoint":"upsert_product")");
    clock_->Advance(std::chrono::hours(1));
    script_ = [header = std::string(header)](const FakeTransport::Sent&) {
      Reply reply = Answered(429);
      if (!header.empty()) reply.exchange.headers = {{"retry-after", header}};
      return reply;
    };
    EXPECT_EQ(CodeFor(), CallCode::kRateLimited);
    EXPECT_EQ(status_.retry_after_ms, wait_ms) << header;
    EXPECT_EQ(Json::parse(status_.detail)["retry_after_ms"], wait_ms) << header;
  }
  const TimePoint before = clock_->Now();
  AnswerWith(200, "[]");
  List(R"({"collection":"products"})");
  EXPECT_TRUE(status_.ok());
  EXPECT_EQ(transport_->sent.back().at - before, std::chrono::seconds(60)) << "the next one waits";
}

TEST_F(ListTest, BelievesNoSuccessThatIsNoList) {
  for (const char* body :
       {"<html><title>Sign in</title></html>", "welcome", R"({"code":"Down","message":"soon"})",
        R"({"productId":"a"})", "", "null", "[1]", "[[]]", "[{}"}) {
    AnswerWith(200, body);
    EXPECT_EQ(CodeFor(), CallCode::kConfig) << body;
    EXPECT_THAT(status_.message, Not(HasSubstr("so whether it was written"))) << body;
  }
  AnswerWith(200, R"({"code":"Down","message":"soon"})");
  CodeFor();
  EXPECT_THAT(status_.message, HasSubstr("soon"));
  script_ = [](const FakeTransport::Sent&) {
    Reply reply = Answered(200, R"([{"productId":"a"}])");
    reply.exchange.cut = true;
    return reply;
  };
  EXPECT_EQ(CodeFor(), CallCode::kUnavailable);
  script_ = [](const FakeTransport::Sent&) {
    Reply reply = Answered(200, R"([{"productId":"a"}])");
    reply.exchange.failure = Failure::kTooLarge;
    return reply;
  };
  EXPECT_EQ(CodeFor(), CallCode::kConfig);
  EXPECT_THAT(status_.message, HasSubstr("limits.max_response_bytes"));
}

TEST_F(ListTest, WorksWhileInactiveAndHidesAKeyThatComesBack) {
  EXPECT_TRUE(destination_->SetActive(false).ok());
  AnswerWith(200, R"([{"productId":"a","remarks":"k-secret"}])");
  EXPECT_THAT(List(R"({"collection":"products"})"), HasSubstr(R"("remarks":"********")"));
}

TEST_F(ListTest, CanBeCancelled) {
  script_ = [](const FakeTransport::Sent&) { return testing::Hanging(); };
  transport_->on_wait = [this] { destination_->Cancel(); };
  EXPECT_EQ(CodeFor(), CallCode::kCancelled);
}

}  // namespace
}  // namespace inflow

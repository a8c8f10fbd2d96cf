// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using Json = nlohmann::json;
using testing::Answered;
using ::testing::ElementsAre;
using testing::FakeTransport;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Reply;

const std::string kBase = std::string("http://127.0.0.1:9/") + testing::kCompany;

class SendTestTest : public DestinationTest {
 protected:
  void SetUp() override { Configure(R"("endpoint":"create_product")"); }
  Json Send(const Json& request, int64_t timeout_ms = -1) {
    std::string text;
    status_ = destination_->SendTest(request.dump(), timeout_ms, &text);
    return text.empty() ? Json() : Json::parse(text);
  }
  // Faults returns the pointers of what is wrong with a request.
  std::vector<std::string> Faults(const Json& request) {
    Send(request);
    EXPECT_EQ(status_.code, CallCode::kInvalidArgument);
    std::vector<std::string> pointers;
    const Json detail = Json::parse(status_.detail);
    for (const Json& fault : detail["faults"]) pointers.push_back(fault["pointer"]);
    return pointers;
  }
  static Json Request(const std::string& url = kBase + "/products") {
    return {{"method", "PATCH"},
            {"url", url},
            {"headers", {{"X-A", "1"}}},
            {"body", "{\"a\":\"\\u00e9\"}"}};
  }
  CallStatus status_;
};

TEST_F(SendTestTest, SendsTheRequestAsItIsWithTheCredential) {
  script_ = [](const FakeTransport::Sent&) {
    Reply reply = Answered(422, R"({"message":"no"})", std::chrono::milliseconds(12));
    reply.exchange.headers = {
        {"content-type", "application/json"}, {"x-a", "1"}, {"x-a", "2"}, {"set-cookie", "s=1"}};
    reply.exchange.http_version = 11;
    return reply;
  };
  Json request = Request();
  request["headers"]["Authorization"] = "Bearer ********";
  const Json answer = Send(request);
  EXPECT_TRUE(status_.ok()) << status_.message;
  ASSERT_EQ(transport_->sent.size(), 1u);
  EXPECT_EQ(transport_->sent[0].method, "PATCH");
  EXPECT_EQ(transport_->sent[0].url, kBase + "/products");
  EXPECT_EQ(transport_->sent[0].body, "{\"a\":\"\\u00e9\"}");
  EXPECT_EQ(transport_->sent[0].authorization, "Authorization: Bearer k-secret");
  EXPECT_THAT(transport_->sent[0].headers, ElementsAre("X-A: 1"));
  EXPECT_EQ(answer["status"], 422);
  EXPECT_EQ(answer["body"], R"({"message":"no"})");
  EXPECT_EQ(answer["headers"], Json({{"content-type", "application/json"}, {"x-a", "1, 2"}}));
  EXPECT_EQ(answer["elapsed_ms"], 12);
  EXPECT_EQ(answer["cut"], false);
  EXPECT_EQ(answer["http_version"], 11);
  EXPECT_EQ(answer["message"], "the service answered 422: no");
  EXPECT_EQ(destination_->GetStats().windows[0].used, 1u) << "it spends quota";
  EXPECT_EQ(destination_->GetStats().counters.accepted, 0u);
}

TEST_F(SendTestTest, TakesWhatPreviewShows) {
  const testing::Records block({R"({"n":"a"})"});
  HostBatch batch;
  batch.records = block.Block();
  std::string preview;
  ASSERT_TRUE(destination_->Preview(batch, &preview).ok());
  EXPECT_EQ(Send(Json::parse(preview)["requests"][0])["status"], 200);
  EXPECT_TRUE(Write({R"({"n":"a"})"}).ok());
  EXPECT_EQ(transport_->sent[0].body, transport_->sent[1].body);
  EXPECT_EQ(transport_->sent[0].headers, transport_->sent[1].headers);
  EXPECT_EQ(transport_->sent[0].url, transport_->sent[1].url);
}

TEST_F(SendTestTest, StaysWithTheServiceAndCompanyOfTheCredential) {
  const std::string elsewhere[] = {
      "http://example.com/" + std::string(testing::kCompany) + "/products",
      "https://127.0.0.1:9/" + std::string(testing::kCompany) + "/products",
      "http://127.0.0.1:90/" + std::string(testing::kCompany) + "/products",
      "http://127.0.0.1:9@example.com/" + std::string(testing::kCompany) + "/products",
      "http://127.0.0.1:9/00000000-0000-0000-0000-000000000000/products",
      kBase,
      kBase + "@example.com/",
      kBase + "/../00000000-0000-0000-0000-000000000000/products",
      kBase + "/products/%2E%2e/x",
      kBase + "/a b",
      kBase + "/a\r\nX: y",
      "",
  };
  for (const std::string& url : elsewhere)
    EXPECT_THAT(Faults(Request(url)), ElementsAre("/url")) << url;
  EXPECT_TRUE(transport_->sent.empty());
}

TEST_F(SendTestTest, RefusesWhatIsNoRequest) {
  for (const Json& request : {Json(), Json::array(), Json("x")})
    EXPECT_THAT(Faults(request), ElementsAre(""));
  EXPECT_THAT(
      Faults(
          {{"method", "get"}, {"url", 7}, {"headers", 7}, {"body", Json::object()}, {"bodi", 1}}),
      ElementsAre("/method", "/url", "/headers", "/body", ""));
  EXPECT_THAT(status_.detail, HasSubstr("did you mean \\\"body\\\"?"));
  std::string text;
  EXPECT_EQ(destination_->SendTest("{", -1, &text).code, CallCode::kInvalidArgument);
}

TEST_F(SendTestTest, RefusesHeadersThatTheDestinationSets) {
  for (const char* name : {"Authorization", "host", "Content-Length", "", "a b", "Proxy-X"}) {
    Json request = Request();
    request["headers"] = {{name, "Bearer k-other"}};
    EXPECT_THAT(Faults(request), ElementsAre("/headers")) << name;
    EXPECT_THAT(status_.message + status_.detail, Not(HasSubstr("k-other")));
  }
  Json request = Request();
  request["headers"] = {{"X-A", "1\r\nX-B: 2"}, {"X-B", 7}};
  EXPECT_THAT(Faults(request), ElementsAre("/headers", "/headers"));
}

TEST_F(SendTestTest, RefusesWhatAPreviewMasked) {
  const std::string key = "key-0123456789-abcdef";
  const auto configure = [&](const std::string& rest) {
    ASSERT_TRUE(
        destination_
            ->Configure(testing::DocumentWithKey(key, R"("endpoint":"create_product",)" + rest))
            .ok());
  };
  const auto previewed = [&] {
    const testing::Records block({R"({"n":"a"})"});
    HostBatch batch;
    batch.records = block.Block();
    std::string preview;
    EXPECT_TRUE(destination_->Preview(batch, &preview).ok());
    return Json::parse(preview)["requests"][0];
  };
  configure(R"("request_headers":{"X-Key":"key-0123456789-abcdef"})");
  EXPECT_THAT(Faults(previewed()), ElementsAre("/headers"));
  EXPECT_THAT(
      status_.message,
      HasSubstr(
          "the header \"X-Key\" holds a row of asterisks, as a preview shows in place of a secret"));
  Json request = previewed();
  request["headers"]["X-Key"] = key;
  EXPECT_EQ(Send(request)["status"], 200) << status_.message;
  EXPECT_THAT(transport_->sent[0].headers, ::testing::Contains("X-Key: " + key));
  configure(R"("map":{"k":"key-0123456789-abcdef"})");
  EXPECT_THAT(Faults(previewed()), ElementsAre("/body"));
  request = Request(kBase + "/products?k=*********************");
  request["headers"] = {{"X-A", "a **************** b"}};
  EXPECT_THAT(Faults(request), ElementsAre("/url", "/headers"));
  request = Request();
  request["body"] = "***************";
  EXPECT_EQ(Send(request)["status"], 200) << "a row that stands for no secret";
}

TEST_F(SendTestTest, SaysWhyThereIsNoAnswer) {
  script_ = [](const FakeTransport::Sent&) { return testing::Refused(); };
  const Json answer = Send(Request());
  EXPECT_EQ(status_.code, CallCode::kUnavailable);
  EXPECT_EQ(answer["status"], 0);
  EXPECT_THAT(answer["message"].get<std::string>(), HasSubstr("could not connect"));
  script_ = [](const FakeTransport::Sent&) { return testing::Hanging(); };
  EXPECT_TRUE(Send(Request(), 100).is_null());
  EXPECT_EQ(status_.code, CallCode::kTimeout);
}

TEST_F(SendTestTest, HidesAKeyInTheNameOfAHeader) {
  ASSERT_TRUE(destination_
                  ->Configure(testing::DocumentWithKey("key-0123456789-abcdef",
                                                       R"("endpoint":"create_product")"))
                  .ok());
  script_ = [](const FakeTransport::Sent&) {
    Reply reply = Answered(200);
    reply.exchange.headers = {{"x-key-0123456789-abcdef", "1"}, {"x-b", "key-0123456789-abcdef"}};
    return reply;
  };
  EXPECT_EQ(Send(Request())["headers"],
            Json({{"x-*********************", "1"}, {"x-b", "*********************"}}));
}

TEST_F(SendTestTest, WorksWhileInactiveAndHidesAKeyThatComesBack) {
  EXPECT_TRUE(destination_->SetActive(false).ok());
  script_ = [](const FakeTransport::Sent&) { return Answered(400, "key k-secret"); };
  EXPECT_EQ(Send(Request())["body"], "key ********");
}

}  // namespace
}  // namespace inflow

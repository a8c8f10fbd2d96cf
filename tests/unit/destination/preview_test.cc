// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

class PreviewTest : public DestinationTest {
 protected:
  Json Preview(const std::vector<std::string>& records, const std::string& route = "") {
    const testing::Records block(records);
    HostBatch batch;
    batch.records = block.Block();
    batch.route = route;
    std::string text;
    status_ = destination_->Preview(batch, &text);
    return text.empty() ? Json() : Json::parse(text);
  }
  CallStatus status_;
};

TEST_F(PreviewTest, ShowsEveryRequestAsItWouldBeSent) {
  Configure(
      R"("endpoint":"create_product","batching":{"enabled":true,"size":2},"request_headers":{"X-A":"{record.a}"})");
  const std::vector<std::string> records = {R"({"a":1})", R"({"a":2})", R"({"a":1,"b":12.50})",
                                            R"({"a":1})"};
  const Json preview = Preview(records);
  ASSERT_TRUE(status_.ok()) << status_.message;
  ASSERT_EQ(preview["requests"].size(), 3u);
  const Json& first = preview["requests"][0];
  EXPECT_EQ(first["method"], "POST");
  EXPECT_EQ(first["url"], "http://127.0.0.1:9/7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11/products");
  EXPECT_EQ(first["body"], R"([{"a":1},{"a":1,"b":12.50}])");
  EXPECT_EQ(first["records"], Json({0, 2}));
  EXPECT_EQ(first["headers"], Json({{"Accept", "application/json;version=2025-06-24"},
                                    {"Content-Type", "application/json"},
                                    {"X-A", "1"},
                                    {"Authorization", "Bearer ********"}}));
  EXPECT_TRUE(transport_->sent.empty());
  EXPECT_EQ(destination_->GetStats().counters.accepted, 0u);
  EXPECT_TRUE(Write(records).ok());
  EXPECT_TRUE(destination_->Flush(-1).ok());
  std::vector<std::string> bodies;
  for (const Json& request : preview["requests"]) bodies.push_back(request["body"]);
  EXPECT_EQ(Bodies(), bodies);
}

TEST_F(PreviewTest, TellsWhichRecordsWouldBeRefused) {
  Configure(R"("endpoint":"update_product","parameters":{"id":"{record.id}"})");
  const Json preview = Preview({"{}", R"({"id":"a"})", "7"});
  EXPECT_EQ(preview["requests"].size(), 1u);
  EXPECT_EQ(preview["refused"][0],
            Json({{"id", 0}, {"message", "the record lacks the attribute \"id\""}}));
  EXPECT_EQ(preview["refused"][1]["id"], 2);
}

TEST_F(PreviewTest, WorksWhileInactiveAndWithRecordsPending) {
  Configure(
      R"("endpoint":"create_product","active":false,"routes":{"c":{"endpoint":"create_customer"}})");
  EXPECT_THAT(Preview({"{}"}, "c")["requests"][0]["url"].get<std::string>(),
              HasSubstr("/customers"));
  EXPECT_EQ(Preview({"{}"}, "c")["requests"][0]["route"], "c");
  EXPECT_TRUE(destination_->SetActive(true).ok());
  script_ = [](const testing::FakeTransport::Sent&) { return testing::Hanging(); };
  Write({"{}"}, 0);
  EXPECT_EQ(Preview({"{}"})["requests"][0]["records"], Json::array({0U}))
      << "as a fresh handle counts";
  EXPECT_EQ(destination_->pending(), 1u);
}

TEST_F(PreviewTest, RefusesWhatWriteBatchWouldRefuse) {
  Configure(R"("endpoint":"create_product","queue":{"max_records":1})");
  Preview({"{}", "{}"});
  EXPECT_EQ(status_.code, CallCode::kInvalidArgument);
  Preview({"{}"}, "nowhere");
  EXPECT_EQ(status_.code, CallCode::kInvalidArgument);
}

TEST_F(PreviewTest, MasksTheKeyWhereverItStands) {
  const std::string key = "key-0123456789-abcdef";
  const std::string rest =
      R"("endpoint":{"method":"POST","url":"/{companyId}/x?a=%6b)" + key.substr(1) + R"("},)" +
      R"("request_headers":{"X-Key":")" + key + R"(","X-)" + key +
      R"(":"1"},"map":{"a":"{record.a}","k":")" + key +
      R"("},"response_webhook":{"url":"https://hook","secret":"secret-of-the-hook","headers":{"X-A":"token-of-the-hook"}})";
  ASSERT_TRUE(destination_->Configure(testing::DocumentWithKey(key, rest)).ok());
  const Json preview =
      Preview({R"({"a":"secret-of-the-hook token-of-the-hook KEY\u002D0123456789-ABCDEF"})"});
  const Json& request = preview["requests"][0];
  const std::string mask(key.size(), '*');
  EXPECT_EQ(request["headers"]["X-Key"], mask);
  EXPECT_EQ(request["headers"]["X-" + mask], "1");
  EXPECT_THAT(request["url"].get<std::string>(), HasSubstr("/x?a=**" + mask));
  EXPECT_EQ(request["body"], R"({"a":"****************** ***************** )" + mask +
                                 R"(*****","k":")" + mask + "\"}");
  EXPECT_TRUE(Write({R"({"a":1})"}).ok());
  EXPECT_EQ(transport_->sent[0].body, R"({"a":1,"k":")" + key + "\"}") << "what is sent holds it";
}

TEST_F(PreviewTest, MasksTheKeyInARefusal) {
  const std::string key = "key-0123456789-abcdef";
  ASSERT_TRUE(destination_
                  ->Configure(testing::DocumentWithKey(
                      key, R"("endpoint":"update_product","parameters":{"id":"{record.id}"})"))
                  .ok());
  const Json preview = Preview({R"({"id":"a","key-0123456789-abcdef":1})",
                                R"({"key-0123456789-abcdef":1,"key-0123456789-abcdef":2})"});
  EXPECT_EQ(preview.dump().find(key), std::string::npos) << preview;
  ASSERT_FALSE(preview["refused"].empty());
  EXPECT_THAT(preview["refused"][0]["message"].get<std::string>(),
              HasSubstr(std::string(key.size(), '*')));
}

TEST_F(PreviewTest, ADeleteHasNoBody) {
  Configure(R"("endpoint":"delete_webhook","parameters":{"id":"{record.id}"})");
  const Json preview =
      Preview({R"({"id":"5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f"})", R"({"id":"7"})"});
  EXPECT_TRUE(preview["requests"][0]["body"].is_null()) << preview;
  EXPECT_EQ(preview["refused"][0]["message"],
            "the parameter \"id\" is \"7\", and the published API wants a GUID there");
}

}  // namespace
}  // namespace inflow

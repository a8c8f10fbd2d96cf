// SPDX-License-Identifier: Apache-2.0
#include "plugin/webhook/envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace inflow {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class EnvelopeTest : public ::testing::Test {
 protected:
  EnvelopeTest() {
    call_.method = HttpMethod::kPost;
    call_.url = std::make_shared<const std::string>(
        "https://cloudapi.inflowinventory.com/7d9c2d0e/products");
    items_[0].id = 7;
    items_[1].id = 8;
    for (Item& item : items_) list_.Append(&item);
    exchange_.status = 201;
    exchange_.wrote = true;
    exchange_.elapsed = std::chrono::microseconds(141'900);
    exchange_.headers = {{"content-type", "application/json"},
                         {"set-cookie", "session=1"},
                         {"x-ratelimit-limit", "3/1000"}};
    exchange_.body = R"({"name":"Ladder"})";
  }
  std::string Build() const {
    return BuildEnvelope({.request_id = 12,
                          .attempt = 2,
                          .call = &call_,
                          .items = &list_,
                          .exchange = &exchange_,
                          .ended = 1'795'576'680'141});
  }
  Json Parsed() const { return Json::parse(Build()); }

  HttpCall call_;
  std::array<Item, 2> items_;
  ItemList list_;
  Exchange exchange_;
};

TEST_F(EnvelopeTest, HasAlwaysTheSameForm) {
  EXPECT_EQ(
      Build(),
      R"({"request_id":12,"attempt":2,"method":"POST","url":"https://cloudapi.inflowinventory.com/7d9c2d0e/products",)"
      R"("record_ids":[7,8],"status":201,"error":null,)"
      R"("headers":{"content-type":"application/json","x-ratelimit-limit":"3/1000"},)"
      R"("body":"{\"name\":\"Ladder\"}","body_truncated":false,)"
      R"("started":"2026-11-25T03:18:00.000Z","ended":"2026-11-25T03:18:00.141Z","elapsed_ms":141})");
}

TEST_F(EnvelopeTest, KeepsLargeIdsAndStrangeText) {
  items_[0].id = 18446744073709551615u;
  exchange_.body = "a\"b\\\n\x01 \xC3\xA9";
  EXPECT_EQ(Parsed()["record_ids"][0], 18446744073709551615u);
  EXPECT_EQ(Parsed()["body"], exchange_.body);
}

TEST_F(EnvelopeTest, IsTheExampleOfTheDocument) {
  std::ostringstream text;
  text << std::ifstream(INFLOW_SOURCE_DIR "/docs/webhook.md").rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("\n" + Build() + "\n"));
}

TEST_F(EnvelopeTest, SaysWhyNoAnswerCame) {
  exchange_ = Exchange();
  exchange_.wrote = true;
  exchange_.failure = Failure::kTimedOut;
  EXPECT_EQ(Parsed()["status"], 0);
  EXPECT_EQ(Parsed()["error"], "no answer came in time");
  exchange_.detail = "the service sent nothing for 30 s";
  EXPECT_EQ(Parsed()["error"], "the service sent nothing for 30 s");
}

TEST_F(EnvelopeTest, NamesNoHeaderTwice) {
  exchange_.headers = {{"date", "first"}, {"date", "second"}, {"location", "\xFF"}};
  EXPECT_THAT(Build(), HasSubstr(R"("headers":{"date":"first","location":")"
                                 "\xEF\xBF\xBD"
                                 R"("})"));
}

TEST_F(EnvelopeTest, WritesABodyThatIsNoTextInBase64) {
  exchange_.body = "\xFF\x01z";
  EXPECT_EQ(Parsed()["body_base64"], "/wF6");
  EXPECT_FALSE(Parsed().contains("body"));
}

TEST_F(EnvelopeTest, CutsALongBodyBetweenCharacters) {
  exchange_.body.assign(kMaxEnvelopeBody - 1, 'x');
  exchange_.body += "\xC3\xA9 and more";
  EXPECT_EQ(Parsed()["body"], std::string(kMaxEnvelopeBody - 1, 'x'));
  EXPECT_EQ(Parsed()["body_truncated"], true);
  exchange_.body.resize(kMaxEnvelopeBody - 1);
  EXPECT_EQ(Parsed()["body_truncated"], false);
}

TEST_F(EnvelopeTest, SaysThatABodyDidNotArriveWhole) {
  exchange_.cut = true;
  EXPECT_EQ(Parsed()["body_truncated"], true);
  EXPECT_EQ(Parsed()["error"], "the answer's body did not arrive whole");
}

}  // namespace
}  // namespace inflow

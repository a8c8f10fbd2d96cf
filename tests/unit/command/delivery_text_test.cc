// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/webhook/delivery_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Post Envelope() {
  Post post;
  post.headers = {
      {"x-inflow-request-id", "12"}, {"x-inflow-attempt", "2"}, {"x-inflow-status", "201"}};
  post.body =
      R"({"request_id":12,"method":"POST","url":"https://x/products","record_ids":[7,8],"error":null,"body":"{\"name\":\"Ladder\"}"})";
  return post;
}

// As docs/webhook.md computes it, with the secret "s3cret".
Post Signed(std::string stamp = "1000") {
  Post post;
  post.body = "{}";
  post.headers = {{"x-inflow-timestamp", std::move(stamp)},
                  {"x-inflow-signature",
                   "sha256=ba0820710ec0b179a7a98a686fdab3bfc9f3e3d02e89561ab1db87bef26581bb"}};
  return post;
}

TEST(DeliveryText, SaysWhichRequestItIsAndShowsTheAnswer) {
  EXPECT_EQ(DeliveryText(Envelope(), Signature::kUnchecked, "14:03:22", false),
            "14:03:22  request 12  attempt 2  status 201  records 7, 8  POST https://x/products\n"
            "{\"name\":\"Ladder\"}\n");
  EXPECT_EQ(
      DeliveryText(Envelope(), Signature::kWrong, "", true),
      "request 12  attempt 2  status 201  records 7, 8  POST https://x/products  signature wrong\n"
      "{\n  \"name\": \"Ladder\"\n}\n");
}

TEST(DeliveryText, WhatTheNetworkSendsIsNotObeyedByATerminal) {
  Post post = Envelope();
  post.headers[0].second = "12\x1b]0;x\x07";
  post.body =
      "a\x1b[2J\x7f\xc2\x9b"
      "b\r\nc\xff";
  const std::string text = DeliveryText(post, Signature::kUnchecked, "t", true);
  EXPECT_EQ(text, "t  request 12?]0;x?  attempt 2  status 201\na?[2J??b?\nc\xef\xbf\xbd\n");
  post.body = "{\"a\":\"\\u009b1m\\u001b\"}";
  EXPECT_THAT(DeliveryText(post, Signature::kUnchecked, "t", true), Not(HasSubstr("\xc2\x9b")));
}

TEST(DeliveryText, ALongAnswerIsCutAndSaysSo) {
  Post post;
  post.body = std::string(20'000, 'a');
  EXPECT_THAT(DeliveryText(post, Signature::kUnchecked, "t", false),
              HasSubstr("a\n… and 3616 bytes more\n"));
}

TEST(DeliveryJson, IsOneLineWithTheBodyAsItWasPosted) {
  const auto line =
      nlohmann::json::parse(DeliveryJson(Envelope(), Signature::kGenuine, "2026-11-30T13:03:22Z"));
  EXPECT_EQ(line["received"], "2026-11-30T13:03:22Z");
  EXPECT_EQ(line["request_id"], "12");
  EXPECT_EQ(line["status"], "201");
  EXPECT_EQ(line["signature"], "genuine");
  EXPECT_EQ(line["body"]["record_ids"], nlohmann::json({7, 8}));
  Post post;
  post.body = "no\njson\xff";
  const std::string text = DeliveryJson(post, Signature::kUnchecked, "t");
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(text)["body"], "no\njson\xef\xbf\xbd");
}

TEST(CheckSignature, JudgesWithTheSecret) {
  EXPECT_EQ(CheckSignature("", Signed(), 1000), Signature::kUnchecked);
  EXPECT_EQ(CheckSignature("s3cret", Envelope(), 1000), Signature::kMissing);
  EXPECT_EQ(CheckSignature("s3cret", Signed(), 1300), Signature::kGenuine);
  EXPECT_EQ(CheckSignature("s3cret", Signed(), 1301), Signature::kOld);
  EXPECT_EQ(CheckSignature("s3cret", Signed(), 699), Signature::kOld);
  EXPECT_EQ(CheckSignature("other", Signed(), 1000), Signature::kWrong);
  EXPECT_EQ(CheckSignature("s3cret", Signed("1001"), 1000), Signature::kWrong);
  Post changed = Signed();
  changed.body = "{ }";
  EXPECT_EQ(CheckSignature("s3cret", changed, 1000), Signature::kWrong);
}

}  // namespace
}  // namespace inflow::command

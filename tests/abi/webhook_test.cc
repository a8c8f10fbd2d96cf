// SPDX-License-Identifier: Apache-2.0
//
// The response webhook over real sockets: what arrives there, and that whatever it does the records
// are delivered.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <cctype>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"
#include "tests/support/fault_server.h"

namespace inflow::test {
namespace {

using testing::FaultServer;
using testing::Script;

constexpr std::string_view kSecret = "sesame";

std::string Sha256(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EXPECT_EQ(EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr), 1);
  return {digest.begin(), digest.begin() + length};
}

// Hmac is RFC 2104 over SHA-256, for keys of at most a block.
std::string Hmac(std::string_view key, const std::string& text) {
  std::string inner(64, '\x36');
  std::string outer(64, '\x5c');
  for (size_t i = 0; i < key.size(); ++i) {
    inner[i] = static_cast<char>(inner[i] ^ key[i]);
    outer[i] = static_cast<char>(outer[i] ^ key[i]);
  }
  std::string hex;
  for (const char c : Sha256(outer.append(Sha256(inner.append(text))))) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 0xF];
  }
  return hex;
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string Header(const std::string& request, const std::string& name) {
  const std::string wanted = std::string("\r\n").append(name).append(": ");
  const size_t at = Lower(request).find(Lower(wanted));
  if (at == std::string::npos) return {};
  const size_t begin = at + wanted.size();
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

std::string Body(const std::string& request) {
  return request.substr(request.find("\r\n\r\n") + 4);
}

void Note(void* ctx, int32_t, const char*, const char* message, size_t length) {
  static_cast<std::vector<std::string>*>(ctx)->emplace_back(message, length);
}

Script Taking() { return Script().ReadRequest().Send(testing::Answer(204, "")).Repeat(); }

// Scene is a service that answers all records well, quoting the API key, and a handle whose webhook
// is elsewhere.
class WebhookSockets : public ::testing::Test {
 protected:
  WebhookSockets() {
    service_.Answer([](const Arrival&, httplib::Response& response) {
      response.set_content(std::string(R"({"echo":")").append(kApiKey).append("\"}"),
                           "application/json");
    });
    host_.log = &Note;
    host_.ctx = &log_;
  }

  void Open(const std::string& url, const std::string& members = "") {
    handle_ = std::make_unique<Handle>(&host_);
    std::string webhook = R"("response_webhook":{"url":")";
    webhook.append(url).append("\"").append(members).append("}");
    const Answer answer = handle_->Configure(ConfigFor(service_.base_url(), webhook));
    ASSERT_EQ(answer.status, DESTINATION_OK) << answer.detail;
  }

  // Deliver writes records and sees to it that all are delivered, not waiting for the webhook.
  void Deliver(size_t count) {
    Records records(std::vector<std::string>(count, R"({"name":"Tea"})"));
    ASSERT_EQ(handle_->Write(records).answer.status, DESTINATION_OK);
    while (handle_->Stats().pending > 0) ASSERT_EQ(handle_->Poll().answer.status, DESTINATION_OK);
    ASSERT_EQ(handle_->Stats().delivered, count);
  }

  void Flush() { EXPECT_EQ(handle_->Flush().answer.status, DESTINATION_OK); }

  void ExpectCounts(uint64_t delivered, uint64_t failed, uint64_t pending) {
    const destination_stats_data stats = handle_->Stats();
    EXPECT_EQ(stats.webhook_delivered, delivered);
    EXPECT_EQ(stats.webhook_failed, failed);
    EXPECT_EQ(stats.webhook_pending, pending);
  }

  // PostsReach drives the handle until the webhook holds `count` whole posts.
  void PostsReach(const FaultServer& hook, size_t count) {
    while (hook.Requests().size() < count)
      ASSERT_EQ(handle_->Poll(0).answer.status, DESTINATION_OK);
  }

  std::string LastWord() {
    handle_->Close();
    return log_.empty() ? std::string() : log_.back();
  }

  Responder service_;
  destination_host host_ = DESTINATION_HOST_INIT;
  std::vector<std::string> log_;
  std::unique_ptr<Handle> handle_;
};

TEST_F(WebhookSockets, GetsASignedEnvelope) {
  const FaultServer hook({Taking(), Taking()});
  Open(hook.Url("/answers"), R"(,"headers":{"X-Shop":"Oslo"},"secret":"sesame")");
  Deliver(2);
  Flush();
  ExpectCounts(2, 0, 0);
  ASSERT_EQ(hook.Requests().size(), 2u);
  for (const std::string& post : hook.Requests()) {
    EXPECT_EQ(post.substr(0, post.find("\r\n")), "POST /answers HTTP/1.1");
    EXPECT_EQ(Header(post, "X-Shop"), "Oslo");
    EXPECT_EQ(Header(post, "X-Inflow-Status"), "200");
    const std::string signature = std::string("sha256=").append(
        Hmac(kSecret, Header(post, "X-Inflow-Timestamp") + "." + Body(post)));
    EXPECT_EQ(Header(post, "X-Inflow-Signature"), signature);
    const auto envelope = nlohmann::json::parse(Body(post));
    EXPECT_EQ(envelope["status"], 200);
    EXPECT_EQ(envelope["body"],
              std::string(R"({"echo":")").append(kApiKey.size(), '*').append("\"}"));
    EXPECT_EQ(envelope["record_ids"].size(), 1u);
  }
}

TEST_F(WebhookSockets, NeverGetsTheCredential) {
  const FaultServer hook({Taking(), Taking()});
  for (const char* payload : {"envelope", "response"}) {
    Open(hook.Url("/"), std::string(R"(,"payload":")").append(payload).append("\""));
    Deliver(1);
    Flush();
    handle_->Close();
  }
  ASSERT_EQ(hook.Requests().size(), 2u);
  for (const std::string& post : hook.Requests()) {
    EXPECT_EQ(post.find(kApiKey), std::string::npos);
    EXPECT_EQ(Header(post, "Authorization"), "");
    EXPECT_EQ(Header(post, "X-Inflow-Signature"), "");
  }
}

TEST_F(WebhookSockets, GetsTheAnswersOwnBody) {
  service_.Answer([](const Arrival&, httplib::Response& response) {
    response.set_content(R"(["own"])", "application/vnd.own+json");
  });
  const FaultServer hook({Taking()});
  Open(hook.Url("/"), R"(,"payload":"response","secret":"sesame")");
  Deliver(1);
  Flush();
  ASSERT_EQ(hook.Requests().size(), 1u);
  const std::string post = hook.Requests().front();
  EXPECT_EQ(Body(post), R"(["own"])");
  EXPECT_EQ(Header(post, "Content-Type"), "application/vnd.own+json");
  EXPECT_EQ(Header(post, "X-Inflow-Signature"),
            "sha256=" + Hmac(kSecret, Header(post, "X-Inflow-Timestamp") + R"(.["own"])"));
}

TEST_F(WebhookSockets, ThatNeverAnswersHoldsUpNothingAndIsReported) {
  const FaultServer hook({Script().ReadRequest().Hang(), Script().ReadRequest().Hang()});
  Open(hook.Url("/"));
  Deliver(1);
  PostsReach(hook, 1);
  ExpectCounts(0, 0, 1);
  EXPECT_EQ(LastWord(), "1 answer could not be delivered to the response webhook");
}

TEST_F(WebhookSockets, IsTriedAgainAfterA500) {
  const FaultServer hook({Script()
                              .ReadRequest()
                              .Send(testing::Answer(500, ""))
                              .ReadRequest()
                              .Send(testing::Answer(200, "")),
                          Taking()});
  Open(hook.Url("/"));
  Deliver(1);
  Flush();
  ASSERT_EQ(hook.Requests().size(), 2u);
  EXPECT_EQ(Body(hook.Requests()[0]), Body(hook.Requests()[1]));
  ExpectCounts(1, 0, 0);
  EXPECT_EQ(service_.arrivals().size(), 1u);
  EXPECT_EQ(LastWord(), "");
}

TEST_F(WebhookSockets, IsTriedAgainAfterAReset) {
  const FaultServer hook({Script().ReadRequest().Reset(), Taking(), Taking()});
  Open(hook.Url("/"));
  Deliver(1);
  Flush();
  ASSERT_GE(hook.Requests().size(), 2u);
  ExpectCounts(1, 0, 0);
  EXPECT_EQ(service_.arrivals().size(), 1u);
}

TEST_F(WebhookSockets, WhereNothingListensIsReported) {
  Open("http://127.0.0.1:1/");
  Deliver(1);
  ExpectCounts(0, 0, 1);
  EXPECT_EQ(LastWord(), "1 answer could not be delivered to the response webhook");
}

TEST_F(WebhookSockets, ThatHangsKeepsAThousandAnswersAndCountsTheRest) {
  const FaultServer hook({Script().ReadRequest().Hang(), Script().ReadRequest().Hang()});
  Open(hook.Url("/"));
  Deliver(1010);
  ExpectCounts(0, 10, 1000);
}

}  // namespace
}  // namespace inflow::test

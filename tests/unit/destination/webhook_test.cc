// SPDX-License-Identifier: Apache-2.0
//
// The response webhook beside the delivery: it gets every answer, and holds up and fails nothing.
#include <nlohmann/json.hpp>

#include "plugin/webhook/signature.h"
#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using testing::Answered;
using ::testing::ElementsAre;
using testing::FakeTransport;
using ::testing::HasSubstr;
using ::testing::Not;

class WebhookTest : public DestinationTest {
 protected:
  WebhookTest() {
    script_ = [this](const FakeTransport::Sent& sent) {
      return IsPost(sent) ? webhook_(sent) : Answered(200, R"({"echo":"k-secret"})");
    };
  }
  void Configure(const std::string& members = "") {
    DestinationTest::Configure(
        R"("endpoint":"create_product","response_webhook":{"url":"https://hook/a","headers":{"X-A":"b"})" +
        members + "}");
  }
  static bool IsPost(const FakeTransport::Sent& sent) { return sent.url == "https://hook/a"; }
  std::vector<FakeTransport::Sent> Posts() const {
    std::vector<FakeTransport::Sent> posts;
    for (const auto& sent : transport_->sent) {
      if (IsPost(sent)) posts.push_back(sent);
    }
    return posts;
  }
  static std::string Header(const FakeTransport::Sent& sent, const std::string& name) {
    for (const std::string& line : sent.headers) {
      if (line.rfind(name + ": ", 0) == 0) return line.substr(name.size() + 2);
    }
    return "";
  }
  std::vector<uint64_t> Counts() const {
    const WebhookCounters counters = destination_->GetStats().webhook;
    return {counters.delivered, counters.failed, counters.pending};
  }
  FakeTransport::Script webhook_ = [](const FakeTransport::Sent&) { return Answered(204); };
};

TEST_F(WebhookTest, GetsEveryAnswerWithoutTheKey) {
  Configure();
  EXPECT_TRUE(Write({R"({"a":1})", R"({"a":2})"}).ok());
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED"));
  EXPECT_THAT(Counts(), ElementsAre(2, 0, 0));
  ASSERT_EQ(Posts().size(), 2u);
  for (const auto& post : Posts()) {
    EXPECT_EQ(post.method, "POST");
    EXPECT_EQ(post.authorization, "");
    EXPECT_EQ(Header(post, "X-A"), "b");
    EXPECT_EQ(Header(post, "X-Inflow-Status"), "200");
    EXPECT_EQ(Header(post, "X-Inflow-Signature"), "");
    EXPECT_THAT(post.body, Not(HasSubstr("k-secret")));
    for (const std::string& line : post.headers) EXPECT_THAT(line, Not(HasSubstr("k-secret")));
  }
  const auto envelope = nlohmann::json::parse(Posts()[1].body);
  EXPECT_EQ(envelope["record_ids"], nlohmann::json::parse("[1]"));
  EXPECT_EQ(envelope["status"], 200);
  EXPECT_EQ(destination_->GetStats().counters.requests, 2u);
}

TEST_F(WebhookTest, DoesNotGetTheKeyOfAUrlOrHeader) {
  const std::string key = "key-0123456789-abcdef";
  ASSERT_TRUE(destination_
                  ->Configure(testing::DocumentWithKey(
                      key, R"("endpoint":{"method":"POST","url":"/{companyId}/x?k=)" + key +
                               R"("},"response_webhook":{"url":"https://hook/a"})"))
                  .ok());
  script_ = [key](const FakeTransport::Sent& sent) {
    if (IsPost(sent)) return Answered(204);
    testing::Reply reply = Answered(200);
    reply.exchange.headers = {{"ratelimit-" + key, "1"}};
    return reply;
  };
  EXPECT_TRUE(Write({R"({"a":1})"}).ok());
  EXPECT_TRUE(destination_->Flush(-1).ok());
  ASSERT_EQ(Posts().size(), 1u);
  const auto envelope = nlohmann::json::parse(Posts()[0].body);
  EXPECT_THAT(envelope["url"].get<std::string>(), HasSubstr("/x?k=*********************"));
  EXPECT_EQ(envelope["headers"], nlohmann::json({{"ratelimit-*********************", "1"}}));
}

TEST_F(WebhookTest, ItsSecretsAreNotLogged) {
  Configure(R"(,"secret":"secret-of-the-hook")");
  webhook_ = [](const FakeTransport::Sent&) {
    testing::Reply reply = testing::Refused();
    reply.exchange.detail = "no host secret-of-the-hook";
    return reply;
  };
  Write({R"({"a":1})"});
  for (int attempt = 0; log_.empty() && attempt < 20; ++attempt) {
    destination_->Poll(-1);
    clock_->Advance(std::chrono::minutes(10));
  }
  ASSERT_FALSE(log_.empty());
  EXPECT_THAT(log_[0], HasSubstr("no host ******************"));
}

TEST_F(WebhookTest, SignsWhatItSends) {
  Configure(R"(,"secret":"sesame")");
  Write({R"({"a":1})"});
  destination_->Flush(-1);
  ASSERT_EQ(Posts().size(), 1u);
  const int64_t stamp = std::stoll(Header(Posts()[0], "X-Inflow-Timestamp"));
  EXPECT_EQ(Header(Posts()[0], "X-Inflow-Signature"), SignPost("sesame", stamp, Posts()[0].body));
}

TEST_F(WebhookTest, MayGetTheAnswersOwnBody) {
  Configure(R"(,"payload":"response")");
  Write({R"({"a":1})"});
  destination_->Flush(-1);
  ASSERT_EQ(Posts().size(), 1u);
  EXPECT_EQ(Posts()[0].body, R"({"echo":"********"})");
  EXPECT_EQ(Header(Posts()[0], "Content-Type"), "application/octet-stream");
}

TEST_F(WebhookTest, IsTriedAgain) {
  Configure();
  webhook_ = [this](const FakeTransport::Sent&) {
    return Answered(Posts().size() > 1 ? 200 : 500);
  };
  Write({R"({"a":1})"});
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_EQ(Posts().size(), 2u);
  EXPECT_GE(Posts()[1].at - Posts()[0].at, std::chrono::milliseconds(500));
  EXPECT_THAT(Counts(), ElementsAre(1, 0, 0));
}

TEST_F(WebhookTest, ThatNeverAnswersHoldsUpNothing) {
  Configure();
  webhook_ = [](const FakeTransport::Sent&) { return testing::Hanging(); };
  const TimePoint begin = clock_->Now();
  EXPECT_TRUE(Write({R"({"a":1})", R"({"a":2})", R"({"a":3})"}).ok());
  EXPECT_EQ(clock_->Now(), begin);
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_EQ(clock_->Now() - begin, std::chrono::seconds(5));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED", "2 DELIVERED"));
  EXPECT_THAT(Counts(), ElementsAre(0, 0, 3));
  EXPECT_TRUE(destination_->Poll(0).ok());
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_EQ(clock_->Now() - begin, std::chrono::seconds(10));
  EXPECT_TRUE(log_.empty());
  destination_->Finish();
  EXPECT_THAT(log_, ElementsAre("3 answers could not be delivered to the response webhook"));
}

TEST_F(WebhookTest, ThatIsDeadIsReportedOnce) {
  Configure();
  webhook_ = [](const FakeTransport::Sent&) { return Answered(410); };
  Write({R"({"a":1})", R"({"a":2})"});
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_THAT(Counts(), ElementsAre(0, 2, 0));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("it answered 410")));
}

TEST_F(WebhookTest, GetsNoChecks) {
  Configure();
  std::string json;
  destination_->Check(-1, &json);
  destination_->Flush(-1);
  EXPECT_TRUE(Posts().empty());
}

}  // namespace
}  // namespace inflow

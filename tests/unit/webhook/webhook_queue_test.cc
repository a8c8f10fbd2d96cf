// SPDX-License-Identifier: Apache-2.0
#include "plugin/webhook/webhook_queue.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class WebhookQueueTest : public ::testing::Test {
 protected:
  bool Add(const std::string& body = "x") {
    WebhookPost post;
    post.call.own_body = body;
    return queue_.Add(std::move(post), now_);
  }
  WebhookEnd End(uint64_t id, int status, const std::string& retry_after = "") {
    Exchange exchange;
    exchange.id = id;
    exchange.status = status;
    if (!retry_after.empty()) exchange.headers = {{"retry-after", retry_after}};
    return queue_.OnExchange(exchange, now_, 0);
  }
  std::vector<uint64_t> Counts() const {
    return {queue_.counters().delivered, queue_.counters().failed, queue_.counters().pending};
  }
  using Three = std::vector<uint64_t>;

  TimePoint now_{hours(1)};
  WebhookQueue queue_{1};
};

TEST_F(WebhookQueueTest, DeliversAtOnceAndInOrder) {
  Add("a");
  Add("b");
  WebhookPost* first = queue_.Next(now_);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->call.body(), "a");
  EXPECT_EQ(Counts(), (Three{0, 0, 2}));
  EXPECT_EQ(End(first->id, 204), WebhookEnd::kDelivered);
  EXPECT_EQ(Counts(), (Three{1, 0, 1}));
  EXPECT_EQ(queue_.Next(now_)->call.body(), "b");
}

TEST_F(WebhookQueueTest, HasTwoInFlightAtMost) {
  for (int i = 0; i < 3; ++i) Add();
  const uint64_t first = queue_.Next(now_)->id;
  ASSERT_NE(queue_.Next(now_), nullptr);
  EXPECT_EQ(queue_.Next(now_), nullptr);
  EXPECT_EQ(queue_.NextDue(), std::nullopt);
  End(first, 200);
  EXPECT_EQ(queue_.NextDue(), now_);
  EXPECT_NE(queue_.Next(now_), nullptr);
}

TEST_F(WebhookQueueTest, ItsIdsAreNeverThoseOfRequests) {
  Add();
  EXPECT_EQ(queue_.Next(now_)->id >> 63, 1u);
}

TEST_F(WebhookQueueTest, ReadsTheStatus) {
  for (const int status : {0, 408, 425, 429, 500, 503}) {
    Add();
    EXPECT_EQ(End(queue_.Next(now_)->id, status), WebhookEnd::kAgain) << status;
    now_ += minutes(1);
    End(queue_.Next(now_)->id, 200);
  }
  for (const int status : {301, 400, 401, 404, 410, 999}) {
    Add();
    EXPECT_EQ(End(queue_.Next(now_)->id, status), WebhookEnd::kGivenUp) << status;
  }
  EXPECT_EQ(Counts(), (Three{6, 6, 0}));
  EXPECT_EQ(queue_.bytes(), 0u);
  EXPECT_TRUE(queue_.empty());
}

TEST_F(WebhookQueueTest, WaitsLongerEachTimeAndGivesUpInTheEnd) {
  Add();
  Duration least = milliseconds(500);
  for (int attempt = 1; attempt < WebhookLimits().max_attempts; ++attempt) {
    EXPECT_EQ(End(queue_.Next(now_)->id, 500), WebhookEnd::kAgain);
    const Duration wait = *queue_.NextDue() - now_;
    EXPECT_GE(wait, std::min<Duration>(least, minutes(5) / 2));
    EXPECT_LE(wait, std::min<Duration>(2 * least, minutes(5)));
    EXPECT_EQ(queue_.Next(now_ + wait - milliseconds(1)), nullptr);
    now_ += wait;
    least *= 2;
  }
  EXPECT_EQ(End(queue_.Next(now_)->id, 500), WebhookEnd::kGivenUp);
  EXPECT_EQ(Counts(), (Three{0, 1, 0}));
}

TEST_F(WebhookQueueTest, HonoursRetryAfterWithinItsCap) {
  Add();
  End(queue_.Next(now_)->id, 503, "100");
  EXPECT_EQ(*queue_.NextDue() - now_, seconds(100));
  now_ += seconds(100);
  End(queue_.Next(now_)->id, 429, "86400");
  EXPECT_EQ(*queue_.NextDue() - now_, minutes(5));
}

TEST_F(WebhookQueueTest, GivesUpWhatIsTooOld) {
  Add();
  const uint64_t id = queue_.Next(now_)->id;
  now_ += hours(1);
  EXPECT_EQ(End(id, 500), WebhookEnd::kGivenUp);
}

TEST_F(WebhookQueueTest, IsBoundedByCount) {
  for (size_t i = 0; i < WebhookLimits().max_posts; ++i) ASSERT_TRUE(Add());
  EXPECT_FALSE(Add());
  EXPECT_EQ(Counts(), (Three{0, 1, 1000}));
}

TEST_F(WebhookQueueTest, IsBoundedByBytes) {
  const std::string body(3u << 20, 'x');
  EXPECT_TRUE(Add(body));
  EXPECT_TRUE(Add(body));
  EXPECT_FALSE(Add(body));
  EXPECT_TRUE(Add());
  EXPECT_EQ(Counts(), (Three{0, 1, 3}));
  End(queue_.Next(now_)->id, 200);
  EXPECT_TRUE(Add(body));
}

TEST_F(WebhookQueueTest, AnUnknownExchangeChangesNothing) {
  Add();
  EXPECT_EQ(End(WebhookQueue::kIdBit + 99, 200), WebhookEnd::kUnknown);
  EXPECT_EQ(Counts(), (Three{0, 0, 1}));
}

}  // namespace
}  // namespace inflow

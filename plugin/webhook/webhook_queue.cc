// SPDX-License-Identifier: Apache-2.0
#include "plugin/webhook/webhook_queue.h"

#include <algorithm>

#include "plugin/retry/classify.h"

namespace inflow {
namespace {

enum class Answer : uint8_t { kTaken, kAgain, kRefused };

// ReadAnswer has no retrying default for an answer; where none came, the webhook may be away for a
// while.
Answer ReadAnswer(const Exchange& exchange) {
  switch (exchange.status) {
    case 0:
    case 408:
    case 425:
    case 429:
      return Answer::kAgain;
    default:
      if (exchange.status / 100 == 2) return Answer::kTaken;
      return exchange.status / 100 == 5 ? Answer::kAgain : Answer::kRefused;
  }
}

}  // namespace

WebhookQueue::WebhookQueue(uint64_t seed, const WebhookLimits& limits)
    : limits_(limits), backoff_(limits.initial_backoff, limits.max_backoff, seed) {}

bool WebhookQueue::Add(WebhookPost post, TimePoint now) {
  const size_t bytes = post.bytes();
  if (counters_.pending >= limits_.max_posts || bytes > limits_.max_bytes - bytes_) {
    CountLost();
    return false;
  }
  Posts one;
  one.push_back(std::move(post));
  one.front().id = next_id_++;
  one.front().made = now;
  one.front().due = now;
  bytes_ += bytes;
  ++counters_.pending;
  waiting_.splice(waiting_.end(), one);
  Wait(std::prev(waiting_.end()));
  return true;
}

// Wait puts a post of the waiting ones behind those that are due earlier or at the same time.
void WebhookQueue::Wait(Posts::iterator post) noexcept {
  Posts one;
  one.splice(one.end(), waiting_, post);
  auto after = waiting_.end();
  while (after != waiting_.begin() && std::prev(after)->due > post->due) --after;
  waiting_.splice(after, one);
}

WebhookPost* WebhookQueue::Next(TimePoint now) noexcept {
  if (waiting_.empty() || waiting_.front().due > now || in_flight_.size() >= limits_.max_in_flight)
    return nullptr;
  in_flight_.splice(in_flight_.end(), waiting_, waiting_.begin());
  WebhookPost& post = in_flight_.back();
  ++post.attempts;
  return &post;
}

WebhookEnd WebhookQueue::OnExchange(const Exchange& exchange, TimePoint now,
                                    WallMillis wall) noexcept {
  const auto post = std::find_if(in_flight_.begin(), in_flight_.end(),
                                 [&](const auto& p) { return p.id == exchange.id; });
  if (post == in_flight_.end()) return WebhookEnd::kUnknown;
  const Answer answer = ReadAnswer(exchange);
  if (answer == Answer::kTaken) {
    End(post, &counters_.delivered);
    return WebhookEnd::kDelivered;
  }
  Duration wait = backoff_.Next(post->attempts);
  if (const std::optional<std::string_view> value = FindHeader(exchange, "retry-after")) {
    const std::optional<Duration> asked = ParseRetryAfter(*value, wall);
    if (asked) wait = std::max(wait, std::min(*asked, limits_.max_backoff));
  }
  const TimePoint due = now + wait;
  if (answer == Answer::kRefused || post->attempts >= limits_.max_attempts ||
      due > post->made + limits_.max_age) {
    End(post, &counters_.failed);
    return WebhookEnd::kGivenUp;
  }
  post->due = due;
  waiting_.splice(waiting_.end(), in_flight_, post);
  Wait(post);
  return WebhookEnd::kAgain;
}

void WebhookQueue::End(Posts::iterator post, uint64_t* counter) noexcept {
  bytes_ -= post->bytes();
  --counters_.pending;
  ++*counter;
  in_flight_.erase(post);
}

std::optional<TimePoint> WebhookQueue::NextDue() const noexcept {
  if (waiting_.empty() || in_flight_.size() >= limits_.max_in_flight) return std::nullopt;
  return waiting_.front().due;
}

}  // namespace inflow

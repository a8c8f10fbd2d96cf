// SPDX-License-Identifier: Apache-2.0
//
// File: webhook_queue.h
//
// Posts that wait for the response webhook, as a state machine without I/O or clock. It is bounded:
// what does not fit is failed at once, since nothing may be held up by a webhook. Every post ends
// as delivered or failed, or is pending.
//
//   queue.Add(post, now);
//   while (const WebhookPost* post = queue.Next(now)) start post->id on the transport
//   if (queue.OnExchange(exchange, now, wall) == WebhookEnd::kGivenUp) say so
#ifndef PLUGIN_WEBHOOK_WEBHOOK_QUEUE_H_
#define PLUGIN_WEBHOOK_WEBHOOK_QUEUE_H_

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/clock/clock.h"
#include "plugin/http/http_call.h"
#include "plugin/redact/redactor.h"
#include "plugin/retry/backoff.h"

namespace inflow {

// WebhookTarget is where posts go. Posts keep the one that they were made for, whatever is
// configured later.
struct WebhookTarget {
  std::shared_ptr<const std::string> url;
  std::vector<std::string> headers;  // complete lines; the values are secret
  std::string secret;                // empty: posts are not signed
  bool envelope = true;              // false: the answer's own body
  std::shared_ptr<const Redactor>
      redactor{};  // of secrets that a request's URL may hold; null: of none
};

struct WebhookPost {
  uint64_t id = 0;  // of the exchanges, given by the queue
  std::shared_ptr<const WebhookTarget> target;
  HttpCall call;  // the queue's bound counts its body
  std::string content_type;
  uint64_t request_id = 0;
  uint32_t request_attempt = 1;
  int request_status = 0;
  // Kept by the queue.
  int attempts = 0;
  TimePoint made;
  TimePoint due;

  size_t bytes() const { return sizeof *this + call.body().size() + content_type.size(); }
};

struct WebhookLimits {
  size_t max_posts = 1000;
  size_t max_bytes = 8u << 20;
  size_t max_in_flight = 2;
  int max_attempts = 10;
  Duration max_age = std::chrono::hours(1);  // no attempt begins later
  Duration initial_backoff = std::chrono::seconds(1);
  Duration max_backoff = std::chrono::minutes(5);  // and the longest Retry-After that is honoured
};

struct WebhookCounters {
  uint64_t delivered = 0;
  uint64_t failed = 0;  // given up, or never taken for want of room
  uint64_t pending = 0;
};

enum class WebhookEnd : uint8_t { kDelivered, kAgain, kGivenUp, kUnknown };

class WebhookQueue {
 public:
  // Ids of webhook posts have this bit, so that they are never those of requests.
  static constexpr uint64_t kIdBit = uint64_t{1} << 63;

  explicit WebhookQueue(uint64_t seed, const WebhookLimits& limits = {});

  // Add takes a post that is due at once; false where there is no room, and the post is counted as
  // failed. On std::bad_alloc nothing was counted.
  bool Add(WebhookPost post, TimePoint now);

  // CountLost counts a post that could not even be made.
  void CountLost() noexcept { ++counters_.failed; }

  // Next returns a post that is due and counts it as in flight, nullptr where there is none. It
  // lives until its exchange is handed in.
  WebhookPost* Next(TimePoint now) noexcept;

  // OnExchange takes what came of a post in flight. `wall` serves Retry-After dates.
  WebhookEnd OnExchange(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept;

  // NextDue is when Next will return something; nullopt where that waits for an exchange or for
  // nothing.
  std::optional<TimePoint> NextDue() const noexcept;

  bool empty() const { return waiting_.empty() && in_flight_.empty(); }
  size_t bytes() const { return bytes_; }
  const WebhookCounters& counters() const { return counters_; }

 private:
  using Posts = std::list<WebhookPost>;  // moved between lists by splicing, which cannot fail
  void End(Posts::iterator post, uint64_t* counter) noexcept;
  void Wait(Posts::iterator post) noexcept;

  WebhookLimits limits_;
  Backoff backoff_;
  uint64_t next_id_ = kIdBit;
  Posts waiting_;  // ascending due
  Posts in_flight_;
  size_t bytes_ = 0;
  WebhookCounters counters_;
};

}  // namespace inflow

#endif  // PLUGIN_WEBHOOK_WEBHOOK_QUEUE_H_

// SPDX-License-Identifier: Apache-2.0
//
// Whatever happens, the queue stays within its bounds, and every post is delivered, failed or
// pending, once.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "plugin/webhook/webhook_queue.h"

namespace inflow {
namespace {

RC_GTEST_PROP(WebhookQueueProperty, EveryPostEndsOnceAndTheBoundsHold, ()) {
  WebhookLimits limits;
  limits.max_posts = *rc::gen::inRange<size_t>(1, 6);
  limits.max_bytes = *rc::gen::inRange<size_t>(300, 2000);
  limits.max_attempts = *rc::gen::inRange(1, 4);
  limits.max_age = std::chrono::seconds(*rc::gen::inRange(1, 10));
  WebhookQueue queue(*rc::gen::arbitrary<uint64_t>(), limits);
  TimePoint now{std::chrono::hours(1)};
  uint64_t added = 0, delivered = 0, given_up = 0, refused = 0;
  std::map<uint64_t, int> in_flight;  // id → attempts
  for (const int step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 400))) {
    switch (step % 4) {
      case 0: {
        WebhookPost post;
        post.call.own_body.assign(static_cast<size_t>(step), 'x');
        ++added;
        refused += queue.Add(std::move(post), now) ? 0 : 1;
        break;
      }
      case 1:
        if (WebhookPost* post = queue.Next(now)) {
          RC_ASSERT(post->due <= now);
          RC_ASSERT(in_flight.emplace(post->id, post->attempts).second);
        }
        break;
      case 2: {
        if (in_flight.empty()) break;
        static constexpr int kStatuses[] = {0, 200, 404, 500, 503};
        Exchange exchange;
        exchange.id = step % 8 == 2 ? in_flight.begin()->first : in_flight.rbegin()->first;
        exchange.status = kStatuses[static_cast<size_t>(step) % 5];
        const int attempts = in_flight[exchange.id];
        const WebhookEnd end = queue.OnExchange(exchange, now, 0);
        RC_ASSERT(end != WebhookEnd::kUnknown);
        RC_ASSERT(end != WebhookEnd::kAgain || attempts < limits.max_attempts);
        delivered += end == WebhookEnd::kDelivered ? 1 : 0;
        given_up += end == WebhookEnd::kGivenUp ? 1 : 0;
        in_flight.erase(exchange.id);
        break;
      }
      default:
        now += std::chrono::milliseconds(step * 10);
    }
    RC_ASSERT(queue.bytes() <= limits.max_bytes);
    RC_ASSERT(queue.counters().pending <= limits.max_posts);
    RC_ASSERT(in_flight.size() <= limits.max_in_flight);
    RC_ASSERT(queue.counters().delivered == delivered);
    RC_ASSERT(queue.counters().failed == given_up + refused);
    RC_ASSERT(added == delivered + given_up + refused + queue.counters().pending);
    RC_ASSERT(queue.empty() == (queue.counters().pending == 0));
  }
}

}  // namespace
}  // namespace inflow

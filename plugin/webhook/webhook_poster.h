// SPDX-License-Identifier: Apache-2.0
//
// File: webhook_poster.h
//
// Posts what became of calls to the response webhook, on the runner's transport and loop but on a
// schedule of its own. Nothing that happens here, not even want of memory, reaches the delivery of
// records.
#ifndef PLUGIN_WEBHOOK_WEBHOOK_POSTER_H_
#define PLUGIN_WEBHOOK_WEBHOOK_POSTER_H_

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "plugin/log/log.h"
#include "plugin/transport/transport.h"
#include "plugin/webhook/envelope.h"
#include "plugin/webhook/webhook_queue.h"

namespace inflow {

class WebhookPoster {
 public:
  static constexpr Duration kTimeout = std::chrono::seconds(10);  // of one post

  // Transport and log are borrowed and outlive the poster.
  WebhookPoster(Transport* transport, const Log* log, uint64_t seed)
      : transport_(transport), log_(log), queue_(seed) {}

  // SetTarget applies to calls that end later; null: they are not posted.
  void SetTarget(std::shared_ptr<const WebhookTarget> target) { target_ = std::move(target); }

  // Add queues what became of a call, if it was written. Of answers only where the target wants
  // their own bodies.
  void Add(const WebhookCall& call, TimePoint now) noexcept;

  // StartDue starts the posts that are due. `driven` is the runner's clock that stands still
  // between calls of the host.
  void StartDue(TimePoint now, WallMillis wall, Duration driven) noexcept;

  // Owns tells whether an exchange is a post's; OnExchange takes its end.
  static bool Owns(uint64_t id) { return (id & WebhookQueue::kIdBit) != 0; }
  void OnExchange(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept;

  // Expire aborts the posts that have taken too long.
  void Expire(TimePoint now, WallMillis wall, Duration driven) noexcept;

  // Wait is how long nothing needs to be done, unless an exchange ends; nullopt: for ever.
  std::optional<Duration> Wait(TimePoint now, Duration driven) const noexcept;

  bool idle() const { return queue_.empty(); }
  std::optional<TimePoint> NextDue() const { return queue_.NextDue(); }
  const WebhookCounters& counters() const { return queue_.counters(); }

  // Report says how many answers never reached the webhook, if any; for the end.
  void Report() const noexcept;

 private:
  struct Flight {
    uint64_t id;
    Duration begun;
  };
  WebhookPost Make(const WebhookCall& call) const;
  void Start(WebhookPost* post, WallMillis wall, Duration driven);
  void SayGivenUp(std::string_view why) noexcept;

  Transport* transport_;
  const Log* log_;
  std::shared_ptr<const WebhookTarget> target_;
  WebhookQueue queue_;
  std::vector<Flight> flights_;
  bool said_ = false;  // the first post that was given up was reported
};

}  // namespace inflow

#endif  // PLUGIN_WEBHOOK_WEBHOOK_POSTER_H_

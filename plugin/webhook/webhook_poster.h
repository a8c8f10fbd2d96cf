// SPDX-License-Identifier: Apache-2.0
//
// File: webhook_poster.h
//
// Posts what became of calls to the response webhook: a sender with a schedule of its own. Nothing
// that happens here, not even want of memory, reaches the delivery of records.
#ifndef PLUGIN_WEBHOOK_WEBHOOK_POSTER_H_
#define PLUGIN_WEBHOOK_WEBHOOK_POSTER_H_

#include <memory>
#include <optional>
#include <string_view>

#include "plugin/clock/clock.h"
#include "plugin/http/sender.h"
#include "plugin/log/log.h"
#include "plugin/webhook/envelope.h"
#include "plugin/webhook/webhook_queue.h"

namespace inflow {

class WebhookPoster final : public Sender {
 public:
  static constexpr Duration kTimeout = std::chrono::seconds(10);  // of one post

  // Clock and log are borrowed and outlive the poster.
  WebhookPoster(const Clock* clock, const Log* log, uint64_t seed)
      : clock_(clock), log_(log), queue_(seed) {}

  // SetTarget applies to calls that end later; null: they are not posted.
  void SetTarget(std::shared_ptr<const WebhookTarget> target) { target_ = std::move(target); }

  // Add queues what became of a call, if it was written. Of answers only where the target wants
  // their own bodies.
  void Add(const WebhookCall& call, TimePoint now) noexcept;

  Action Next(TimePoint now) noexcept override;
  std::string OnExchange(Exchange&& exchange, TimePoint now, WallMillis wall) noexcept override;
  void OnAbort(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept override;

  bool idle() const { return queue_.empty(); }
  std::optional<TimePoint> NextDue() const { return queue_.NextDue(); }
  const WebhookCounters& counters() const { return queue_.counters(); }

  // Report says how many answers never reached the webhook, if any; for the end.
  void Report() const noexcept;

 private:
  WebhookPost Make(const WebhookCall& call) const;
  void End(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept;
  void SayGivenUp(std::string_view why) noexcept;

  const Clock* clock_;
  const Log* log_;
  std::shared_ptr<const WebhookTarget> target_;
  WebhookQueue queue_;
  bool said_ = false;  // the first post that was given up was reported
};

}  // namespace inflow

#endif  // PLUGIN_WEBHOOK_WEBHOOK_POSTER_H_

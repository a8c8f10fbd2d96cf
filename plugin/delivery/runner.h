// SPDX-License-Identifier: Apache-2.0
//
// File: runner.h
//
// The only loop that waits. It carries out what the engine decides: asks the governor for permits,
// starts requests on the transport, waits on it, hands exchanges back, and honours deadline and
// cancel.
#ifndef PLUGIN_DELIVERY_RUNNER_H_
#define PLUGIN_DELIVERY_RUNNER_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "plugin/clock/clock.h"
#include "plugin/delivery/engine.h"
#include "plugin/log/log.h"
#include "plugin/quota/governor.h"
#include "plugin/redact/redactor.h"
#include "plugin/transport/transport.h"
#include "plugin/webhook/webhook_poster.h"

namespace inflow {

enum class RunEnd : uint8_t {
  kDone,       // what was asked for is so
  kTimeout,    // the deadline came first
  kCancelled,  // Cancel was called; consumed
  kStopped,    // engine.stop() says why
  kPaused,     // inactive, and nothing is in flight
};

class Runner {
 public:
  // All are borrowed and outlive the runner.
  struct Parts {
    Engine* engine;
    Transport* transport;
    const Clock* clock;
    const Log* log;
    uint64_t seed = 0;  // of the webhook's backoff
  };
  Runner(const Parts& parts, const RateLimitConfig& rate_limit)
      : parts_(parts), governor_(rate_limit), webhook_(parts.transport, parts.log, parts.seed) {}

  // Reconfigure applies to requests started later, whose exchanges the redactor (null: none) goes
  // over before anyone sees them.
  void Reconfigure(const RateLimitConfig& rate_limit, const LimitsConfig& limits,
                   Authorization authorization, std::shared_ptr<const Redactor> redactor);

  // Run works until done() is true, or one of the other ends. It collects what has arrived and
  // starts what is due even when the deadline has passed. nullopt: no deadline.
  RunEnd Run(absl::FunctionRef<bool()> done, std::optional<TimePoint> deadline);

  // RunWebhook works on the response webhook alone until it is idle; false where a cancellation
  // came first, which is consumed.
  bool RunWebhook(TimePoint deadline);
  WebhookPoster& webhook() { return webhook_; }
  const WebhookPoster& webhook() const { return webhook_; }

  // Abort ends one request, if it is in flight.
  void Abort(uint64_t id);

  // AbortAll ends everything in flight at once. Answers that have arrived count; the rest goes to
  // Engine::DiscardAborted.
  void AbortAll();

  // Cancel makes the present Run end, or the next one. Any thread.
  void Cancel();
  void CancelClear() { cancelled_.store(false); }
  // TakeCancel consumes a cancellation.
  bool TakeCancel() { return cancelled_.exchange(false); }

  // Windows is the quota as it stands now. Any thread.
  std::vector<WindowState> Windows() const;

 private:
  struct Flight {
    uint64_t id;
    Duration begun;  // on the driven clock
    std::shared_ptr<const Redactor>
        redactor;            // of the key that was sent: it may have been renewed since
    const Request* request;  // the engine's
  };
  std::vector<Flight>::iterator FindFlight(uint64_t id);
  void EndFlight(std::vector<Flight>::iterator flight, Exchange* exchange, TimePoint now);
  TimePoint Tick();  // moves the driven clock; returns now
  void Collect(TimePoint now);
  void DriveWebhook(TimePoint now);
  void TellWebhook(const Flight& flight, const Exchange& exchange, TimePoint now);
  void Expire(TimePoint now);
  void HandIn(Exchange exchange, TimePoint now);
  // StartDue starts what may start; it returns until when there is nothing to start (nullopt: until
  // something ends), or why it stopped.
  std::optional<TimePoint> StartDue(TimePoint now, bool* stopped);
  void Start(const Request& request, TimePoint now);
  Permit AskPermit(TimePoint now);
  Duration UntilExpiry() const;
  void Write(LogLevel level, std::string_view message) const;

  Parts parts_;
  mutable std::mutex governor_mutex_;  // Windows may be asked for on any thread
  Governor governor_;
  LimitsConfig limits_;
  Authorization authorization_;
  std::shared_ptr<const Redactor> redactor_;
  WebhookPoster webhook_;
  std::atomic<bool> cancelled_{false};
  std::vector<Flight> flights_;
  std::vector<Exchange> done_;
  // Only time spent inside calls counts against a request's timeouts: while the host does other
  // things, nobody reads its answer.
  Duration driven_{};
  TimePoint driven_at_;
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_RUNNER_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: runner.h
//
// The only loop that waits. It carries out what senders decide: gets permits, starts calls on the
// transport, waits on it, hands exchanges back, and honours deadline and cancel.
#ifndef PLUGIN_DELIVERY_RUNNER_H_
#define PLUGIN_DELIVERY_RUNNER_H_

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "plugin/clock/clock.h"
#include "plugin/http/sender.h"
#include "plugin/log/log.h"
#include "plugin/quota/permits.h"
#include "plugin/redact/redactor.h"
#include "plugin/transport/transport.h"

namespace inflow {

enum class RunEnd : uint8_t {
  kDone,       // what was asked for is so
  kTimeout,    // the deadline came first
  kCancelled,  // Cancel was called; consumed
  kStopped,    // a sender has stopped, and says why
  kPaused,     // a sender is inactive, and nothing of it is in flight
  kNoQuota,    // whoever keeps the quota cannot be asked
};

// Terms are what the calls of one sender have in common.
struct Terms {
  Duration timeout{};
  Duration connect_timeout{};
  Authorization authorization{};               // null: none
  std::shared_ptr<const Redactor> redactor{};  // goes over exchanges before anyone sees them
};

class Runner final : private FirstByte {
 public:
  // All are borrowed and outlive the runner.
  struct Parts {
    Transport* transport;
    const Clock* clock;
    const Log* log;
    Permits* permits;
  };
  explicit Runner(const Parts& parts) : parts_(parts) {}

  // Add takes a sender, which is borrowed. One that is metered spends the quota; the others start
  // what is due before a run looks whether it is done.
  void Add(Sender* sender, bool metered, Terms terms);
  // SetTerms applies to calls of an added sender that start later.
  void SetTerms(const Sender* sender, Terms terms);

  // Run works for all senders, or for one alone, until done() is true, or one of the other ends. It
  // collects what has arrived and starts what is due even when the deadline has passed. nullopt: no
  // deadline.
  RunEnd Run(absl::FunctionRef<bool()> done, std::optional<TimePoint> deadline,
             const Sender* only = nullptr);

  // now is the time at which the present run looks at things.
  TimePoint now() const { return driven_at_; }

  // Abort ends one call, if it is in flight.
  void Abort(uint64_t id);
  // AbortAll ends every call of a sender at once. Answers that have arrived count; the rest goes to
  // Sender::OnAbort.
  void AbortAll(const Sender* sender);

  // Cancel makes the present Run end, or the next one. Any thread.
  void Cancel();
  void CancelClear() { cancelled_.store(false); }
  // TakeCancel consumes a cancellation.
  bool TakeCancel() { return cancelled_.exchange(false); }

 private:
  struct Channel {
    Sender* sender;
    bool metered;
    Terms terms;
    uint64_t permit = 0;  // granted, for what the sender sends next
  };
  struct Flight {
    uint64_t id;
    Duration begun;  // on the driven clock
    size_t channel;
    std::shared_ptr<const Redactor> redactor;  // of the key that was sent: it may be another now
    const HttpCall* call;
    uint64_t permit;
    // Its permit had run out before its first byte: the transport does not have it, and it starts
    // once more with another permit.
    bool withheld = false;
  };
  // What a run waits for, or why it ends.
  struct Waiting {
    std::optional<TimePoint> until;
    bool stopped = false;
    bool paused = false;
    bool no_quota = false;
  };

  std::vector<Flight>::iterator FindFlight(uint64_t id);
  size_t EndFlight(std::vector<Flight>::iterator flight, Exchange* exchange);
  TimePoint Tick();  // moves the driven clock; returns now
  void Collect(TimePoint now);
  void Expire(TimePoint now);
  void HandIn(Exchange&& exchange, TimePoint now, WallMillis wall);
  void StartAll(bool metered, const Sender* only, TimePoint now, Waiting* waiting);
  void StartDue(size_t channel, TimePoint now, Waiting* waiting);
  void Start(size_t channel, const Action& action, TimePoint now);
  bool StartWithheld(size_t channel, TimePoint now, Waiting* waiting);
  static void WaitFor(std::optional<TimePoint> until, Waiting* waiting);
  std::optional<uint64_t> AskPermit(TimePoint now, Waiting* waiting);
  void Launch(const Flight& flight, TimePoint now);
  Exchange Take(const Flight& flight);
  bool MayWrite(uint64_t id) noexcept override;
  bool IsFlying(size_t channel) const;
  Duration UntilExpiry() const;
  void Write(LogLevel level, std::string_view message) const;

  Parts parts_;
  std::vector<Channel> channels_;
  std::atomic<bool> cancelled_{false};
  std::vector<Flight> flights_;
  std::vector<Exchange> done_;
  // Only time spent inside calls counts against a call's timeouts: while the host does other
  // things, nobody reads its answer.
  Duration driven_{};
  TimePoint driven_at_;
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_RUNNER_H_

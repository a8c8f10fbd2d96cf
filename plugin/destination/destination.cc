// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/destination.h"

#include <algorithm>
#include <new>

#include "absl/cleanup/cleanup.h"
#include "plugin/destination/internal/dry_plan.h"

namespace inflow {
namespace {

constexpr Duration kWebhookGrace = std::chrono::seconds(5);

std::string Plural(uint64_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

CallStatus Cancelled() {
  return {.code = CallCode::kCancelled,
          .message = "the call was cancelled; what is pending stays pending"};
}

CallCode CodeOf(StopReason reason) {
  switch (reason) {
    case StopReason::kNone:
      return CallCode::kOk;
    case StopReason::kAuth:
      return CallCode::kAuth;
    case StopReason::kConfig:
      return CallCode::kConfig;
    case StopReason::kUnavailable:
      return CallCode::kUnavailable;
    case StopReason::kJournal:
      return CallCode::kJournal;
    case StopReason::kRateLimited:
      return CallCode::kRateLimited;
  }
  return CallCode::kInternal;
}

}  // namespace

Destination::Destination(Parts parts)
    : parts_(std::move(parts)),
      governor_(parts_.clock.get(), &parts_.log),
      host_permits_(parts_.quota.acquire == nullptr
                        ? nullptr
                        : std::make_unique<HostPermits>(std::move(parts_.quota))),
      webhook_(parts_.clock.get(), &parts_.log, parts_.seed),
      engine_(parts_.seed),
      runner_(
          {parts_.transport.get(), parts_.clock.get(), &parts_.log,
           host_permits_ == nullptr ? static_cast<Permits*>(&governor_) : host_permits_.get()}) {
  engine_.SetWebhook(&webhook_);
  runner_.Add(&webhook_, /*metered=*/false,
              {.timeout = WebhookPoster::kTimeout, .connect_timeout = WebhookPoster::kTimeout});
  runner_.Add(&engine_, /*metered=*/true, {});
  if (!parts_.log) return;
  parts_.log = [this, log = std::move(parts_.log)](LogLevel level, std::string_view component,
                                                   std::string_view message) {
    std::string text(message);
    redactor_->Redact(&text);
    log(level, component, text);
  };
}

void Destination::Finish() noexcept {
  EndSession();
  webhook_.Report();
  if (host_permits_ != nullptr) host_permits_->EndAll();
}

std::vector<WindowState> Destination::Windows(TimePoint now) const {
  return host_permits_ == nullptr ? governor_.Windows(now) : host_permits_->Windows(now);
}

// Hidden takes secrets out of what is said of a call: what is quoted there may be anything that was
// configured or handed over.
CallStatus Destination::Hidden(CallStatus status) const {
  redactor_->Redact(&status.message);
  redactor_->Redact(&status.detail);
  return status;
}

SharedText Destination::Shown(const SharedText& message) const {
  if (message == nullptr) return nullptr;
  std::string text = *message;
  redactor_->Redact(&text);
  return text == *message ? message : std::make_shared<const std::string>(std::move(text));
}

Destination::Deadline Destination::DeadlineIn(int64_t timeout_ms) const {
  constexpr int64_t kForever =
      int64_t{1000} * 86400 * 365;  // a year of waiting is no limit, and cannot overflow
  if (timeout_ms < 0 || timeout_ms > kForever) return std::nullopt;
  return parts_.clock->Now() + std::chrono::milliseconds(timeout_ms);
}

CallStatus Destination::Run(absl::FunctionRef<bool()> done, Deadline deadline) {
  // Also where something throws: what the engine has counted must be seen.
  const absl::Cleanup publish = [this] { Publish(parts_.clock->Now()); };
  const auto observed = [&] {
    if (feeding_) FeedEarlier();
    // What is told follows what is written down.
    if (!engine_.unwritten()) Publish(runner_.now());
    return done();
  };
  RunEnd end = runner_.Run(observed, deadline);
  if (end == RunEnd::kStopped && engine_.stop(parts_.clock->Now()).reason == StopReason::kAuth &&
      RenewKey()) {
    engine_.ClearStop();
    end = runner_.Run(observed, deadline);
  }
  return StatusOf(end);
}

CallStatus Destination::StatusOf(RunEnd end) const {
  switch (end) {
    case RunEnd::kDone:
      return {};
    case RunEnd::kTimeout:
      return {.code = CallCode::kTimeout,
              .message =
                  "timeout_ms is over and " + Plural(pending(), "record") + " pending; call again"};
    case RunEnd::kCancelled:
      return Cancelled();
    case RunEnd::kPaused:
      return {.code = CallCode::kInvalidState,
              .message = "the destination is inactive and " + Plural(pending(), "record") +
                         " pending; activate it to go on"};
    case RunEnd::kNoQuota:
      return {.code = CallCode::kUnavailable,
              .message = "the host cannot tell now whether the company's quota leaves a request; " +
                         Plural(pending(), "record") + " pending, so call again later"};
    case RunEnd::kStopped: {
      const TimePoint now = parts_.clock->Now();
      return StatusOf(engine_.stop(now), now);
    }
  }
  return {.code = CallCode::kInternal, .message = "unknown end of a run"};
}

CallStatus Destination::StatusOf(const Stop& stop, TimePoint now) const {
  CallStatus status = Hidden({.code = CodeOf(stop.reason), .message = stop.message});
  if (stop.until) {
    status.retry_after_ms = std::max<int64_t>(0, ToMillis(*stop.until - now));
    status.detail = "{\"retry_after_ms\":" + std::to_string(status.retry_after_ms) + "}";
  }
  return status;
}

CallStatus Destination::SetActive(bool active) {
  engine_.SetPaused(!active);
  if (!active) return {};
  engine_.ClearStop();
  engine_.EndLongPause(parts_.clock->Now());
  return {};
}

CallStatus Destination::FindRoute(std::string_view name, const Route** route) const {
  const auto it = routes_.find(name);
  if (it != routes_.end()) {
    *route = it->second.get();
    return {};
  }
  std::string known;
  for (const auto& [other, ignored] : routes_) {
    if (!other.empty()) known += (known.empty() ? "\"" : ", \"") + other + "\"";
  }
  return {.code = CallCode::kInvalidArgument,
          .message =
              "the batch names the route \"" + std::string(name) +
              "\", which is not under \"routes\"" +
              (known.empty() ? std::string("; the configuration has none") : "; it has " + known)};
}

CallStatus Destination::CheckSize(const HostBatch& batch) const {
  const uint64_t bytes = batch.records.bytes();
  if (batch.records.count <= config_.queue.max_records && bytes <= config_.queue.max_bytes)
    return {};
  return {.code = CallCode::kInvalidArgument,
          .message = "a batch of " + Plural(batch.records.count, "record") + " and " +
                     Plural(bytes, "byte") + " is larger than the whole queue (queue.max_records " +
                     std::to_string(config_.queue.max_records) + ", queue.max_bytes " +
                     std::to_string(config_.queue.max_bytes) + "); write smaller batches"};
}

bool Destination::JournalHasRoom(const HostBatch& batch) const {
  return journal_ == nullptr ||
         journal_->PendingCount() + batch.records.count <= config_.journal.max_records;
}

bool Destination::HasRoom(const HostBatch& batch) const {
  const Counters& counters = engine_.counters();
  const uint64_t bytes = batch.records.bytes();
  return JournalHasRoom(batch) &&
         engine_.held_records() + batch.records.count <= config_.queue.max_records &&
         counters.pending_bytes + bytes <= config_.queue.max_bytes;
}

// MakeRoom sends what is sendable, and then the oldest open group, until the batch fits. It cannot
// deadlock: as long as a record is pending it is either sendable or in an open group. Only a folded
// document is not sent for room, since it is never split: one that leaves no room for its next line
// is refused.
CallStatus Destination::MakeRoom(const Route* route, const HostBatch& batch, Deadline deadline) {
  CallStatus status;
  while (!HasRoom(batch)) {
    if (!engine_.sendable() && !engine_.CloseOldest()) {
      if (batch.records.count != 1 || !MakeRoomForLine(route, batch)) break;
      continue;
    }
    status = Run([&] { return HasRoom(batch) || !engine_.sendable(); }, deadline);
    if (!status.ok()) break;
  }
  if (HasRoom(batch)) return {};
  if (status.code != CallCode::kTimeout && !status.ok()) return status;
  if (!JournalHasRoom(batch)) {
    return {.code = CallCode::kResourceExhausted,
            .message = "the journal has no room for " + Plural(batch.records.count, "record") +
                       " beside " + Plural(journal_->PendingCount(), "pending one") +
                       " of all sessions (journal.max_records " +
                       std::to_string(config_.journal.max_records) +
                       "); poll, then write the batch again"};
  }
  const bool folding = !engine_.sendable();
  return {
      .code = CallCode::kResourceExhausted,
      .message =
          "the queue has no room for " + Plural(batch.records.count, "record") + " beside " +
          Plural(pending(), "pending one") +
          (folding
               ? ", lines of a document that is still being folded; write its lines in smaller batches, or raise "
                 "queue.max_records and queue.max_bytes"
               : "; poll, then write the batch again")};
}

std::string WhyTooLong(const QueueConfig& queue) {
  return "it has more lines than fit into the queue (queue.max_records " +
         std::to_string(queue.max_records) + ", queue.max_bytes " +
         std::to_string(queue.max_bytes) + "); raise them";
}

bool Destination::MakeRoomForLine(const Route* route, const HostBatch& batch) {
  const JsonRecords records(batch.records);
  return engine_.MakeRoomForLine({route, &records}, parts_.clock->Wall(),
                                 WhyTooLong(config_.queue));
}

// Recover tries once more where the work was stopped before: a trial that is due may find the
// service back.
CallStatus Destination::Recover(Deadline deadline) {
  const auto running = [&] {
    return engine_.stop(parts_.clock->Now()).reason == StopReason::kNone;
  };
  return running() ? CallStatus() : Run(running, deadline);
}

CallStatus Destination::WriteBatch(const HostBatch& batch, int64_t timeout_ms) {
  stopped_ = {};
  if (engine_.paused()) {
    return {.code = CallCode::kInvalidState,
            .message =
                "the destination is inactive; set \"active\": true or call destination_set_active"};
  }
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(batch.route, &route); !s.ok()) return s;
  if (CallStatus s = CheckSize(batch); !s.ok()) return s;
  if (runner_.TakeCancel()) return Cancelled();
  const Deadline deadline = DeadlineIn(timeout_ms);
  CallStatus status = BeginCall(deadline);
  if (status.ok()) status = Recover(deadline);
  if (status.ok()) status = MakeRoom(route, batch, deadline);
  if (status.ok()) status = Accept(*route, batch, deadline);
  const bool accepted = status.ok();
  // Once the batch is accepted, whatever happens is no longer this call's status.
  try {
    if (accepted) stopped_ = Run([&] { return !engine_.sendable(); }, deadline);
    CallStatus ended = EndCall(deadline);
    if (accepted && !ended.ok()) stopped_ = std::move(ended);
  } catch (const std::bad_alloc&) {
    stopped_.code = CallCode::kOutOfMemory;
  }
  return status;
}

CallStatus Destination::CheckToken(const HostBatch& batch) const {
  if (batch.token.empty() || journal_ != nullptr) return {};
  return {.code = CallCode::kUnsupported,
          .message = "batch->token needs a journal; name a file in journal.path"};
}

CallStatus Destination::Accept(const Route& route, const HostBatch& batch, Deadline deadline) {
  if (CallStatus s = CheckToken(batch); !s.ok()) return s;
  JsonBlock block = batch.records;
  block.first_id = next_position_;
  const JsonRecords records(block);
  CallStatus status = Insist(
      [&] {
        return engine_.Accept({.route = &route,
                               .records = &records,
                               .close = batch.close,
                               .route_name = batch.route,
                               .token = batch.token},
                              parts_.clock->Now(), parts_.clock->Wall());
      },
      deadline);
  if (status.ok()) next_position_ += batch.records.count;
  return status;
}

// RunWebhook works on what waits for the response webhook, for a time that is also bounded where
// the call's is not: a webhook that never answers must not hold up the host. False where the call
// was cancelled.
bool Destination::RunWebhook(Deadline deadline, Duration at_most) {
  if (webhook_.idle()) return true;
  const absl::Cleanup publish = [this] { Publish(parts_.clock->Now()); };
  const TimePoint bound = parts_.clock->Now() + at_most;
  const RunEnd end = runner_.Run([this] { return webhook_.idle(); },
                                 deadline ? std::min(*deadline, bound) : bound, &webhook_);
  return end != RunEnd::kCancelled;
}

CallStatus Destination::Poll(int64_t timeout_ms) {
  const auto done = [&] {
    if (engine_.any_settled() || engine_.held_records() == 0) return true;
    return !engine_.paused() && !engine_.sendable() && !engine_.lingering();
  };
  const Deadline deadline = DeadlineIn(timeout_ms);
  stopped_ = BeginCall(deadline);
  if (stopped_.ok()) stopped_ = Run(done, deadline);
  if (CallStatus ended = EndCall(deadline); !ended.ok()) stopped_ = std::move(ended);
  if (!stopped_.ok() || pending() > 0 || !engine_.settled().empty()) return stopped_;
  const Duration at_most = deadline ? Duration(std::chrono::hours(24 * 365)) : kWebhookGrace;
  if (!RunWebhook(deadline, at_most)) stopped_ = Cancelled();
  return stopped_;
}

// Close closes what is open; the journal knows it before anything of it is sent.
CallStatus Destination::Close(Deadline deadline) {
  const bool folds = std::any_of(routes_.begin(), routes_.end(),
                                 [](const auto& route) { return route.second->folds(); });
  if (journal_ != nullptr && session_begun_ && folds) {
    if (CallStatus s = Insist([&] { return journal_->Flushed(); }, deadline); !s.ok()) return s;
  }
  engine_.CloseAll();
  return {};
}

CallStatus Destination::Flush(int64_t timeout_ms) {
  const Deadline deadline = DeadlineIn(timeout_ms);
  stopped_ = BeginCall(deadline);
  if (stopped_.ok() && !engine_.paused()) stopped_ = Close(deadline);
  if (stopped_.ok()) stopped_ = Run([&] { return pending() == 0; }, deadline);
  if (CallStatus ended = EndCall(deadline); !ended.ok()) stopped_ = std::move(ended);
  // Everything has settled, so even a cancellation only ends the wait for the webhook.
  if (stopped_.ok()) RunWebhook(deadline, kWebhookGrace);
  return stopped_;
}

CallStatus Destination::Discard() {
  stopped_ = {};
  const Deadline at_once = parts_.clock->Now();
  if (CallStatus s = BeginCall(at_once); !s.ok()) return s;
  runner_.AbortAll(&engine_);
  // Nothing is given back that the journal could still hold for pending.
  CallStatus status = EndCall(at_once);
  if (status.ok()) {
    engine_.Discard();
    status = EndCall(at_once);
  }
  Publish(parts_.clock->Now());
  return status;
}

void Destination::ClearSettled() noexcept {
  if (journal_ != nullptr) handed_out_ = journal_->sequence();
  engine_.ClearSettled();
}

void Destination::Publish(TimePoint now) const {
  const std::optional<TimePoint> due = engine_.NextDue(now);
  const std::lock_guard lock(snapshot_mutex_);
  snapshot_ = {engine_.counters(), engine_.in_flight(), due, webhook_.counters(),
               webhook_.NextDue()};
}

Stats Destination::GetStats() const {
  Stats stats;
  const TimePoint now = parts_.clock->Now();
  stats.windows = Windows(now);
  std::optional<TimePoint> due, webhook_due;
  {
    const std::lock_guard lock(snapshot_mutex_);
    stats.counters = snapshot_.counters;
    stats.in_flight = snapshot_.in_flight;
    due = snapshot_.next_due;
    stats.webhook = snapshot_.webhook;
    webhook_due = snapshot_.webhook_due;
  }
  if (due) stats.next_due_ms = std::max<int64_t>(0, ToMillis(*due - now));
  // A request that is due still needs its permit.
  for (const WindowState& window : stats.windows) {
    if (due && window.next_free)
      stats.next_due_ms = std::max(stats.next_due_ms, ToMillis(*window.next_free));
  }
  if (webhook_due) {
    const int64_t ms = std::max<int64_t>(0, ToMillis(*webhook_due - now));
    stats.next_due_ms = due ? std::min(stats.next_due_ms, ms) : ms;
  }
  return stats;
}

}  // namespace inflow

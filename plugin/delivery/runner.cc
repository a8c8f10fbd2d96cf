// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/runner.h"

#include <algorithm>
#include <new>

#include "plugin/delivery/internal/redact.h"

namespace inflow {
namespace {

constexpr Duration kLongWait =
    std::chrono::hours(1);  // a bound on one wait, so that no arithmetic overflows

}  // namespace

void Runner::Reconfigure(const RateLimitConfig& rate_limit, const LimitsConfig& limits,
                         Authorization authorization, std::shared_ptr<const Redactor> redactor) {
  const std::lock_guard lock(governor_mutex_);
  governor_.Reconfigure(rate_limit);
  limits_ = limits;
  authorization_ = std::move(authorization);
  redactor_ = std::move(redactor);
}

RunEnd Runner::Run(absl::FunctionRef<bool()> done, std::optional<TimePoint> deadline) {
  driven_at_ = parts_.clock->Now();
  while (true) {
    const TimePoint now = Tick();
    // Answers that lie in the socket are read before anything is declared overdue.
    Collect(now);
    Expire(now);
    DriveWebhook(now);
    if (TakeCancel()) return RunEnd::kCancelled;
    if (done()) return RunEnd::kDone;
    bool stopped = false;
    const std::optional<TimePoint> until = StartDue(now, &stopped);
    if (done()) return RunEnd::kDone;
    if (stopped) return RunEnd::kStopped;
    if (parts_.engine->paused() && parts_.engine->in_flight() == 0) return RunEnd::kPaused;
    if (deadline && now >= *deadline) return RunEnd::kTimeout;
    Duration wait = std::min(kLongWait, UntilExpiry());
    if (until) wait = std::min(wait, *until - now);
    if (deadline) wait = std::min(wait, *deadline - now);
    if (const auto webhook = webhook_.Wait(now, driven_)) wait = std::min(wait, *webhook);
    parts_.transport->Wait(std::max(wait, Duration::zero()));
  }
}

bool Runner::RunWebhook(TimePoint deadline) {
  driven_at_ = parts_.clock->Now();
  while (true) {
    const TimePoint now = Tick();
    Collect(now);
    DriveWebhook(now);
    if (TakeCancel()) return false;
    if (webhook_.idle() || now >= deadline) return true;
    Duration wait = std::min(kLongWait, deadline - now);
    if (const auto webhook = webhook_.Wait(now, driven_)) wait = std::min(wait, *webhook);
    parts_.transport->Wait(std::max(wait, Duration::zero()));
  }
}

TimePoint Runner::Tick() {
  const TimePoint now = parts_.clock->Now();
  driven_ += now - driven_at_;
  driven_at_ = now;
  return now;
}

void Runner::DriveWebhook(TimePoint now) {
  if (webhook_.idle()) return;
  webhook_.Expire(now, parts_.clock->Wall(), driven_);
  webhook_.StartDue(now, parts_.clock->Wall(), driven_);
}

void Runner::TellWebhook(const Flight& flight, const Exchange& exchange, TimePoint now) {
  const Request& request = *flight.request;
  if (request.is_errand()) return;  // it carried no records
  webhook_.Add({.request_id = request.id,
                .attempt = request.group.items.front()->attempts + 1,
                .call = &request.call,
                .items = &request.group.items,
                .exchange = &exchange,
                .ended = parts_.clock->Wall()},
               now);
}

void Runner::Collect(TimePoint now) {
  parts_.transport->Drive(&done_);
  // Handed in one by one from the back of a reversed list: what an exception leaves behind stays
  // for the next call.
  std::reverse(done_.begin(), done_.end());
  while (!done_.empty()) {
    Exchange exchange = std::move(done_.back());
    done_.pop_back();
    HandIn(std::move(exchange), now);
  }
}

void Runner::Expire(TimePoint now) {
  for (size_t i = flights_.size(); i-- > 0;) {
    const Duration age = driven_ - flights_[i].begun;
    const uint64_t id = flights_[i].id;
    if (age >= limits_.timeout ||
        (age >= limits_.connect_timeout && !parts_.transport->Wrote(id))) {
      HandIn(parts_.transport->Abort(id), now);
    }
  }
}

Duration Runner::UntilExpiry() const {
  Duration least = kLongWait;
  for (const Flight& flight : flights_) {
    const Duration age = driven_ - flight.begun;
    const bool connecting = age < limits_.connect_timeout && !parts_.transport->Wrote(flight.id);
    least = std::min(
        least,
        (connecting ? std::min(limits_.connect_timeout, limits_.timeout) : limits_.timeout) - age);
  }
  return least;
}

void Runner::HandIn(Exchange exchange, TimePoint now) {
  if (WebhookPoster::Owns(exchange.id)) {
    webhook_.OnExchange(exchange, now, parts_.clock->Wall());
    return;
  }
  const auto flight = FindFlight(exchange.id);
  if (flight != flights_.end()) EndFlight(flight, &exchange, now);
  std::string learned;
  {
    const std::lock_guard lock(governor_mutex_);
    governor_.Ended(now, exchange.wrote);
    try {
      if (exchange.status != 0) learned = governor_.Learn(exchange.headers, now);
    } catch (const std::bad_alloc&) {
      // Learning can wait for the next answer; the exchange itself must not get lost.
    }
  }
  if (!learned.empty()) Write(LogLevel::kInfo, learned);
  const std::string pause =
      parts_.engine->OnExchange(std::move(exchange), now, parts_.clock->Wall());
  if (!pause.empty()) Write(LogLevel::kWarn, pause);
}

// EndFlight forgets a flight; from here on its exchange holds no secret.
void Runner::EndFlight(std::vector<Flight>::iterator flight, Exchange* exchange, TimePoint now) {
  RedactExchange(flight->redactor.get(), exchange);
  TellWebhook(*flight, *exchange, now);
  flights_.erase(flight);
}

std::optional<TimePoint> Runner::StartDue(TimePoint now, bool* stopped) {
  while (true) {
    flights_.reserve(flights_.size() +
                     1);  // before the engine counts a request as started: it must be known
    const Action action = parts_.engine->Next(now);
    switch (action.kind) {
      case Action::kSend:
        Start(*action.request, now);
        break;
      case Action::kNeedPermit: {
        const Permit permit = AskPermit(now);
        if (!permit.granted) return permit.until;
        parts_.engine->OnPermit();
        break;
      }
      case Action::kWait:
        return action.until;
      case Action::kStopped:
        *stopped = true;
        return action.until;
    }
  }
}

Permit Runner::AskPermit(TimePoint now) {
  const std::lock_guard lock(governor_mutex_);
  return governor_.Ask(now);
}

void Runner::Start(const Request& request, TimePoint now) {
  Exchange refused;  // what came of it where it could not even be started
  refused.id = request.id;
  refused.failure = Failure::kUnreachable;
  try {
    const absl::Status s =
        parts_.transport->Start(request.call.Request(request.id, authorization_));
    if (s.ok()) {
      flights_.push_back({request.id, driven_, redactor_, &request});
      return;
    }
    refused.detail = std::string(s.message());
    RedactExchange(redactor_.get(), &refused);
  } catch (const std::bad_alloc&) {
    // Without memory, even for the sentence, the request still has to come back.
  }
  HandIn(std::move(refused), now);
}

std::vector<Runner::Flight>::iterator Runner::FindFlight(uint64_t id) {
  return std::find_if(flights_.begin(), flights_.end(),
                      [id](const Flight& flight) { return flight.id == id; });
}

void Runner::Abort(uint64_t id) {
  const auto flight = FindFlight(id);
  if (flight != flights_.end()) HandIn(parts_.transport->Abort(id), parts_.clock->Now());
}

void Runner::AbortAll() {
  const TimePoint now = parts_.clock->Now();
  Collect(now);
  while (!flights_.empty()) {
    Exchange exchange = parts_.transport->Abort(flights_.back().id);
    if (exchange.status != 0) {
      HandIn(std::move(exchange), now);
      continue;
    }
    EndFlight(flights_.end() - 1, &exchange, now);
    const std::lock_guard lock(governor_mutex_);
    governor_.Ended(now, exchange.wrote);
    parts_.engine->DiscardAborted(exchange);
  }
}

void Runner::Cancel() {
  cancelled_.store(true);
  parts_.transport->Wakeup();
}

std::vector<WindowState> Runner::Windows() const {
  const TimePoint now = parts_.clock->Now();
  const std::lock_guard lock(governor_mutex_);
  return governor_.Windows(now);
}

void Runner::Write(LogLevel level, std::string_view message) const {
  if (*parts_.log) (*parts_.log)(level, "runner", message);
}

}  // namespace inflow

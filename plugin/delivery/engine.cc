// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/engine.h"

#include <algorithm>

namespace inflow {
namespace {

HttpCall CallOf(const Group& group) {
  HttpCall call{.method = group.shape->method,
                .url = group.url,
                .headers = group.headers,
                .with_credential = group.shape->with_credential,
                .has_body = group.shape->has_body,
                .own_body = {},
                .lent_body = group.LentBody()};
  if (call.lent_body.data() == nullptr) group.AppendBody(&call.own_body);
  return call;
}

}  // namespace

Engine::Engine(uint64_t seed)
    : seed_(seed), backoff_(options_.retry.initial_backoff, options_.retry.max_backoff, seed) {}

void Engine::Configure(const EngineOptions& options) {
  options_ = options;
  grouper_.documents().SetMost(options.remembered_documents);
  backoff_ = Backoff(options.retry.initial_backoff, options.retry.max_backoff, seed_);
}

void Engine::ForgetRoutes() {
  standings_.clear();
  grouper_.ForgetRoutes();
}

void Engine::ClearStop() {
  stop_ = Stop();
  for (auto& [shape, standing] : standings_) standing.missing_ids = standing.in_doubt = 0;
}

void Engine::EndLongPause(TimePoint now) {
  if (long_pause_) gate_.Open(now);
  long_pause_ = false;
}

uint64_t Engine::Probe(HttpCall call) {
  Request& request = probe_.emplace_back();
  request.id = next_request_++;
  request.call = std::move(call);
  request.self = probe_.begin();
  probe_result_.reset();
  return request.id;
}

std::optional<ProbeResult> Engine::TakeProbe() {
  return std::exchange(probe_result_, std::nullopt);
}

void Engine::AbandonProbe() { probe_.clear(); }

void Engine::CloseAll() {
  grouper_.CloseAll();
  Enqueue();
}

bool Engine::CloseOldest() {
  const bool any = grouper_.CloseOldest();
  Enqueue();
  return any;
}

bool Engine::MakeRoomForLine(const IncomingBatch& batch, WallMillis wall, std::string_view why) {
  const std::string_view record(batch.data + batch.offsets[0], batch.offsets[1] - batch.offsets[0]);
  try {
    const bool ended = ReadRecord(record).ok() && grouper_.EndOpen(*batch.route, {index_, wall});
    const bool any = ended || grouper_.RefuseLargest(why);
    Enqueue();
    return any;
  } catch (...) {
    grouper_.Rollback();
    throw;
  }
}

Stop Engine::stop(TimePoint now) const {
  if (stop_.reason != StopReason::kNone) return stop_;
  if (const std::optional<TimePoint> closed = gate_.ClosedUntil(now); closed && long_pause_) {
    return {StopReason::kRateLimited,
            "the service asked for a pause longer than retry.max_retry_after_ms", closed};
  }
  if (breaker_.unavailable())
    return {StopReason::kUnavailable, breaker_.why(), breaker_.trial_at()};
  return {};
}

// Held is until when nothing may start, whatever is ready.
std::optional<TimePoint> Engine::Held(TimePoint now) const {
  const std::optional<TimePoint> gate = gate_.ClosedUntil(now);
  if (breaker_.closed() || breaker_.trial_at() <= now) return gate;
  return gate ? std::max(*gate, breaker_.trial_at()) : breaker_.trial_at();
}

std::optional<TimePoint> Engine::NextDue(TimePoint now) const {
  std::optional<TimePoint> due = grouper_.NextDue();
  const auto sooner = [&due](TimePoint t) { due = due ? std::min(*due, t) : t; };
  if (!ready_.empty()) sooner(now);
  if (!waiting_.empty()) sooner(waiting_.front().due);
  if (!held_.empty() && in_flight_.empty()) sooner(now);
  if (!due) return due;
  const std::optional<TimePoint> held = Held(now);
  return held ? std::max(*due, *held) : *due;
}

Requests* Engine::Due(TimePoint now) {
  if (!waiting_.empty() && waiting_.front().due <= now) return &waiting_;
  return ready_.empty() ? nullptr : &ready_;
}

// Until a route has answered, one request at a time asks whether it is there: what would be refused
// as a whole must not spend the quota of several.
bool Engine::MustGoAlone(const Request& request) const {
  const Shape* shape = request.group->shape.get();
  if (in_flight_.empty() || standings_.find(shape)->second.open) return false;
  return std::any_of(in_flight_.begin(), in_flight_.end(),
                     [shape](const Request& r) { return r.group->shape.get() == shape; });
}

Action Engine::Next(TimePoint now) {
  if (probe_in_flight_) return {.kind = Action::kWait, .until = std::nullopt};
  const bool probing = !probe_.empty();
  if (!probing) {
    if (stop_.reason != StopReason::kNone) return {.kind = Action::kStopped, .until = std::nullopt};
    if (paused_) return {.kind = Action::kWait, .until = std::nullopt};
  }
  if (grouper_.NextDue()) {
    grouper_.CloseDue(now);
    Enqueue();
  }
  if (const std::optional<TimePoint> closed = gate_.ClosedUntil(now)) {
    return {.kind = long_pause_ ? Action::kStopped : Action::kWait, .until = closed};
  }
  long_pause_ = false;
  if (!breaker_.closed() && !probing) {
    if (!in_flight_.empty())
      return {.kind = Action::kWait,
              .until = std::nullopt};  // the one that shows whether anything answers
    if (now < breaker_.trial_at()) {
      return {.kind = breaker_.unavailable() ? Action::kStopped : Action::kWait,
              .until = breaker_.trial_at()};
    }
  }
  if (!probing) SettleLoneRefusals();
  Requests* from = probing ? &probe_ : Due(now);
  if (from == nullptr || (in_flight_.size() >= options_.max_in_flight && !probing)) {
    return {.kind = Action::kWait, .until = from == nullptr ? NextDue(now) : std::nullopt};
  }
  if (!probing && MustGoAlone(from->front())) return {.kind = Action::kWait, .until = std::nullopt};
  if (!permit_) return {.kind = Action::kNeedPermit, .until = std::nullopt};
  return Start(from, now);
}

Action Engine::Start(Requests* from, TimePoint now) {
  Request& request = from->front();
  if (request.group) request.call = CallOf(*request.group);  // first: it needs memory
  permit_ = false;
  request.started = now;
  if (!request.past.tried) {
    request.past.tried = true;
    request.past.first_attempt = now;
    request.past.closed_before = gate_.ClosedTime(now);
  }
  probe_in_flight_ = from == &probe_;
  in_flight_.splice(in_flight_.end(), *from, from->begin());
  return {.kind = Action::kSend, .request = &request, .until = std::nullopt};
}

}  // namespace inflow

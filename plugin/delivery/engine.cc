// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/engine.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"

namespace inflow {
Engine::Engine(uint64_t seed)
    : seed_(seed), backoff_(options_.retry.initial_backoff, options_.retry.max_backoff, seed) {
  maker_.SetNames(&reads_.names());
}

void Engine::Configure(const EngineOptions& options) {
  options_ = options;
  reads_.Configure(options.lookups, /*keep=*/held_records() > 0);
  folder_.documents().SetMost(options.remembered_documents);
  backoff_ = Backoff(options.retry.initial_backoff, options.retry.max_backoff, seed_);
}

void Engine::ForgetRoutes() {
  standings_.clear();
  folder_.ForgetRoutes();
  earlier_folder_.ForgetRoutes();
  maker_.ForgetRoutes();
}

void Engine::ClearStop() {
  stop_ = Stop();
  answered_ = refused_ = 0;
  for (auto& [shape, standing] : standings_) standing.missing_ids = standing.in_doubt = 0;
}

void Engine::EndJournalStop() {
  if (stop_.reason == StopReason::kJournal) stop_ = Stop();
  journal_busy_ = std::nullopt;
}

void Engine::EndLongPause(TimePoint now) {
  if (long_pause_) gate_.Open(now);
  long_pause_ = false;
}

uint64_t Engine::Send(HttpCall call, Desk* desk) {
  Request& request = errands_.emplace_back();
  request.id = next_request_++;
  request.call = std::move(call);
  request.desk = desk;
  return request.id;
}

bool Engine::Abandon(uint64_t errand) noexcept {
  const auto found = FindRequest(errands_, errand);
  if (found == errands_.end()) return false;
  errands_.erase(found);
  return true;
}

void Engine::CloseAll() {
  folder_.CloseAll();
  EnterDocuments(&folder_, /*close=*/false);
  flushed_seq_ = next_seq_ - 1;
  Gather(TimePoint());
  grouping_.CloseAll();
  QueueClosed();
}

bool Engine::CloseOldest() {
  const bool any = grouping_.CloseOldest();
  QueueClosed();
  return any;
}

bool Engine::MakeRoomForLine(const IncomingBatch& batch, WallMillis wall, std::string_view why) {
  absl::Cleanup rollback = [this] { folder_.Rollback(); };
  const bool ended = batch.records->Read(0, options_.max_record_bytes, &index_).ok() &&
                     folder_.EndOpen(&maker_, *batch.route, {index_, wall});
  const bool any = ended || folder_.RefuseLargest(why);
  std::move(rollback).Cancel();
  EnterDocuments(&folder_, /*close=*/false);
  Gather(TimePoint());
  return any;
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
  std::optional<TimePoint> due = grouping_.NextDue();
  const auto sooner = [&due](TimePoint t) { due = due ? std::min(*due, t) : t; };
  const bool any = !free_.empty() || !alone_.empty() || !ready_.empty() || grouping_.marked();
  if (any) sooner(now);
  if (!waiting_.empty()) sooner(waiting_.front().due);
  if (journal_busy_ && unwritten()) sooner(now + kJournalPause);
  if (!parked_.empty() && in_flight_.empty()) sooner(now);
  if (const std::optional<TimePoint> read = reads_.due(now)) sooner(*read);
  if (!due) return due;
  const std::optional<TimePoint> held = Held(now);
  return held ? std::max(*due, *held) : *due;
}

Requests Engine::NewRequest() {
  Requests fresh;
  if (spare_.empty()) {
    fresh.emplace_back();
  } else {
    fresh.splice(fresh.end(), spare_, spare_.begin());
  }
  return fresh;
}

// Drop ends a request that holds no items any more.
void Engine::Drop(Requests* from, Requests::iterator request) noexcept {
  request->refusal = Settled();
  request->group.lane = LaneRef();
  request->call.lent_body = {};
  request->closes = request->was_absent = false;
  const bool keep = spare_.size() < options_.max_in_flight && !request->is_errand();
  keep ? spare_.splice(spare_.end(), *from, request) : static_cast<void>(from->erase(request));
}

// MakeFirstAlone makes the request of the item that is next among those that go alone, where that
// comes before the other requests.
void Engine::MakeFirstAlone() {
  if (alone_.empty()) return;
  const uint64_t place = alone_.front()->seq;
  if (!ready_.empty() && ready_.front().place <= place) return;
  Requests fresh = NewRequest();
  Request& request = fresh.front();
  request.id = next_request_++;
  request.place = place;
  request.group.lane = LaneRef(alone_.front()->lane);
  request.group.items.Append(alone_.TakeFirst());
  request.self = fresh.begin();
  Carry(&request);
  ready_.splice(ready_.begin(), fresh);
}

Requests* Engine::Due(TimePoint now) {
  if (!waiting_.empty() && waiting_.front().due <= now) return &waiting_;
  MakeFirstAlone();
  if (ready_.empty() && grouping_.marked()) {
    grouping_.CloseMarked(nullptr, /*all=*/false);
    QueueClosed();
  }
  return ready_.empty() ? nullptr : &ready_;
}

// Until a route has answered, one request at a time asks whether it is there: what would be refused
// as a whole must not spend the quota of several.
bool Engine::MustGoAlone(const Request& request) const {
  const Shape* shape = &request.shape();
  if (in_flight_.empty() || standings_.find(shape)->second.open) return false;
  return std::any_of(in_flight_.begin(), in_flight_.end(),
                     [shape](const Request& r) { return &r.shape() == shape; });
}

Action Engine::Next(TimePoint now) {
  if (errand_in_flight_) return {.kind = Action::kWait, .until = std::nullopt};
  const bool errand = !errands_.empty();
  if (!errand) {
    if (stop_.reason != StopReason::kNone) return {.kind = Action::kStopped, .until = std::nullopt};
    if (paused_) return {.kind = Action::kPaused};
  }
  if (const std::optional<TimePoint> closed = gate_.ClosedUntil(now)) {
    return {.kind = long_pause_ ? Action::kStopped : Action::kWait, .until = closed};
  }
  long_pause_ = false;
  if (!breaker_.closed() && !errand) {
    if (in_flight() > 0)
      return {.kind = Action::kWait,
              .until = std::nullopt};  // the one that shows whether anything answers
    if (now < breaker_.trial_at()) {
      return {.kind = breaker_.unavailable() ? Action::kStopped : Action::kWait,
              .until = breaker_.trial_at()};
    }
  }
  if (!errand) {
    SettleLoneRefusals();
    reads_.names().Tick(now);
    Gather(now);
    grouping_.CloseDue(now);
    QueueClosed();
  }
  if (in_flight() >= options_.max_in_flight && !errand)
    return {.kind = Action::kWait, .until = std::nullopt};
  if (!errand && MustReadFirst(now)) {
    return permit_ ? StartRead(now) : Action{.kind = Action::kNeedPermit, .until = std::nullopt};
  }
  Requests* from = errand ? &errands_ : Due(now);
  if (from == nullptr) return {.kind = Action::kWait, .until = NextDue(now)};
  if (!errand && MustGoAlone(from->front())) return {.kind = Action::kWait, .until = std::nullopt};
  if (!permit_) return {.kind = Action::kNeedPermit, .until = std::nullopt};
  return Start(from, now);
}

// Unmarked is what to do where the journal does not take the marks of a request.
Action Engine::Unmarked(const absl::Status& status, TimePoint now) {
  if (absl::IsUnavailable(status)) return {.kind = Action::kWait, .until = now + kJournalPause};
  return {.kind = Action::kStopped, .until = std::nullopt};
}

Action Engine::Start(Requests* from, TimePoint now) {
  Request& request = from->front();
  errand_in_flight_ = request.is_errand();
  if (!errand_in_flight_) {  // first: these may throw
    request.group.SetCall(&request.call);
    std::vector<const Item*> overtaken;
    if (absl::Status s = MarkSending(request, now, &overtaken); !s.ok()) return Unmarked(s, now);
    if (!overtaken.empty()) {
      SettleOvertaken(from, overtaken);
      return Next(now);
    }
  }
  permit_ = false;
  request.started = now;
  request.self = from->begin();
  const TimePoint attempt = now - gate_.ClosedTime(now);
  for (Item& item : request.group.items) {
    if (!item.tried) item.first_attempt = attempt;
    item.tried = true;
  }
  ledger_.Move(request.group.items, ItemState::kFlying);
  in_flight_.splice(in_flight_.end(), *from, request.self);
  return {.kind = Action::kSend, .id = request.id, .call = &request.call};
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// The engine's other end: what an exchange means for the records that it carried.
#include <algorithm>
#include <new>

#include "inflow/delivery/engine.h"

namespace inflow {
namespace {

constexpr int kMissingIdsMeanNoRoute = 3;

// An outcome must not get lost because there is no memory for its words.
SharedText ShareText(std::string_view text) noexcept {
  if (text.empty()) return nullptr;
  try {
    return std::make_shared<const std::string>(text);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

int64_t Millis(const Exchange& exchange) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(exchange.elapsed).count();
}

}  // namespace

RequestTraits Engine::Traits(const Request& request) const {
  if (request.group->route == nullptr) return {};
  const Route& route = *request.group->route;
  return {.idempotent = request.group->idempotent,
          .id_in_path = route.id_in_path(),
          .is_delete = route.method() == HttpMethod::kDelete,
          .repeated = request.maybe_applied,
          .id_field = route.endpoint().id_field};
}

Requests::iterator Engine::InFlight(uint64_t id) noexcept {
  return std::find_if(in_flight_.begin(), in_flight_.end(), [id](const Request& r) { return r.id == id; });
}

Requests::iterator Engine::ReadyAfter(uint64_t place) noexcept {
  return std::find_if(ready_.begin(), ready_.end(), [place](const Request& r) { return r.place > place; });
}

void Engine::OnExchange(Exchange exchange, TimePoint now, WallMillis wall) {
  const auto request = InFlight(exchange.id);
  if (request == in_flight_.end()) return;
  Classified classified = Classify(exchange, Traits(*request), wall);
  const Verdicted end{request, exchange, classified, now};
  Count(end);
  if (classified.verdict != Verdict::kUnreachable && classified.verdict != Verdict::kUntrusted) breaker_.Reset();
  if (request->group->route != nullptr) {
    NoteAnswer(end);
    Apply(end);
    return;
  }
  if (classified.verdict == Verdict::kThrottled) NoteThrottle(end, true);
  if (classified.verdict == Verdict::kDelivered) gate_.Succeeded();
  Requests over;
  over.splice(over.end(), in_flight_, request);
  probe_in_flight_ = false;
  probe_result_.emplace(ProbeResult{std::move(exchange), std::move(classified)});
}

void Engine::Count(const Verdicted& end) noexcept {
  if (!end.exchange.wrote) return;
  ++counters_.requests;
  if (end.request->attempts > 0) ++counters_.retries;
  if (end.classified.verdict == Verdict::kThrottled) {
    ++counters_.throttled;
  } else {
    ++end.request->attempts;
  }
}

// NoteAnswer learns whether the route is there and open to the credential. What never got that far says nothing.
void Engine::NoteAnswer(const Verdicted& end) noexcept {
  switch (end.classified.verdict) {
    case Verdict::kThrottled:
    case Verdict::kUnreachable:
    case Verdict::kUntrusted:
      return;
    case Verdict::kUnauthorized:  // the credential is that of all routes
      for (auto& [route, state] : routes_) state.open = false;
      return;
    default:
      routes_.find(end.request->group->route)->second.open = end.classified.verdict != Verdict::kNoRoute;
  }
}

void Engine::Apply(const Verdicted& end) {
  switch (end.classified.verdict) {
    case Verdict::kDelivered:
      gate_.Succeeded();
      routes_[end.request->group->route].succeeded = true;
      return ApplyDelivered(end);
    case Verdict::kAgain:
      return ApplyAgain(end);
    case Verdict::kThrottled:
      NoteThrottle(end, true);
      return PutBack(end.request);
    case Verdict::kUnreachable:
    case Verdict::kUntrusted:
      PutBack(end.request);  // first: what follows needs memory
      return breaker_.Failed(end.request->started, end.now, end.classified.verdict == Verdict::kUntrusted, end.classified.message,
                             &backoff_);
    case Verdict::kUnknown:
      return ApplyUnknown(end);
    case Verdict::kUnauthorized:
      return StopFor(StopReason::kAuth, end);
    case Verdict::kNoRoute:
      return StopFor(StopReason::kConfig, end);
    case Verdict::kNotFoundId:
      return ApplyMissingId(end);
    case Verdict::kRefused:
      return ApplyRefused(end);
  }
}

// 429 closes the gate and so does a Retry-After with another status.
void Engine::NoteThrottle(const Verdicted& end, bool throttled) {
  const std::optional<Duration>& pause = end.classified.retry_after;
  if (throttled) {
    gate_.Throttled(pause, end.request->started, end.now);
  } else if (pause) {
    gate_.Paused(*pause, end.now);
  }
  if (pause && *pause > options_.retry.max_retry_after) long_pause_ = true;
}

void Engine::ApplyAgain(const Verdicted& end) {
  NoteThrottle(end, false);
  Request& request = *end.request;
  // 503 and 425 say that nothing was applied; the other repeated answers leave it open.
  const bool refused_early = end.exchange.status == 503 || end.exchange.status == 425;
  request.maybe_applied = request.maybe_applied || (end.exchange.wrote && !refused_early);
  ++request.failures;
  const Duration elapsed = (end.now - request.first_attempt) - (gate_.ClosedTime(end.now) - request.closed_before);
  if (request.failures >= options_.retry.max_attempts || elapsed > options_.retry.max_elapsed) {
    const bool might_duplicate = request.maybe_applied && !request.group->idempotent;
    return Settle(end, might_duplicate ? Outcome::kAmbiguous : Outcome::kFailed);
  }
  request.due = end.now + backoff_.Next(request.failures);
  const auto later = std::find_if(waiting_.begin(), waiting_.end(), [&](const Request& r) { return r.due > request.due; });
  waiting_.splice(later, in_flight_, end.request);
}

void Engine::ApplyUnknown(const Verdicted& end) {
  if (options_.retry.on_unknown_outcome == OnUnknownOutcome::kResend) return ApplyAgain(end);
  Settle(end, Outcome::kAmbiguous);
}

void Engine::ApplyMissingId(const Verdicted& end) {
  RouteState& state = routes_[end.request->group->route];
  if (!state.succeeded && ++state.missing_ids >= kMissingIdsMeanNoRoute) return StopFor(StopReason::kConfig, end);
  Settle(end, Outcome::kRejected);
}

void Engine::ApplyDelivered(const Verdicted& end) {
  const std::optional<std::vector<ItemError>> errors = ItemErrors(end);
  if (errors) return Settle(end, Outcome::kDelivered, *errors);
  Settle(end, Outcome::kAmbiguous);  // some may have been refused
}

void Engine::ApplyRefused(const Verdicted& end) {
  const Group& group = *end.request->group;
  if (end.request->maybe_applied && !group.idempotent) return Settle(end, Outcome::kAmbiguous);
  if (!group.divisible() || !end.classified.divisible) return Settle(end, Outcome::kRejected);
  const bool none_applied = group.idempotent || group.route->batching().atomic || end.exchange.status == 413;
  const std::vector<ItemError> errors = ItemErrors(end).value_or(std::vector<ItemError>());
  const bool all_named = errors.size() == group.items();
  if (!none_applied || all_named) return Settle(end, Outcome::kAmbiguous, errors);
  errors.empty() ? Divide(end) : Separate(end, errors);
}

void Engine::StopFor(StopReason reason, const Verdicted& end) noexcept {
  if (stop_.reason == StopReason::kNone) {
    stop_.reason = reason;
    try {
      stop_.message = end.classified.message;
      const Endpoint& endpoint = end.request->group->route->endpoint();
      if (reason == StopReason::kConfig && !endpoint.alternative.empty()) {
        stop_.message +=
            "; the endpoint \"" + endpoint.alternative + "\" does the same job where \"" + endpoint.name + "\" has no route";
      } else if (reason == StopReason::kConfig && endpoint.kind == EndpointKind::kManual) {
        stop_.message += "; check the endpoint's URL, " + endpoint.path;
      }
    } catch (const std::bad_alloc&) {
      stop_.message.clear();
    }
  }
  PutBack(end.request);
}

// PutBack makes a request ready again at its place.
void Engine::PutBack(Requests::iterator request) noexcept {
  const auto at = ReadyAfter(request->place);
  ready_.splice(at, in_flight_, request);
}

// Stage makes requests of the two parts of another one's group.
Requests Engine::Stage(const Request& whole, GroupPair parts) {
  Requests requests;
  for (std::unique_ptr<Group>* part : {&parts.first, &parts.second}) {
    Request& request = requests.emplace_back();
    request.group = std::move(*part);
    request.turn = whole.turn;
    request.attempts = whole.attempts;
  }
  return requests;
}

// Replace lets two staged requests stand for the one whose records they carry.
void Engine::Replace(Requests::iterator whole, Requests* parts) noexcept {
  if (whole->turn) ++whole->turn->open;
  // A form names records by their place, so they may have fewer bytes now.
  counters_.pending_bytes -= whole->group->RecordBytes();
  for (auto part = parts->begin(); part != parts->end(); ++part) {
    counters_.pending_bytes += part->group->RecordBytes();
    part->id = next_request_++;
    part->place = whole->place;
    part->self = part;
  }
  in_flight_.erase(whole);
}

void Engine::Divide(const Verdicted& end) {
  Requests halves;
  try {
    halves = Stage(*end.request, Halve(*end.request->group));
  } catch (const std::bad_alloc&) {
    PutBack(end.request);  // refused once more later, rather than lost
    throw;
  }
  const uint64_t place = end.request->place;
  Replace(end.request, &halves);
  ready_.splice(ReadyAfter(place), halves);
}

// Separate settles the records that a refusal names, and sends the others again without them.
void Engine::Separate(const Verdicted& end, const std::vector<ItemError>& errors) {
  Requests parts;
  try {
    std::vector<bool> refused(end.request->group->items(), false);
    for (const ItemError& error : errors) refused[error.index] = true;
    parts = Stage(*end.request, Partition(*end.request->group, refused));
  } catch (const std::bad_alloc&) {
    PutBack(end.request);
    throw;
  }
  const uint64_t place = end.request->place;
  Replace(end.request, &parts);
  Settled like;
  like.outcome = Outcome::kRejected;
  like.http_status = end.exchange.status;
  like.attempts = parts.front().attempts;
  like.latency_ms = Millis(end.exchange);
  const auto named = parts.begin();
  const Group& group = *named->group;
  auto error = errors.begin();
  for (size_t first = 0; first < group.records.size(); first = group.ItemEnd(first), ++error) {
    like.message = error->message;
    for (size_t i = first; i < group.ItemEnd(first); ++i) SettleRecord(group, i, like);
  }
  in_flight_.splice(in_flight_.end(), parts, named);
  Finish(named);
  ready_.splice(ReadyAfter(place), parts);
}

// ItemErrors is what the answer says of single records; nullopt where there was no memory to read it.
std::optional<std::vector<ItemError>> Engine::ItemErrors(const Verdicted& end) noexcept {
  const Group& group = *end.request->group;
  try {
    if (group.route->folds() && !group.of_documents) return std::vector<ItemError>();
    return ReadItemErrors(end.exchange, group.route->response(), group.items()).errors;
  } catch (const std::bad_alloc&) {
    return std::nullopt;
  }
}

void Engine::Settle(const Verdicted& end, Outcome outcome, const std::vector<ItemError>& errors) noexcept {
  Settled like;
  like.outcome = outcome;
  like.http_status = end.exchange.status;
  like.attempts = end.request->attempts;
  like.latency_ms = Millis(end.exchange);
  like.message = ShareText(end.classified.message);
  if (options_.capture_responses) like.response = ShareText(end.exchange.body);
  Settled refused = like;
  refused.outcome = Outcome::kRejected;
  const Group& group = *end.request->group;
  auto error = errors.begin();
  size_t item = 0;
  for (size_t first = 0; first < group.records.size(); first = group.ItemEnd(first), ++item) {
    const bool named = error != errors.end() && error->index == item;
    if (named) refused.message = (error++)->message;
    for (size_t i = first; i < group.ItemEnd(first); ++i) SettleRecord(group, i, named ? refused : like);
  }
  Finish(end.request);
}

void Engine::SettleRecords(const Request& request, const Settled& like) noexcept {
  for (size_t i = 0; i < request.group->records.size(); ++i) SettleRecord(*request.group, i, like);
}

// SettleRecord is the only place where a pending record stops being one. settled_ has room: Accept reserved it.
void Engine::SettleRecord(const Group& group, size_t i, const Settled& like) noexcept {
  settled_.push_back(like);
  settled_.back().id = group.records[i].id;
  counters_.pending_bytes -= group.RecordBytes(i).size();
  --counters_.pending;
  ++counters_.outcomes[static_cast<size_t>(like.outcome)];
}

// Finish ends a request whose records have settled, and frees those that waited for it.
void Engine::Finish(Requests::iterator request) noexcept {
  if (request->turn) {
    for (Turn::Edge* edge = order_.Leave(request->turn.get(), *request->group); edge != nullptr; edge = edge->next) {
      if (edge->owner->waits_for != 0 || edge->owner->request == nullptr) continue;
      const Request* freed = std::exchange(edge->owner->request, nullptr);  // two of its keys may have waited for this turn
      ready_.splice(ready_.end(), blocked_, freed->self);
    }
  }
  in_flight_.erase(request);
}

void Engine::DiscardAborted(const Exchange& exchange) noexcept {
  const auto request = InFlight(exchange.id);
  if (request == in_flight_.end()) return;
  if (exchange.wrote) {
    ++counters_.requests;
    if (request->attempts > 0) ++counters_.retries;
    ++request->attempts;
    request->maybe_applied = true;
  }
  PutBack(request);
}

void Engine::Discard() noexcept {
  for (std::unique_ptr<Group>& group : grouper_.Clear()) {
    Request open;
    open.group = std::move(group);
    SettleRecords(open, Settled());
  }
  for (Requests* requests : {&ready_, &blocked_, &waiting_}) {
    for (const Request& request : *requests) {
      Settled like;
      like.attempts = request.attempts;
      if (request.maybe_applied && !request.group->idempotent) {
        like.outcome = Outcome::kAmbiguous;
        like.message = ShareText("given back after it was sent; whether the service took it is not known");
      }
      SettleRecords(request, like);
    }
    requests->clear();
  }
  order_ = Order();
  breaker_.Reset();
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// The engine's other end: what an exchange means for the records that it carried. docs/delivery.md
// has the table.
#include <algorithm>
#include <new>

#include "absl/strings/str_cat.h"
#include "plugin/answer/answer.h"
#include "plugin/answer/item_errors.h"
#include "plugin/delivery/engine.h"
#include "plugin/retry/clean_text.h"

namespace inflow {
namespace {

constexpr int kMissingIdsMeanNoRoute = 3;
constexpr int kDoubtsMeanAll = 3;
constexpr size_t kMaxMessage = 500;

Verdict VerdictOf(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kForeign:
      return Verdict::kForeign;
    case AnswerKind::kError:
      return Verdict::kRefused;
    case AnswerKind::kAnotherId:
    case AnswerKind::kNoEntity:
      return Verdict::kUnconfirmed;
    case AnswerKind::kNone:
    case AnswerKind::kEntity:
    case AnswerKind::kUnread:
      return Verdict::kDelivered;
  }
  return Verdict::kUnconfirmed;
}

AnswerContext ContextOf(const Shape& shape) {
  return {.confirm = shape.response.confirm,
          .object = shape.object,
          .answer_id = shape.answer_id,
          .json_asked = shape.asks_json};
}

std::string Seconds(Duration wait) {
  return absl::StrCat(static_cast<double>(ToMillis(wait)) / 1000, " s");
}

}  // namespace

RequestTraits Engine::Traits(const Request& request) const {
  if (request.is_errand()) return {};
  const Shape& shape = request.shape();
  return {.idempotent = request.group.repeatable() &&
                        options_.retry.on_unknown_outcome != OnUnknownOutcome::kHold,
          .id_in_path = shape.id_in_path,
          .is_delete = shape.method == HttpMethod::kDelete,
          .repeated = request.group.maybe_applied(),
          .on_503_not_applied = options_.retry.on_503 == On503::kNotApplied,
          .adopt = shape.adopt};
}

const Request* Engine::InFlight(uint64_t id) const noexcept {
  const auto found = FindRequest(in_flight_, id);
  return found == in_flight_.end() ? nullptr : &*found;
}

// TellWebhook comes before an attempt is counted.
void Engine::TellWebhook(const Request& request, const Exchange& exchange, TimePoint now,
                         WallMillis wall) const noexcept {
  if (webhook_ == nullptr || request.is_errand()) return;
  webhook_->Add({.request_id = request.id,
                 .attempt = request.group.items.front()->attempts + 1,
                 .call = &request.call,
                 .items = &request.group.items,
                 .exchange = &exchange,
                 .ended = wall},
                now);
}

std::string Engine::OnExchange(Exchange&& exchange, TimePoint now, WallMillis wall) {
  if (Read* const read = reads_.Find(exchange.id)) return OnRead(read, exchange, now, wall);
  const auto request = FindRequest(in_flight_, exchange.id);
  if (request == in_flight_.end()) return "";
  TellWebhook(*request, exchange, now, wall);
  Classified classified = Classify(exchange, Traits(*request), wall);
  const Verdicted end{request, exchange, classified, now};
  if (!request->is_errand() && classified.verdict == Verdict::kDelivered &&
      exchange.status != 404) {
    ReadBody(*request, exchange, &classified);
  }
  Count(*request, exchange.wrote);
  if (exchange.wrote && classified.verdict == Verdict::kThrottled) ++counters_.throttled;
  if (ReachedTheService(classified.verdict)) breaker_.Reset();
  if (!request->is_errand()) {
    request->call.own_body = std::string();
    NoteAnswer(end);
    Apply(end);
    StopWhereTooMuchIsRefused();
    return PauseMessage(classified, now);
  }
  if (classified.verdict == Verdict::kThrottled) NoteThrottle(end);
  if (classified.verdict == Verdict::kDelivered) gate_.Succeeded();
  std::string pause = PauseMessage(classified, now);
  if (!pause.empty()) classified.message = pause;
  Desk* const desk = request->desk;
  in_flight_.erase(request);
  errand_in_flight_ = false;
  desk->OnEnd({std::move(exchange), std::move(classified)});
  return pause;
}

// ReadBody lets a 2xx count for what its body shows.
void Engine::ReadBody(const Request& request, const Exchange& exchange, Classified* classified) {
  const Shape& shape = request.shape();
  try {
    const std::string_view sent = shape.writes_json ? request.call.body() : std::string_view();
    AnswerReading reading = ReadAnswer(exchange, sent, ContextOf(shape));
    classified->verdict = VerdictOf(reading.kind);
    classified->message = std::move(reading.message);
    if (reading.kind == AnswerKind::kUnread && shape.response.confirm == Confirm::kEntity) {
      // What came is no entity. A longer answer than is read would be as long the next time.
      const bool again = Traits(request).idempotent && exchange.failure != Failure::kTooLarge;
      classified->verdict = again ? Verdict::kAgain : Verdict::kUnconfirmed;
      classified->maybe_applied = true;
    }
    if (reading.notes.empty()) return;
    const std::string losses = LossesOf(reading.notes);
    if (!losses.empty() && classified->message.empty()) {
      classified->message = absl::StrCat("the service answered ", exchange.status);
    }
    if (!losses.empty())
      classified->message = CleanText(absl::StrCat(classified->message, "; ", losses), kMaxMessage);
    notes_.Stage(std::move(reading.notes));
    notes_.Commit();
    counters_.warnings = notes_.total();
  } catch (const std::bad_alloc&) {
    // The status stands, as it does where answers are not read.
    notes_.Rollback();
  }
}

// PauseMessage says what the service's wish for a pause came to; "" where it had none.
std::string Engine::PauseMessage(const Classified& classified, TimePoint now) const noexcept {
  if (classified.verdict != Verdict::kThrottled && !classified.odd_retry_after) return "";
  try {
    const std::optional<TimePoint> until = gate_.ClosedUntil(now);
    if (until)
      return absl::StrCat(classified.message, ": the next request waits ", Seconds(*until - now));
    const bool throttled = classified.verdict == Verdict::kThrottled;
    return absl::StrCat(classified.message, throttled ? ": the next request may start at once"
                                                      : ": its attempts go on without it");
  } catch (const std::bad_alloc&) {
    return "";
  }
}

// NoteAnswer learns whether the route is there and open to the credential. What never got that far
// says nothing.
void Engine::NoteAnswer(const Verdicted& end) noexcept {
  Standing& standing = standings_.find(&end.request->shape())->second;
  const bool credential =
      end.classified.verdict == Verdict::kUnauthorized || end.exchange.status == 403;
  switch (end.classified.verdict) {
    case Verdict::kThrottled:
    case Verdict::kUnreachable:
    case Verdict::kUntrusted:
      return;
    case Verdict::kUnauthorized:
    case Verdict::kOneOrAll:
      if (end.classified.verdict == Verdict::kOneOrAll && standing.succeeded) return;
      standing.open = false;
      if (!credential) return;
      for (auto& [shape, other] : standings_)
        other.open = false;  // the credential is that of all routes
      return;
    default:
      standing.open = end.classified.verdict != Verdict::kNoRoute &&
                      end.classified.verdict != Verdict::kForeign;
  }
}

void Engine::Apply(const Verdicted& end) {
  switch (end.classified.verdict) {
    case Verdict::kDelivered:
      gate_.Succeeded();
      return ApplyDelivered(end);
    case Verdict::kAgain:
      return end.classified.maybe_applied ? ApplyUnknown(end) : ApplyAgain(end);
    case Verdict::kThrottled:
      NoteThrottle(end);
      return PutBack(end.request);
    case Verdict::kUnreachable:
    case Verdict::kUntrusted: {
      const bool untrusted = end.classified.verdict == Verdict::kUntrusted;
      PutBack(end.request);  // first: what follows needs memory
      return breaker_.Failed(end.request->started, end.now,
                             untrusted ? Breaker::Kind::kUntrusted : Breaker::Kind::kUnreachable,
                             end.classified.message, &backoff_);
    }
    case Verdict::kUnknown:
      return ApplyUnknown(end);
    case Verdict::kUnauthorized:
      return StopFor(StopReason::kAuth, end);
    case Verdict::kNoRoute:
    case Verdict::kForeign:
      return StopFor(StopReason::kConfig, end);
    case Verdict::kNotFoundId:
      return ApplyMissingId(end);
    case Verdict::kOneOrAll:
      return ApplyOneOrAll(end);
    case Verdict::kUnconfirmed:
      if (options_.retry.on_unknown_outcome != OnUnknownOutcome::kVerify)
        return Settle(end, Outcome::kAmbiguous);
      // The service has taken something: what is not there may stand elsewhere.
      return InDoubt(end, {}, /*absent=*/Outcome::kAmbiguous);
    case Verdict::kRefused:
      return ApplyRefused(end);
  }
}

// 429 closes the gate and so does a Retry-After with another status.
void Engine::NoteThrottle(const Classified& classified, TimePoint started, TimePoint now) {
  const std::optional<Duration>& pause = classified.retry_after;
  if (classified.verdict == Verdict::kThrottled) {
    gate_.Throttled(pause, started, now);
  } else if (pause) {
    gate_.Paused(*pause, now);
  }
  if (pause && *pause > options_.retry.max_retry_after) long_pause_ = true;
}

void Engine::ApplyAgain(const Verdicted& end) {
  NoteThrottle(end);
  Request& request = *end.request;
  ItemList& items = request.group.items;
  uint16_t failures = 0;
  bool over = false;
  for (Item& item : items) {
    item.maybe_applied |= end.classified.maybe_applied;
    failures = std::max(failures, ++item.failures);
    over = over || IsOver(item, end.now);
  }
  if (over) {
    const bool might_duplicate = request.group.maybe_applied() && !request.group.repeatable();
    return might_duplicate ? InDoubt(end) : Settle(end, Outcome::kFailed);
  }
  NoteUnapplied(items);
  request.due = end.now + backoff_.Next(failures);
  const auto later = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const Request& r) { return r.due > request.due; });
  ledger_.Move(items, ItemState::kWaiting);
  waiting_.splice(later, in_flight_, end.request);
}

// IsOver tells whether an item that has failed is not tried again. Items of one request have been
// through the same, so it holds for all of them.
bool Engine::IsOver(const Item& item, TimePoint now) const {
  const Duration elapsed = (now - gate_.ClosedTime(now)) - item.first_attempt;
  return item.failures >= options_.retry.max_attempts || elapsed > options_.retry.max_elapsed;
}

// What is in doubt cannot be tried again, so in an outage each further request would put its
// records in doubt as well.
void Engine::ApplyUnknown(const Verdicted& end) {
  const TimePoint started = end.request->started;
  const bool repeats = end.classified.verdict == Verdict::kAgain ||
                       options_.retry.on_unknown_outcome == OnUnknownOutcome::kResend;
  if (repeats && !ReadBackFirst(end)) return ApplyAgain(end);
  NoteThrottle(end.classified, started, end.now);
  if (!repeats) InDoubt(end);
  breaker_.Failed(started, end.now, Breaker::Kind::kDoubt, end.classified.message, &backoff_);
}

void Engine::ApplyMissingId(const Verdicted& end) {
  Standing& standing = standings_.find(&end.request->shape())->second;
  if (!standing.succeeded && ++standing.missing_ids >= kMissingIdsMeanNoRoute)
    return StopFor(StopReason::kConfig, end);
  Settle(end, Outcome::kRejected);
}

// A refusal that may concern this record alone does not settle at once, since a record settles
// once.
void Engine::ApplyOneOrAll(const Verdicted& end) {
  Standing& standing = standings_.find(&end.request->shape())->second;
  if (!standing.succeeded || ++standing.in_doubt >= kDoubtsMeanAll) {
    PutBackParked(&end.request->shape());
    return StopFor(end.exchange.status == 403 ? StopReason::kAuth : StopReason::kConfig, end);
  }
  const Group& group = end.request->group;
  const bool in_doubt = group.maybe_applied() && !group.repeatable();
  end.request->refusal = Like(end, in_doubt ? Outcome::kAmbiguous : Outcome::kRejected);
  NoteUnapplied(group.items);
  ledger_.Move(group.items, ItemState::kParked);
  parked_.splice(parked_.end(), in_flight_, end.request);
}

void Engine::ApplyDelivered(const Verdicted& end) {
  const SharedShape shape = end.request->group.lane->to.shape;
  Standing& standing = standings_.find(shape.get())->second;
  standing.succeeded = true;
  standing.in_doubt = 0;
  ItemAnswer items = ItemErrors(end);
  if (items.whole) {
    if (items.errors.empty()) Learn(end.request->group);
    Settle(end, Outcome::kDelivered, items.errors);
  } else {
    // Some may have been refused, and nobody knows which.
    if (!items.why.empty()) end.classified.message = std::move(items.why);
    const Group& group = end.request->group;
    const bool repeatable =
        group.repeatable() || options_.retry.on_unknown_outcome == OnUnknownOutcome::kResend;
    for (Item& item : group.items) item.maybe_applied = true;
    if (!repeatable || !group.divisible()) {
      InDoubt(end, items.errors);
    } else if (!ReadBackFirst(end, items.errors)) {
      Separate(end, items.errors, /*alone=*/true);
    }
  }
  SettleParked(shape.get());
}

void Engine::ApplyRefused(const Verdicted& end) {
  const Group& group = end.request->group;
  if (group.maybe_applied() && !group.repeatable()) return Settle(end, Outcome::kAmbiguous);
  // What was on its way still when it was read back may be what it is refused for.
  if (end.request->was_absent && !group.repeatable())
    return InDoubt(end, {}, /*absent=*/Outcome::kRejected);
  if (!group.divisible() && LookUpAgain(end)) return;
  if (!group.divisible() || !end.classified.divisible) return Settle(end, Outcome::kRejected);
  const bool none_applied =
      group.repeatable() || group.lane->shape().atomic || end.exchange.status == 413;
  const std::vector<ItemError> errors = ItemErrors(end).errors;
  const bool all_named = errors.size() == group.items.size();
  if (!none_applied || all_named) return Settle(end, Outcome::kAmbiguous, errors);
  errors.empty() ? Divide(end.request) : Separate(end, errors, /*alone=*/false);
}

// ItemErrors is what the answer says of single records; not whole where there was no memory to read
// it.
ItemAnswer Engine::ItemErrors(const Verdicted& end) noexcept {
  const Group& group = end.request->group;
  if (group.lane->shape().response.item_errors.empty() ||
      (group.lane->shape().folds && group.lane->shape().max_items == 1))
    return {};
  try {
    return ReadItemErrors(end.exchange, group.lane->shape().response, group.items.size());
  } catch (const std::bad_alloc&) {
    return {.errors = {}, .whole = false, .why = {}};
  }
}

// StopWhereTooMuchIsRefused keeps a configuration that fits nothing from spending the whole quota.
void Engine::StopWhereTooMuchIsRefused() noexcept {
  const StopAfterConfig& most = options_.stop_after;
  if (most.rejected == 0 || refused_ < most.rejected || stop_.reason != StopReason::kNone) return;
  if (static_cast<double>(refused_) < most.share * static_cast<double>(answered_)) return;
  stop_.reason = StopReason::kConfig;
  try {
    stop_.message =
        "the service has refused " + std::to_string(refused_) + " of " + std::to_string(answered_) +
        " records, which \"stop_after\" takes for more than the records' own fault; nothing more is "
        "sent until that is mended or raised. The last one: " +
        (refusal_ != nullptr ? *refusal_ : "");
  } catch (const std::bad_alloc&) {
    stop_.message.clear();
  }
}

void Engine::StopFor(StopReason reason, const Verdicted& end) noexcept {
  if (stop_.reason == StopReason::kNone) {
    stop_.reason = reason;
    try {
      stop_.message = end.classified.message;
      const Shape& shape = end.request->shape();
      if (end.classified.verdict == Verdict::kNoRoute && !shape.instead_of_route.empty()) {
        stop_.message += shape.instead_of_route;
      } else if (reason == StopReason::kConfig) {
        stop_.message += shape.about_url;
      }
    } catch (const std::bad_alloc&) {
      stop_.message.clear();
    }
  }
  PutBack(end.request);
}

}  // namespace inflow

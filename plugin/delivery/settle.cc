// SPDX-License-Identifier: Apache-2.0
//
// How pending records stop being so: settled with an outcome, made ready again, or given back.
#include <algorithm>
#include <new>
#include <utility>

#include "plugin/delivery/engine.h"

namespace inflow {
namespace {

constexpr char kMayStand[] =
    "; an earlier attempt of it has no clear answer, so what that wrote may stand";

// An outcome must not get lost because there is no memory for its words.
SharedText ShareText(std::string_view text, std::string_view rest = {}) noexcept {
  if (text.empty()) return nullptr;
  try {
    return std::make_shared<const std::string>(std::string(text).append(rest));
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

// MayStand tells whether a repeatable request that ends like this may have been applied all the
// same.
bool MayStand(const Request& request, Outcome outcome) {
  return request.past.maybe_applied &&
         (outcome == Outcome::kRejected || outcome == Outcome::kFailed);
}

}  // namespace

Settled Engine::Like(const Verdicted& end, Outcome outcome) const noexcept {
  Settled like;
  like.outcome = outcome;
  like.http_status = end.exchange.status;
  like.attempts = end.request->past.attempts;
  like.latency_ms = ToMillis(end.exchange.elapsed);
  like.message =
      ShareText(end.classified.message, MayStand(*end.request, outcome) ? kMayStand : "");
  if (options_.capture_responses) like.response = ShareText(end.exchange.body);
  return like;
}

void Engine::Settle(const Verdicted& end, Outcome outcome,
                    const std::vector<ItemError>& errors) noexcept {
  const Settled like = Like(end, outcome);
  Settled refused = like;
  refused.outcome = Outcome::kRejected;
  auto error = errors.begin();
  size_t index = 0;
  for (const Item& item : end.request->group->items) {
    const bool named = error != errors.end() && error->index == index;
    if (named) refused.message = (error++)->message;
    SettleItem(item, named ? refused : like, end.request->past.maybe_applied);
    ++index;
  }
  Finish(end.request);
}

void Engine::SettleRecords(const Request& request, const Settled& like) noexcept {
  for (const Item& item : request.group->items) SettleItem(item, like, request.past.maybe_applied);
}

void Engine::SettleItem(const Item& item, const Settled& like, bool maybe_applied) noexcept {
  ForEachRecord(item, [&](const Item& record) { SettleRecord(record, like, maybe_applied); });
}

// SettleRecord is the only place where a pending record stops being one. settled_ has room: Accept
// reserved it.
void Engine::SettleRecord(const Item& record, const Settled& like, bool maybe_applied) noexcept {
  settled_.push_back(like);
  settled_.back().id = record.id;
  settled_.back().document = record.document_number;
  if (record.document_number != 0)
    SettleDocument(record.document_number, like.outcome, maybe_applied);
  counters_.pending_bytes -= record.payload.size();
  --counters_.pending;
  ++counters_.outcomes[static_cast<size_t>(like.outcome)];
}

// Finish ends a request whose records have settled, and frees those that waited for it.
void Engine::Finish(Requests::iterator request) noexcept {
  Requests over;
  over.splice(over.end(), in_flight_, request);
  for (; !over.empty(); over.pop_front()) {
    const Request& ended = over.front();
    if (!ended.turn) continue;
    for (Turn::Edge* edge = order_.Leave(ended.turn.get(), *ended.group); edge != nullptr;
         edge = edge->next) {
      if (edge->owner->waits_for != 0 || edge->owner->request == nullptr) continue;
      const Request* freed = std::exchange(
          edge->owner->request, nullptr);  // two of its keys may have waited for this turn
      Requests& to = freed->withdrawn ? over : ready_;
      to.splice(to.end(), blocked_, freed->self);
    }
  }
}

Requests::iterator Engine::ReadyAfter(uint64_t place) noexcept {
  return std::find_if(ready_.begin(), ready_.end(),
                      [place](const Request& r) { return r.place > place; });
}

// PutBack makes a request ready again at its place.
void Engine::PutBack(Requests::iterator request) noexcept {
  const auto at = ReadyAfter(request->place);
  ready_.splice(at, in_flight_, request);
}

void Engine::DiscardAborted(const Exchange& exchange) noexcept {
  const auto request = InFlight(exchange.id);
  if (request == in_flight_.end()) return;
  request->call.own_body = std::string();
  if (exchange.wrote) {
    ++counters_.requests;
    if (request->past.attempts > 0) ++counters_.retries;
    ++request->past.attempts;
    request->past.maybe_applied = true;
  }
  PutBack(request);
}

void Engine::Discard() noexcept {
  const ItemList open = grouper_.Clear();
  for (const Item& item : open) SettleItem(item, Settled(), /*maybe_applied=*/false);
  for (Requests* requests : {&ready_, &blocked_, &waiting_, &held_}) {
    for (const Request& request : *requests) {
      if (request.withdrawn) continue;
      Settled like;
      like.attempts = request.past.attempts;
      if (request.past.maybe_applied && request.group->repeatable()) {
        like.message = ShareText("given back after it was sent; what that wrote may stand");
      } else if (request.past.maybe_applied) {
        like.outcome = Outcome::kAmbiguous;
        like.message =
            ShareText("given back after it was sent; whether the service took it is not known");
      } else if (request.refusal.message) {
        like.http_status = request.refusal.http_status;
        like.message = ShareText("given back after it was refused: ", *request.refusal.message);
      }
      SettleRecords(request, like);
    }
    requests->clear();
  }
  order_ = Order();
  breaker_.Reset();
}

}  // namespace inflow

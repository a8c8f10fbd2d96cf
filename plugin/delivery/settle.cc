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
bool MayStand(const Group& group, Outcome outcome) {
  return (outcome == Outcome::kRejected || outcome == Outcome::kFailed) && group.maybe_applied();
}

// GivenBack is how an item settles that is discarded; `refusal` is what it was parked with.
Settled GivenBack(const Item& item, const Settled& refusal) noexcept {
  Settled like;
  if (item.maybe_applied && IsRepeatable(item)) {
    like.message = ShareText("given back after it was sent; what that wrote may stand");
  } else if (item.maybe_applied) {
    like.outcome = Outcome::kAmbiguous;
    like.message =
        ShareText("given back after it was sent; whether the service took it is not known");
  } else if (refusal.message) {
    like.http_status = refusal.http_status;
    like.message = ShareText("given back after it was refused: ", *refusal.message);
  }
  return like;
}

}  // namespace

Settled Engine::Like(const Verdicted& end, Outcome outcome) const noexcept {
  Settled like;
  like.outcome = outcome;
  like.http_status = end.exchange.status;
  like.latency_ms = ToMillis(end.exchange.elapsed);
  like.message =
      ShareText(end.classified.message, MayStand(end.request->group, outcome) ? kMayStand : "");
  if (options_.capture_responses) like.response = ShareText(end.exchange.body);
  return like;
}

void Engine::Settle(const Verdicted& end, Outcome outcome,
                    const std::vector<ItemError>& errors) noexcept {
  const Settled like = Like(end, outcome);
  SettleNamed(end, errors, [&](Item* item) { SettleItem(item, like); });
}

void Engine::SettleNamed(const Verdicted& end, const std::vector<ItemError>& errors,
                         absl::FunctionRef<void(Item*)> other) noexcept {
  Settled refused;
  if (!errors.empty()) refused = Like(end, Outcome::kRejected);
  auto error = errors.begin();
  ItemList& items = end.request->group.items;
  for (size_t index = 0; !items.empty(); ++index) {
    const bool named = error != errors.end() && error->index == index;
    if (named) refused.message = (error++)->message;
    named ? SettleItem(items.TakeFirst(), refused) : other(items.TakeFirst());
  }
  Drop(&in_flight_, end.request);
}

void Engine::SettleItems(ItemList items, const Settled& like) noexcept {
  while (!items.empty()) SettleItem(items.TakeFirst(), like);
}

// SettleItem settles an item that is in no list, and frees the one behind it.
void Engine::SettleItem(Item* item, const Settled& like) noexcept {
  Settled own = like;
  own.attempts = item->attempts;
  SettleRecords(*item, own);
  if (Item* const freed = ledger_.Leave(item)) {
    freed->follows = true;
    free_.Append(freed);
  }
  Release(item);
}

// SettleRecords settles an item's records, whether it ever entered a chain or not.
void Engine::SettleRecords(const Item& item, const Settled& like) noexcept {
  ForEachRecord(item, [&](const Item& record) { SettleRecord(record, like); });
  if (item.document != nullptr) SettleDocument(item, like.outcome);
}

// SettleRecord is the only place where a pending record stops being one. There is room: Accept
// reserved it.
void Engine::SettleRecord(const Item& record, const Settled& like) noexcept {
  Settled& settled = Settling().emplace_back(like);
  settled.id = record.id;
  settled.number = record.number;
  urgent_ |= !record.repeatable;
  if (like.attempts > 0) ++answered_;
  if (like.attempts > 0 && like.outcome == Outcome::kRejected) {
    ++refused_;
    refusal_ = like.message;
  }
  settled.document = record.document_number;
  counters_.pending_bytes -= record.payload_size;
  if (record.adopted) {
    settled.flags |= kAdopted;
    --counters_.adopted_pending;
    return;
  }
  --counters_.pending;
  ++counters_.outcomes[static_cast<size_t>(like.outcome)];
}

Requests::iterator Engine::ReadyAfter(uint64_t place) noexcept {
  return std::find_if(ready_.begin(), ready_.end(),
                      [place](const Request& r) { return r.place > place; });
}

// PutBack makes a request ready again at its place.
void Engine::PutBack(Requests::iterator request) noexcept {
  NoteUnapplied(request->group.items);
  ledger_.Move(request->group.items, ItemState::kReady);
  ready_.splice(ReadyAfter(request->place), in_flight_, request);
}

// Count counts an attempt, if it may have reached the service.
void Engine::Count(const Request& request, bool wrote) noexcept {
  if (!wrote) return;
  ++counters_.requests;
  const Item* const first = request.group.items.front();
  if (first != nullptr && first->attempts > 0) ++counters_.retries;
  for (Item& item : request.group.items) ++item.attempts;
}

void Engine::OnAbort(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept {
  if (Read* const read = reads_.Find(exchange.id)) {
    if (exchange.wrote) ++counters_.requests;
    return reads_.PutBack(read);
  }
  const auto request = FindRequest(in_flight_, exchange.id);
  if (request == in_flight_.end() || request->is_errand()) return;
  TellWebhook(*request, exchange, now, wall);
  request->call.own_body = std::string();
  Count(*request, exchange.wrote);
  for (Item& item : request->group.items) item.maybe_applied |= exchange.wrote;
  PutBack(request);
}

void Engine::Discard() noexcept {
  for (Folder* folder : {&folder_, &earlier_folder_}) {
    const ItemList folding = folder->Clear();
    for (const Item& document : folding) SettleRecords(document, Settled());
  }
  SettleItems(grouping_.Clear(), Settled());
  Requests doubted = reads_.TakeDoubted();
  for (Requests* requests : {&ready_, &waiting_, &parked_, &doubted}) {
    for (Request& request : *requests) {
      ItemList& items = request.group.items;
      while (!items.empty()) {
        const Settled like = GivenBack(*items.front(), request.refusal);
        SettleItem(items.TakeFirst(), like);
      }
    }
    requests->clear();
  }
  SettleItems(std::move(alone_), Settled());
  for (auto& [reference, held] : held_) SettleItems(std::move(held), Settled());
  held_.clear();
  while (!free_.empty()) SettleItem(free_.TakeFirst(), Settled());
  reads_.ForgetLookups();
  breaker_.Reset();
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// A group that comes apart: halved where one of its records was refused and nobody said which,
// without those that were named, or each record alone.
#include <new>
#include <utility>

#include "plugin/delivery/engine.h"

namespace inflow {

// Stage makes requests that the items of one in flight are about to move to.
Requests Engine::Stage(Requests::iterator whole, size_t parts) {
  Requests requests;
  try {
    for (; parts > 0; --parts) {
      Request& request = requests.emplace_back();
      request.group = whole->group->Like();
      request.turn = whole->turn;
      request.past = whole->past;
    }
  } catch (const std::bad_alloc&) {
    PutBack(whole);  // refused once more later, rather than lost
    throw;
  }
  return requests;
}

// Replace lets staged requests stand for the one in flight whose records they carry.
void Engine::Replace(Requests::iterator whole, Requests* parts) noexcept {
  if (whole->turn) whole->turn->open += parts->size() - 1;
  for (auto part = parts->begin(); part != parts->end(); ++part) {
    part->id = next_request_++;
    part->place = whole->place;
    part->self = part;
    Carry(&*part);
  }
  in_flight_.erase(whole);
}

void Engine::Divide(Requests::iterator whole) {
  Requests halves = Stage(whole, 2);
  ItemList& items = whole->group->items;
  halves.front().group->items = items.TakeFirst(items.size() / 2);
  halves.back().group->items = std::move(items);
  const uint64_t place = whole->place;
  Replace(whole, &halves);
  ready_.splice(ReadyAfter(place), halves);
}

// Separate settles the items that an answer names, and sends the others again without them:
// together, or each alone.
void Engine::Separate(const Verdicted& end, const std::vector<ItemError>& errors, bool alone) {
  ItemList& items = end.request->group->items;
  Requests parts = Stage(end.request, alone ? 1 + items.size() - errors.size() : 2);
  const auto named = parts.begin();
  auto other = std::next(named);
  auto error = errors.begin();
  for (size_t index = 0; !items.empty(); ++index) {
    const bool is_named = error != errors.end() && error->index == index;
    (is_named ? named : other)->group->items.Append(items.TakeFirst());
    if (is_named) {
      ++error;
    } else if (alone) {
      ++other;
    }
  }
  const uint64_t place = end.request->place;
  Replace(end.request, &parts);
  Settled like;
  like.outcome = Outcome::kRejected;
  like.http_status = end.exchange.status;
  like.attempts = named->past.attempts;
  like.latency_ms = ToMillis(end.exchange.elapsed);
  error = errors.begin();
  for (const Item& item : named->group->items) {
    like.message = (error++)->message;
    SettleItem(item, like, named->past.maybe_applied);
  }
  in_flight_.splice(in_flight_.end(), parts, named);
  Finish(named);
  ready_.splice(ReadyAfter(place), parts);
}

}  // namespace inflow

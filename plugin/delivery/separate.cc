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
      requests.emplace_back().group.lane = whole->group.lane;
    }
  } catch (const std::bad_alloc&) {
    PutBack(whole);  // refused once more later, rather than lost
    throw;
  }
  return requests;
}

// Replace lets staged requests stand for the one in flight whose items they carry.
void Engine::Replace(Requests::iterator whole, Requests* parts) noexcept {
  for (auto part = parts->begin(); part != parts->end(); ++part) {
    part->id = next_request_++;
    part->place = whole->place;
    part->self = part;
    Carry(&*part);
    // What may not be repeated comes here only where nothing of it was applied.
    if (!part->group.repeatable()) NoteUnapplied(part->group.items);
    ledger_.Move(part->group.items, ItemState::kReady);
  }
  ready_.splice(ReadyAfter(whole->place), *parts);
  Drop(&in_flight_, whole);
}

void Engine::Divide(Requests::iterator whole) {
  Requests halves = Stage(whole, 2);
  ItemList& items = whole->group.items;
  halves.front().group.items = items.TakeFirst(items.size() / 2);
  halves.back().group.items = std::move(items);
  Replace(whole, &halves);
}

// Separate settles the items that an answer names, and sends the others again without them:
// together, or each alone.
void Engine::Separate(const Verdicted& end, const std::vector<ItemError>& errors, bool alone) {
  ItemList& items = end.request->group.items;
  Requests parts = Stage(end.request, alone ? items.size() - errors.size() : 1);
  Settled like = Like(end, Outcome::kRejected);
  auto other = parts.begin();
  auto error = errors.begin();
  for (size_t index = 0; !items.empty(); ++index) {
    Item* const item = items.TakeFirst();
    if (error != errors.end() && error->index == index) {
      like.message = (error++)->message;
      SettleItem(item, like);
      continue;
    }
    other->group.items.Append(item);
    if (alone) ++other;
  }
  Replace(end.request, &parts);
}

}  // namespace inflow

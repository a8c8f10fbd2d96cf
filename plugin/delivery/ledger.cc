// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/ledger.h"

#include <cassert>
#include <cstdint>
#include <utility>

#include "plugin/request/lane.h"

namespace inflow {
namespace {

constexpr unsigned Bit(ItemState state) { return 1u << static_cast<unsigned>(state); }

// MayMove is the table of the moves between states; Enter and Leave begin and end them.
[[maybe_unused]] bool MayMove(ItemState from, ItemState to) {
  using enum ItemState;
  switch (from) {
    case kFolding:
    case kBehind:
      return false;  // they enter a chain, or leave it
    case kFree:
      return (Bit(to) & (Bit(kOpen) | Bit(kReady) | Bit(kHeld))) != 0;
    case kHeld:
      return to == kFree;
    case kOpen:
      return to == kReady;
    case kReady:
      return to == kFlying;
    case kFlying:
      return (Bit(to) &
              (Bit(kReady) | Bit(kWaiting) | Bit(kParked) | Bit(kFree) | Bit(kDoubted))) != 0;
    case kWaiting:
      return to == kFlying;
    case kParked:
    case kDoubted:
      return to == kReady;
  }
  return false;
}

bool AreOfOneKey(const Item& one, const Item& other) {
  return one.hash == other.hash && one.key() == other.key() &&
         one.lane->shape().collection == other.lane->shape().collection;
}

}  // namespace

void Ledger::Reserve(size_t more) {
  if (heads_ + more <= buckets_.size()) return;
  size_t size = buckets_.empty() ? 64 : buckets_.size();
  while (size < heads_ + more) size *= 2;
  std::vector<Item*> buckets(size, nullptr);
  for (Item* head : buckets_) {
    while (head != nullptr) {
      Item*& first = buckets[head->hash & (size - 1)];
      Item* const next = std::exchange(head->bucket, first);
      first = head;
      head = next;
    }
  }
  buckets_ = std::move(buckets);
}

// SlotOf returns what points to the head of the chain of an item's key; to null where there is
// none.
Item** Ledger::SlotOf(uint32_t hash, const Item& like) noexcept {
  Item** slot = &buckets_[hash & (buckets_.size() - 1)];
  while (*slot != nullptr && !AreOfOneKey(**slot, like)) slot = &(*slot)->bucket;
  return slot;
}

bool Ledger::Enter(Item* item) noexcept {
  item->state = ItemState::kFree;
  item->next = item->behind = item->bucket = nullptr;
  if (item->hash == 0) {
    ++Count(item->state);
    return true;
  }
  Item** const slot = SlotOf(item->hash, *item);
  Item* const head = *slot;
  if (head == nullptr) {
    *slot = item;
    ++heads_;
  } else {
    Item* const last = std::exchange(head->behind, item);
    item->next = last == nullptr ? item : std::exchange(last->next, item);
    item->state = ItemState::kBehind;
  }
  ++Count(item->state);
  return head == nullptr;
}

Item* Ledger::Leave(Item* item) noexcept {
  --Count(item->state);
  if (item->hash == 0) return nullptr;
  Item** slot = &buckets_[item->hash & (buckets_.size() - 1)];
  while (*slot != item) slot = &(*slot)->bucket;
  Item* const last = std::exchange(item->behind, nullptr);
  if (last == nullptr) {
    *slot = item->bucket;
    --heads_;
    return nullptr;
  }
  Item* const freed = last->next;
  last->next = freed->next;
  freed->behind = freed == last ? nullptr : last;
  freed->bucket = item->bucket;
  freed->next = nullptr;
  *slot = freed;
  --Count(ItemState::kBehind);
  freed->state = ItemState::kFree;
  ++Count(freed->state);
  return freed;
}

void Ledger::TakeOut(Item* item) noexcept {
  Item* const head = *SlotOf(item->hash, *item);
  assert(head != nullptr);
  Item* before = head->behind;
  while (before->next != item) before = before->next;
  before->next = std::exchange(item->next, nullptr);
  if (head->behind == item) head->behind = before == item ? nullptr : before;
  item->hash = 0;  // it has no chain any more
}

void Ledger::Move(Item* item, ItemState to) noexcept {
  assert(MayMove(item->state, to));
  --Count(item->state);
  item->state = to;
  ++Count(to);
}

void Ledger::Move(const ItemList& items, ItemState to) noexcept {
  if (items.empty()) return;
  assert(MayMove(items.front()->state, to));
  Count(items.front()->state) -= items.size();
  Count(to) += items.size();
  for (Item& item : items) item.state = to;
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
//
// File: ledger.h
//
// Where every item is, and which ones wait for another of their key: those of one key make a chain,
// and only its head may be sent. Nothing but Reserve allocates.
//
//   ledger.Reserve(count);
//   if (ledger.Enter(item)) ...                   // nothing is ahead of it
//   ledger.Move(item, ItemState::kFlying);
//   if (Item* freed = ledger.Leave(item)) ...     // the next of its key
#ifndef PLUGIN_DELIVERY_LEDGER_H_
#define PLUGIN_DELIVERY_LEDGER_H_

#include <array>
#include <cstddef>
#include <vector>

#include "plugin/request/item.h"

namespace inflow {

class Ledger {
 public:
  // Reserve makes room for more items. Throws only std::bad_alloc.
  void Reserve(size_t more);

  // Enter puts an item, which is in no list, at the end of its key's chain. True where it is FREE,
  // and the caller's; else it is BEHIND, and the head's of its chain.
  bool Enter(Item* item) noexcept;
  // HeadOf returns the head of an item's chain: itself where nothing is ahead.
  Item* HeadOf(const Item& item) noexcept { return *SlotOf(item.hash, item); }

  // Leave ends an item that is the head of its chain, or has no key. It returns the one behind it,
  // which is FREE now; null where none is.
  Item* Leave(Item* item) noexcept;
  // TakeOut takes one that is BEHIND out of its chain; Leave ends it.
  void TakeOut(Item* item) noexcept;

  void Move(Item* item, ItemState to) noexcept;
  // All of them are in one state.
  void Move(const ItemList& items, ItemState to) noexcept;

  size_t count(ItemState state) const { return counts_[static_cast<size_t>(state)]; }

 private:
  Item** SlotOf(uint32_t hash, const Item& like) noexcept;
  size_t& Count(ItemState state) { return counts_[static_cast<size_t>(state)]; }

  // The heads of chains, by the hash of their key: as many as the size, a power of two, or fewer.
  std::vector<Item*> buckets_;
  size_t heads_ = 0;
  std::array<size_t, kItemStates> counts_{};
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_LEDGER_H_

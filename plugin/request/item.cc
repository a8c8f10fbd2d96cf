// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/item.h"

namespace inflow {

ItemList& ItemList::operator=(ItemList&& other) noexcept {
  if (this == &other) return *this;
  Clear();
  Append(std::move(other));
  return *this;
}

void ItemList::Append(ItemList&& others) noexcept {
  if (others.empty()) return;
  (last_ == nullptr ? first_ : last_->next) = others.first_;
  last_ = others.last_;
  size_ += others.size_;
  others.first_ = others.last_ = nullptr;
  others.size_ = 0;
}

ItemList ItemList::TakeFirst(size_t count) noexcept {
  ItemList taken;
  for (; count > 0; --count) taken.Append(TakeFirst());
  return taken;
}

void ItemList::Remove(Item* item) noexcept {
  Item* before = nullptr;
  for (Item* at = first_; at != item; at = at->next) before = at;
  (before == nullptr ? first_ : before->next) = std::exchange(item->next, nullptr);
  if (last_ == item) last_ = before;
  --size_;
}

void ItemList::Clear() noexcept {
  while (!empty()) Release(TakeFirst());
}

}  // namespace inflow

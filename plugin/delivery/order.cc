// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/order.h"

namespace inflow {

std::shared_ptr<Turn> Order::Prepare(const Group& group, LastTurns* keys) {
  std::shared_ptr<Turn> turn;
  for (const ItemList* items : {&group.items, &group.staged}) {
    for (const Item& item : *items) {
      if (item.key == 0) continue;
      keys->emplace(item.key, nullptr);
      if (turn == nullptr) turn = std::make_shared<Turn>();
      turn->edges.push_back({item.key, nullptr, nullptr});
    }
  }
  return turn;
}

void Order::Reserve(const LastTurns& keys) {
  const auto room =
      static_cast<size_t>(static_cast<float>(last_.bucket_count()) * last_.max_load_factor());
  // The table of an empty map has no room at all, although it has a bucket.
  if (last_.size() + keys.size() >= room) last_.reserve(2 * (last_.size() + keys.size()));
}

void Order::Join(Turn* turn, const Group& group) noexcept {
  for (const Item& item : group.items) {
    if (item.key == 0) continue;
    Turn*& last = last_.find(item.key)->second;
    if (last != nullptr && last != turn) {
      Turn::Edge* edge = &turn->edges[turn->waits_for++];
      edge->owner = turn;
      edge->next = last->waiting;
      last->waiting = edge;
    }
    last = turn;
  }
}

Turn::Edge* Order::Leave(Turn* turn, const Group& group) noexcept {
  const auto leave = [this, turn](RecordKey key) {
    const auto it = key == 0 ? last_.end() : last_.find(key);
    if (it != last_.end() && it->second == turn) last_.erase(it);
  };
  if (--turn->open > 0) {
    for (const Item& item : group.items) leave(item.key);
    return nullptr;
  }
  // Also those of documents that were taken out of the group.
  for (const Turn::Edge& edge : turn->edges) leave(edge.key);
  for (Turn::Edge* edge = turn->waiting; edge != nullptr; edge = edge->next)
    --edge->owner->waits_for;
  return std::exchange(turn->waiting, nullptr);
}

}  // namespace inflow

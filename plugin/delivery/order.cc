// SPDX-License-Identifier: Apache-2.0
#include "inflow/delivery/order.h"

namespace inflow {

std::unique_ptr<Turn> Order::Prepare(const Group& group) {
  size_t keys = 0;
  for (const GroupedRecord& record : group.records) keys += record.key != 0 ? 1 : 0;
  if (keys == 0) return nullptr;
  auto turn = std::make_unique<Turn>();
  turn->edges.resize(keys);
  return turn;
}

void Order::Join(Turn* turn, const Group& group) noexcept {
  for (const GroupedRecord& record : group.records) {
    if (record.key == 0) continue;
    Turn*& last = last_[record.key];
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
  for (const GroupedRecord& record : group.records) {
    if (record.key == 0) continue;
    const auto it = last_.find(record.key);
    if (it != last_.end() && it->second == turn) last_.erase(it);
  }
  if (--turn->open > 0) return nullptr;
  for (Turn::Edge* edge = turn->waiting; edge != nullptr; edge = edge->next) --edge->owner->waits_for;
  return std::exchange(turn->waiting, nullptr);
}

}  // namespace inflow

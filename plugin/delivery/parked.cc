// SPDX-License-Identifier: Apache-2.0
//
// Refusals that may concern one record or all of its endpoint: what came of the endpoint's next
// answers.
#include <algorithm>

#include "plugin/delivery/engine.h"

namespace inflow {

// SettleParked: the endpoint takes other records, so the refusals were the parked ones' own.
void Engine::SettleParked(const Shape* shape) {
  for (auto parked = parked_.begin(); parked != parked_.end();) {
    const auto next = std::next(parked);
    if (&parked->shape() == shape) SettleOwn(parked);
    parked = next;
  }
}

// SettleLoneRefusals takes a refusal for its records' own where nothing else is on its way that
// could tell.
void Engine::SettleLoneRefusals() {
  for (auto parked = parked_.begin(); parked != parked_.end();) {
    const auto next = std::next(parked);
    if (!IsWorkedOn(&parked->shape())) SettleOwn(parked);
    parked = next;
  }
}

// Of several records one may have been meant.
void Engine::SettleOwn(Requests::iterator parked) {
  in_flight_.splice(in_flight_.end(), parked_, parked);
  if (parked->group.divisible()) return Divide(parked);
  SettleItems(std::move(parked->group.items), parked->refusal);
  Drop(&in_flight_, parked);
}

void Engine::PutBackParked(const Shape* shape) noexcept {
  for (auto parked = parked_.begin(); parked != parked_.end();) {
    const auto next = std::next(parked);
    if (&parked->shape() == shape) {
      in_flight_.splice(in_flight_.end(), parked_, parked);
      PutBack(parked);
    }
    parked = next;
  }
}

bool Engine::IsWorkedOn(const Shape* shape) const {
  for (const Requests* requests : {&in_flight_, &ready_, &waiting_}) {
    for (const Request& request : *requests) {
      if (&request.shape() == shape) return true;
    }
  }
  return std::any_of(alone_.begin(), alone_.end(),
                     [shape](const Item& item) { return &item.lane->shape() == shape; });
}

}  // namespace inflow

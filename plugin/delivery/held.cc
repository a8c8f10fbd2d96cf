// SPDX-License-Identifier: Apache-2.0
//
// Refusals that may concern one record or all of its endpoint: what came of the endpoint's next
// answers.
#include "plugin/delivery/engine.h"

namespace inflow {

// SettleHeld: the endpoint takes other records, so the refusals were the held ones' own.
void Engine::SettleHeld(const Shape* shape) {
  for (auto held = held_.begin(); held != held_.end();) {
    const auto next = std::next(held);
    if (held->group->shape.get() == shape) SettleOwn(held);
    held = next;
  }
}

// SettleLoneRefusals takes a refusal for its records' own where nothing else is on its way that
// could tell.
void Engine::SettleLoneRefusals() {
  for (auto held = held_.begin(); held != held_.end();) {
    const auto next = std::next(held);
    if (!IsWorkedOn(held->group->shape.get())) SettleOwn(held);
    held = next;
  }
}

// Of several records one may have been meant.
void Engine::SettleOwn(Requests::iterator held) {
  in_flight_.splice(in_flight_.end(), held_, held);
  if (held->group->divisible()) return Divide(held);
  SettleRecords(*held, held->refusal);
  Finish(held);
}

void Engine::PutBackHeld(const Shape* shape) noexcept {
  for (auto held = held_.begin(); held != held_.end();) {
    const auto next = std::next(held);
    if (held->group->shape.get() == shape) {
      in_flight_.splice(in_flight_.end(), held_, held);
      PutBack(held);
    }
    held = next;
  }
}

bool Engine::IsWorkedOn(const Shape* shape) const {
  for (const Requests* requests : {&in_flight_, &ready_, &waiting_}) {
    for (const Request& request : *requests) {
      if (request.group->shape.get() == shape) return true;
    }
  }
  return false;
}

}  // namespace inflow

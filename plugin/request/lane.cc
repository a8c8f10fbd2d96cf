// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/lane.h"

namespace inflow {

void Unlist(Lane* lane) noexcept {
  if (lane->registry != nullptr) lane->registry->erase(lane->self);
  lane->registry = nullptr;
}

void Leave(Lane* lane) noexcept {
  if (lane == nullptr || --lane->users > 0) return;
  Unlist(lane);
  delete lane;
}

LaneRef MakeLane(Address to) {
  auto lane = std::make_unique<Lane>();
  lane->to = std::move(to);
  return LaneRef(lane.release());
}

Lanes::~Lanes() {
  if (by_name_ == nullptr) return;
  while (!by_name_->empty()) Unlist(by_name_->begin()->second);
}

LaneRef Lanes::Find(const std::string& name) const {
  const auto found = by_name_->find(name);
  return found == by_name_->end() ? LaneRef() : LaneRef(found->second);
}

LaneRef Lanes::Make(const std::string& name, Address to) {
  LaneRef lane = MakeLane(std::move(to));
  lane->self = by_name_->insert_or_assign(name, lane.get()).first;
  lane->registry = by_name_.get();
  return lane;
}

}  // namespace inflow

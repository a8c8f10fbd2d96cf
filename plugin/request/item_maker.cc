// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/item_maker.h"

namespace inflow {
namespace {

// EnvelopeOf is the envelope of all groups of a route, or null where it depends on the record.
const SharedEnvelope& EnvelopeOf(const Route& route) {
  return route.folds() ? route.envelope().documents() : route.envelope().constant();
}

}  // namespace

absl::StatusOr<Item*> ItemMaker::Make(const Route& route, const RenderInput& input, uint64_t id) {
  const bool alone = !route.batching().enabled;
  LaneRef lane;
  absl::Status status = alone ? FindLane(route, input, &lane) : absl::OkStatus();
  if (status.ok()) status = route.payload().Map(input, &record_);
  if (status.ok() && !alone) status = FindLane(route, input, &lane);
  if (!status.ok()) return status;
  absl::StatusOr<Item*> item = MakeLine(route, input, 0, id);
  if (item.ok()) (*item)->lane = lane.Release();
  return item;
}

absl::StatusOr<Item*> ItemMaker::MakeLine(const Route& route, const RenderInput& input, size_t line,
                                          uint64_t id) {
  payload_.clear();
  if (absl::Status s = route.payload().AppendItem(input, &record_, line, &payload_); !s.ok())
    return s;
  return Place(route, input, id);
}

Item* ItemMaker::MakeBlankLine(const Route& route, const RenderInput& input, uint64_t id) {
  payload_.clear();
  Item* const item = Place(route, input, id);
  item->left_out = true;
  return item;
}

// Place puts the payload into a block, beside what names the record.
Item* ItemMaker::Place(const Route& route, const RenderInput& input, uint64_t id) {
  key_.clear();
  name_.clear();
  const bool repeatable = route.record_key().Append(input, record_, target_, &key_, &name_);
  const bool holes = Intern(route, &payload_);
  Item* const item = blocks_.Make({payload_, key_, name_});
  item->id = id;
  item->hash = HashOfKey(*route.shape(), key_);
  item->repeatable = repeatable;
  item->holes = holes || (route.payload().looks_up() && names_->CanonicalKey(key_));
  item->unchecked = route.shape()->check_status;
  last_item_ = item;
  return item;
}

bool ItemMaker::Intern(const Route& route, std::string* text) const {
  return route.payload().looks_up() && names_->Intern(text);
}

// Headers shares lines between requests that have the same, one after the other: a transport
// prepares them once, too.
const HeaderLines& ItemMaker::Headers(const Route& route) {
  if (headers_.route != &route || headers_.values != target_.header_values) {
    headers_.route = nullptr;  // nothing is known while this may throw
    headers_.lines = route.target().Headers(target_);
    headers_.values = target_.header_values;
    headers_.route = &route;
  }
  return headers_.lines;
}

Address ItemMaker::To(const Route& route, SharedEnvelope envelope) {
  return {route.shape(), route.target().Url(target_), Headers(route), std::move(envelope)};
}

absl::Status ItemMaker::FindLane(const Route& route, const RenderInput& input, LaneRef* lane) {
  const SharedEnvelope& envelope = EnvelopeOf(route);
  const bool constant = route.target().is_constant() && envelope != nullptr;
  if (constant && last_.route == &route) {
    *lane = last_.lane;
    return absl::OkStatus();
  }
  if (absl::Status s = route.target().Render(input, &target_); !s.ok()) return s;
  if (!constant && route.batching().enabled) return FindNamed(route, input, lane);
  if (!constant) {
    *lane = MakeLane(To(route, envelope));
    return absl::OkStatus();
  }
  const auto found = constant_.find(&route);
  *lane = found != constant_.end() ? found->second : MakeLane(To(route, envelope));
  if (found == constant_.end()) constant_.emplace(&route, *lane);
  last_ = {&route, *lane};
  return absl::OkStatus();
}

absl::Status ItemMaker::FindNamed(const Route& route, const RenderInput& input, LaneRef* lane) {
  const SharedEnvelope& envelope = EnvelopeOf(route);
  const auto shape = reinterpret_cast<uintptr_t>(route.shape().get());
  lane_name_.assign(reinterpret_cast<const char*>(&shape), sizeof shape);
  lane_name_.append(target_.url).append("\n").append(target_.header_values);
  if (envelope == nullptr) {
    if (absl::Status s = route.envelope().AppendEnvelopeName(input, record_, &lane_name_); !s.ok())
      return s;
  }
  *lane = lanes_.Find(lane_name_);
  if (*lane) return absl::OkStatus();
  absl::StatusOr<SharedEnvelope> own =
      envelope != nullptr ? envelope : route.envelope().Make(input, record_);
  if (!own.ok()) return own.status();
  *lane = lanes_.Make(lane_name_, To(route, *std::move(own)));
  (*lane)->own_envelope = envelope == nullptr;
  return absl::OkStatus();
}

void ItemMaker::ForgetRoutes() noexcept {
  headers_.route = last_.route = nullptr;
  last_.lane = LaneRef();
  constant_.clear();
}

}  // namespace inflow

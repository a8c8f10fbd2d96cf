// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/grouping.h"

#include "plugin/request/body.h"

namespace inflow {
namespace {

// MustNotWait tells whether something behind an item is for another shape: were its group to stay
// open, that would wait for records which may never come.
bool MustNotWait(const Item& item) {
  if (item.closes) return true;
  if (item.behind == nullptr) return false;
  const Item* one = item.behind;
  do {
    one = one->next;
    if (one->lane->to.shape != item.lane->to.shape) return true;
  } while (one != item.behind);
  return false;
}

}  // namespace

bool Grouping::Fits(const Request& request, const Item& item) {
  const Envelope& envelope = request.group.lane->envelope();
  const size_t more =
      envelope.separator.size() + ItemSize(item, envelope, request.group.items.size());
  return request.bytes + more + envelope.suffix.size() <= request.shape().max_bytes &&
         (item.name_size == 0 || !request.names.contains(item.name()));
}

void Grouping::Put(ItemList* from, TimePoint now) {
  Item* const item = from->front();
  Lane* const lane = item->lane;
  if (lane->open != nullptr && !Fits(*lane->open, *item)) Close(lane->open);
  Requests fresh;
  Request* const request = lane->open != nullptr ? lane->open : &fresh.emplace_back();
  if (item->name_size > 0) request->names.insert(item->name());
  if (!fresh.empty()) {
    request->group.lane = LaneRef(lane);
    request->bytes = lane->envelope().prefix.size();
    request->opened = item->document != nullptr ? item->document->opened : now;
    request->self = fresh.begin();
    open_.splice(open_.end(), fresh);
    lane->open = request;
  }
  ItemList& items = request->group.items;
  request->bytes += (items.empty() ? 0 : lane->envelope().separator.size()) +
                    ItemSize(*item, lane->envelope(), items.size());
  if (item->document != nullptr) item->document->carrier = request;
  items.Append(from->TakeFirst());
  if (MustNotWait(*item)) Mark(request);
  if (items.size() >= lane->shape().max_items) Close(request);
}

void Grouping::Mark(Request* request) noexcept {
  if (!request->closes) ++marked_;
  request->closes = true;
}

// Forget lets the next item of the group's lane open another.
void Grouping::Forget(Request* request) noexcept {
  if (request->closes) --marked_;
  Lane* const lane = request->group.lane.get();
  lane->open = nullptr;
  if (lane->own_envelope) Unlist(lane);
}

void Grouping::Close(Request* request) noexcept {
  Forget(request);
  request->names.clear();
  closed_.splice(closed_.end(), open_, request->self);
}

void Grouping::CloseAll() noexcept {
  while (CloseOldest()) continue;
}

void Grouping::CloseDue(TimePoint now) noexcept {
  for (auto at = open_.begin(); at != open_.end();) {
    Request* const request = &*at++;
    const Duration linger = request->shape().linger;
    if (linger > Duration::zero() && request->opened + linger <= now) Close(request);
  }
}

bool Grouping::CloseOldest() noexcept {
  if (open_.empty()) return false;
  Close(&open_.front());
  return true;
}

void Grouping::CloseMarked(const Shape* shape, bool all) noexcept {
  for (auto at = open_.begin(); at != open_.end() && marked_ > 0;) {
    Request* const request = &*at++;
    if (!request->closes || (shape != nullptr && shape != &request->shape())) continue;
    Close(request);
    if (!all) return;
  }
}

std::optional<TimePoint> Grouping::NextDue() const {
  std::optional<TimePoint> due;
  for (const Request& request : open_) {
    const Duration linger = request.shape().linger;
    if (linger == Duration::zero()) continue;
    if (!due || request.opened + linger < *due) due = request.opened + linger;
  }
  return due;
}

void Grouping::Remove(Item* item) noexcept {
  Request* const request = item->lane->open;
  ItemList& items = request->group.items;
  const Envelope& envelope = request->group.lane->envelope();
  items.Remove(item);
  request->names.erase(item->name());
  request->bytes -= envelope.separator.size() + ItemSize(*item, envelope, 0);
  if (!items.empty()) return;
  Forget(request);
  open_.erase(request->self);
}

ItemList Grouping::Clear() noexcept {
  CloseAll();
  ItemList items;
  for (Request& request : closed_) items.Append(std::move(request.group.items));
  closed_.clear();
  return items;
}

}  // namespace inflow

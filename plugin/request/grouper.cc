// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/grouper.h"

#include "absl/cleanup/cleanup.h"
#include "plugin/request/body.h"

namespace inflow {

std::string Grouper::TargetName(const RenderedTarget& target) {
  return target.url + '\n' + target.header_values;
}

std::string Grouper::NameOf(const Shape& shape, std::string_view target) {
  const auto address = reinterpret_cast<uintptr_t>(&shape);
  return std::string(reinterpret_cast<const char*>(&address), sizeof address).append(target);
}

absl::Status Grouper::Add(const Route& route, const RenderInput& input, uint64_t id,
                          TimePoint now) {
  line_ = LineFacts();
  if (!route.batching().enabled) return AddAlone(route, input, id, now);
  if (route.folds()) return AddLine(route, input, id, now);
  if (absl::Status s = route.Map(input, &record_); !s.ok()) return s;
  Place place;
  if (absl::Status s = FindPlace(route, input, &place); !s.ok()) return s;
  absl::StatusOr<Item*> item = MakeItem(route, input, 0, id);
  if (!item.ok()) return item.status();
  ItemList owned;
  owned.Append(*item);
  Group* const group = Enter(route.shape(), std::move(place), **item, now);
  Put(group, *item, &owned);
  CloseIfFull(group);
  return absl::OkStatus();
}

// MakeItem makes an item of the mapped record, whose target was rendered where its route has more
// than one.
absl::StatusOr<Item*> Grouper::MakeItem(const Route& route, const RenderInput& input, size_t line,
                                        uint64_t id) {
  payload_.clear();
  if (absl::Status s = route.AppendItem(input, &record_, line, &payload_); !s.ok()) return s;
  const BodyFacts facts = route.Facts(input, record_, target_);
  Item* const item = blocks_.Make(payload_);
  item->id = id;
  item->key = facts.key;
  item->name = facts.name;
  item->repeatable = facts.idempotent;
  return item;
}

absl::Status Grouper::AddAlone(const Route& route, const RenderInput& input, uint64_t id,
                               TimePoint now) {
  if (absl::Status s = route.target().Render(input, &target_); !s.ok()) return s;
  if (absl::Status s = route.Map(input, &record_); !s.ok()) return s;
  absl::StatusOr<Item*> item = MakeItem(route, input, 0, id);
  if (!item.ok()) return item.status();
  ItemList owned;
  owned.Append(*item);
  Place place{nullptr, {}, route.assembly().frame(), route.target().Url(target_), Headers(route)};
  PutAlone(route.shape(), std::move(place), now, *item, &owned);
  return absl::OkStatus();
}

// Headers shares lines between requests that have the same, one after the other: a transport
// prepares them once, too.
const HeaderLines& Grouper::Headers(const Route& route) {
  if (headers_.route != &route || headers_.values != target_.header_values) {
    headers_.route = nullptr;  // nothing is known while this may throw
    headers_.lines = route.target().Headers(target_);
    headers_.values = target_.header_values;
    headers_.route = &route;
  }
  return headers_.lines;
}

// FindPlace finds where the mapped record goes, and makes a frame where that is no group that is
// open.
absl::Status Grouper::FindPlace(const Route& route, const RenderInput& input, Place* place) {
  const SharedFrame& frame = route.assembly().frame();
  const bool one_group = route.target().is_constant() && frame != nullptr;
  if (one_group && last_ != nullptr && last_->shape == route.shape()) {
    place->group = last_;
    return absl::OkStatus();
  }
  if (absl::Status s = route.target().Render(input, &target_); !s.ok()) return s;
  place->name = NameOf(*route.shape(), TargetName(target_));
  if (frame == nullptr) {
    if (absl::Status s = route.assembly().AppendFrameName(input, record_, &place->name); !s.ok())
      return s;
  }
  if (const auto it = by_name_.find(place->name); it != by_name_.end()) {
    place->group = last_ = it->second->get();
    return absl::OkStatus();
  }
  absl::StatusOr<SharedFrame> own =
      frame != nullptr ? frame : route.assembly().MakeFrame(input, record_);
  if (!own.ok()) return own.status();
  place->frame = *std::move(own);
  place->url = route.target().Url(target_);
  place->headers = Headers(route);
  return absl::OkStatus();
}

bool Grouper::Fits(const Group& group, const Item& item) {
  const size_t place = group.items.size() + group.staged.size();
  if (place == 0) return true;
  const Frame& frame = *group.frame;
  const size_t more = frame.separator.size() + ItemSize(item, frame, place);
  if (group.bytes + more + frame.suffix.size() > group.shape->max_bytes) return false;
  const OpenState& open = *group.open;
  return (item.key == 0 || !open.keys.contains(item.key)) &&
         (item.name == 0 || !open.names.contains(item.name));
}

// Enter returns an open group with room for the item. Where it does not fit into its place's, that
// closes and another is opened.
Group* Grouper::Enter(const SharedShape& shape, Place place, const Item& item, TimePoint now) {
  Group* const group = place.group;
  if (group == nullptr) return Open(shape, std::move(place), now);
  if (Fits(*group, item)) return group;
  place = {nullptr, group->open->name, group->frame, group->url, group->headers};
  Close(group->open->self);
  return Open(shape, std::move(place), now);
}

std::unique_ptr<Group> Grouper::MakeGroup(const SharedShape& shape, Place place, TimePoint now) {
  auto group = std::make_unique<Group>();
  group->shape = shape;
  group->url = std::move(place.url);
  group->headers = std::move(place.headers);
  group->frame = std::move(place.frame);
  group->bytes = group->committed_bytes = group->frame->prefix.size();
  group->opened = now;
  return group;
}

Group* Grouper::Open(const SharedShape& shape, Place place, TimePoint now) {
  std::string name = std::move(place.name);
  Groups node;
  Group* const group = node.emplace_back(MakeGroup(shape, std::move(place), now)).get();
  group->open = std::make_unique<OpenState>();
  group->open->name = name;
  group->open->self = node.begin();
  by_name_[std::move(name)] = node.begin();
  open_.splice(open_.end(), node);
  return last_ = group;
}

// Forget drops an open group that holds no item.
void Grouper::Forget(const Group& group) noexcept {
  by_name_.erase(group.open->name);
  if (last_ == &group) last_ = nullptr;
  open_.erase(group.open->self);
}

// Put stages an item that is in a list; where it throws, all is as it was.
void Grouper::Put(Group* group, Item* item, ItemList* from) {
  OpenState& open = *group->open;
  absl::Cleanup forget = [&] {
    open.keys.erase(item->key);
    open.names.erase(item->name);
  };
  if (item->key != 0) open.keys.insert(item->key);
  if (item->name != 0) open.names.insert(item->name);
  touched_.push_back(group);
  std::move(forget).Cancel();
  const size_t place = group->items.size() + group->staged.size();
  group->bytes +=
      (place > 0 ? group->frame->separator.size() : 0) + ItemSize(*item, *group->frame, place);
  if (item->document == nullptr) uncommitted_bytes_ += item->payload.size();
  from->Remove(item);
  group->staged.Append(item);
}

// PutAlone is Put for an item that no other may join.
void Grouper::PutAlone(const SharedShape& shape, Place place, TimePoint now, Item* item,
                       ItemList* from) {
  Groups node;
  Group* const group = node.emplace_back(MakeGroup(shape, std::move(place), now)).get();
  touched_.push_back(group);
  if (item->document == nullptr) uncommitted_bytes_ += item->payload.size();
  from->Remove(item);
  group->staged.Append(item);
  closed_.splice(closed_.end(), node);
}

void Grouper::Close(Groups::iterator at) noexcept {
  Group* const group = at->get();
  if (group->items.empty() && group->staged.empty())
    return Forget(*group);  // there was no memory for its first
  by_name_.erase(group->open->name);
  if (last_ == group) last_ = nullptr;
  closed_.splice(closed_.end(), open_, at);
  group->open.reset();
}

void Grouper::CloseIfFull(Group* group) noexcept {
  if (group->items.size() + group->staged.size() >= group->shape->max_items)
    Close(group->open->self);
}

void Grouper::Commit() noexcept {
  for (Group* group : touched_) {
    group->items.Append(std::move(group->staged));
    group->committed_bytes = group->bytes;
  }
  touched_.clear();
  uncommitted_bytes_ = 0;
  CommitFolds();
  documents_.Commit();
}

void Grouper::DropStaged(Group* group) noexcept {
  while (!group->staged.empty()) {
    Item* const item = group->staged.TakeFirst();
    if (group->open) {
      group->open->keys.erase(item->key);
      group->open->names.erase(item->name);
    }
    item->document != nullptr ? ReturnDocument(item->document) : Release(item);
  }
  group->bytes = group->committed_bytes;
}

void Grouper::Rollback() noexcept {
  for (Group* group : touched_) DropStaged(group);
  touched_.clear();
  for (auto at = open_.begin(); at != open_.end();) {
    const Group& group = **at++;
    if (group.items.empty()) Forget(group);
  }
  closed_.remove_if([](const std::unique_ptr<Group>& group) { return group->items.empty(); });
  RollbackFolds();
  documents_.Rollback();
  uncommitted_bytes_ = 0;
}

ItemList Grouper::Clear() noexcept {
  Rollback();  // what a CloseAll without memory has packed and not committed
  ItemList items;
  for (Groups* groups : {&open_, &closed_}) {
    for (const std::unique_ptr<Group>& group : *groups) items.Append(std::move(group->items));
    groups->clear();
  }
  items.Append(std::move(folding_));
  items.Append(std::move(complete_));
  by_name_.clear();
  last_ = nullptr;
  folds_.clear();
  return items;
}

void Grouper::CloseAll() {
  for (auto& [route, fold] : folds_) {
    CloseOpen(&fold);
    fold.committed = fold.present;
  }
  PackDocuments();
  for (auto at = open_.begin(); at != open_.end();) Close(at++);
}

void Grouper::CloseTouched(const Route& route) {
  if (const auto fold = folds_.find(&route); fold != folds_.end()) {
    fold->second.present.unread = false;
    if (fold->second.named) CloseOpen(&fold->second);
  }
  PackDocuments();
  for (Group* group : touched_) {
    if (group->shape == route.shape() && group->open) Close(group->open->self);
  }
}

void Grouper::CloseDue(TimePoint now) noexcept {
  for (auto at = open_.begin(); at != open_.end();) {
    const auto next = std::next(at);
    const Duration linger = (*at)->shape->linger;
    if (linger > Duration::zero() && (*at)->opened + linger <= now) Close(at);
    at = next;
  }
}

bool Grouper::CloseOldest() noexcept {
  if (open_.empty()) return false;
  Close(open_.begin());
  return true;
}

std::optional<TimePoint> Grouper::NextDue() const {
  std::optional<TimePoint> due;
  for (const std::unique_ptr<Group>& group : open_) {
    const Duration linger = group->shape->linger;
    if (linger == Duration::zero()) continue;
    if (!due || group->opened + linger < *due) due = group->opened + linger;
  }
  return due;
}

}  // namespace inflow

// SPDX-License-Identifier: Apache-2.0
#include "inflow/request/grouper.h"

#include <algorithm>

namespace inflow {
namespace {

// TakesOthers: a group that more may come into, unlike a folded document, which must not be closed before its time.
bool TakesOthers(const Group& group) { return group.of_documents || !group.shape->folds; }

void PushRecord(Group* group, uint64_t id, const BodyFacts& facts) {
  group->records.push_back({id, facts.key, group->body.size(), group->open == nullptr ? 0 : group->open->number});
  group->idempotent = group->idempotent && facts.idempotent;
}

}  // namespace

std::string Grouper::TargetName(const RenderedTarget& target) { return target.url + '\n' + target.header_values; }

std::string Grouper::NameOf(const Route& route, std::string_view target) {
  const auto address = reinterpret_cast<uintptr_t>(&route);
  return std::string(reinterpret_cast<const char*>(&address), sizeof address).append(target);
}

std::unique_ptr<Group> Grouper::MakeGroup(const Route& route, TimePoint now) {
  auto group = std::make_unique<Group>();
  group->route = &route;
  group->shape = route.shape();
  group->opened = now;
  return group;
}

absl::Status Grouper::Add(const Route& route, const RenderInput& input, uint64_t id, TimePoint now) {
  line_ = LineFacts();
  if (!route.batching().enabled) return AddAlone(route, input, id, now);
  if (route.folds()) return AddLine(route, input, id, now);
  if (absl::Status s = route.Map(input, &record_); !s.ok()) return s;
  absl::StatusOr<Group*> open = FindOpen(route, input, now);
  if (!open.ok()) return open.status();
  Group* group = *open;
  const Frame& frame = *group->frame;
  const size_t end = group->body.size();
  if (!group->records.empty()) group->body.append(frame.separator);
  const size_t start = group->body.size();
  if (absl::Status s = route.AppendItem(input, &record_, frame, group->records.size(), &group->body); !s.ok()) {
    group->body.resize(end);
    if (group->records.empty()) Forget(*group);
    return s;
  }
  const BodyFacts facts = route.Facts(input, record_, target_);
  group->body.reserve(group->body.size() + frame.suffix.size());
  const bool too_large = group->body.size() + frame.suffix.size() > route.batching().max_bytes;
  const bool key_taken =
      (facts.key != 0 && group->open->keys.contains(facts.key)) || (facts.name != 0 && group->open->names.contains(facts.name));
  if (!group->records.empty() && (too_large || key_taken)) group = MoveLastRecord(group, start, now);
  Push(group, id, facts);
  if (group->records.size() >= route.batching().size) Close(group->open->self);
  return absl::OkStatus();
}

absl::Status Grouper::AddAlone(const Route& route, const RenderInput& input, uint64_t id, TimePoint now) {
  if (absl::Status s = route.RenderTarget(input, &target_); !s.ok()) return s;
  if (absl::Status s = route.Map(input, &record_); !s.ok()) return s;
  std::unique_ptr<Group> group = MakeGroup(route, now);
  group->frame = route.assembly().frame();
  if (absl::Status s = route.AppendItem(input, &record_, *group->frame, 0, &group->body); !s.ok()) return s;
  group->url = route.Url(target_);
  group->headers = Headers(route);
  PushRecord(group.get(), id, route.Facts(input, record_, target_));
  touched_.push_back(group.get());
  uncommitted_bytes_ += group->body.size();
  closed_.push_back(std::move(group));
  return absl::OkStatus();
}

// Headers shares lines between requests that have the same, one after the other: a transport prepares them once, too.
const HeaderLines& Grouper::Headers(const Route& route) {
  if (headers_.route != &route || headers_.values != target_.header_values) {
    headers_.route = nullptr;  // nothing is known while this may throw
    headers_.lines = route.Headers(target_);
    headers_.values = target_.header_values;
    headers_.route = &route;
  }
  return headers_.lines;
}

absl::StatusOr<Group*> Grouper::FindOpen(const Route& route, const RenderInput& input, TimePoint now) {
  const SharedFrame& frame = route.assembly().frame();
  const bool one_group = route.one_target() && frame != nullptr;
  if (one_group && last_ != nullptr && last_->route == &route) return last_;
  if (absl::Status s = route.RenderTarget(input, &target_); !s.ok()) return s;
  std::string name = NameOf(route, TargetName(target_));
  if (frame == nullptr) {
    if (absl::Status s = route.assembly().AppendFrameName(input, record_, &name); !s.ok()) return s;
  }
  if (const auto it = by_name_.find(name); it != by_name_.end()) return last_ = it->second->get();
  absl::StatusOr<SharedFrame> own = frame != nullptr ? frame : route.assembly().MakeFrame(input, record_);
  if (!own.ok()) return own.status();
  return Open(route, std::move(name), *std::move(own), now);
}

Group* Grouper::Open(const Route& route, std::string name, SharedFrame frame, TimePoint now) {
  std::unique_ptr<Group> group = MakeGroup(route, now);
  group->url = route.Url(target_);
  group->headers = Headers(route);
  group->frame = std::move(frame);
  return last_ = Open(std::move(group), std::move(name), /*by_name=*/!route.folds());
}

Group* Grouper::Open(std::unique_ptr<Group> group, std::string name, bool by_name) {
  group->body.append(group->frame->prefix);
  group->open = std::make_unique<OpenState>();
  group->open->name = name;
  Groups node;
  node.push_back(std::move(group));
  node.front()->open->self = node.begin();
  if (by_name) by_name_[std::move(name)] = node.begin();
  open_.splice(open_.end(), node);
  return open_.back().get();
}

// The record that was just rendered does not fit: the group closes without it, and it begins the next one.
Group* Grouper::MoveLastRecord(Group* group, size_t start, TimePoint now) {
  const Route& route = *group->route;
  const std::string record = group->body.substr(start);
  const size_t place = group->records.size();
  const SharedFrame frame = group->frame;
  group->body.resize(group->records.back().end);
  std::string name = group->open->name;
  Close(group->open->self);
  Group* next = Open(route, std::move(name), frame, now);
  route.assembly().AppendMoved(record, *frame, place, 0, &next->body);
  next->body.reserve(next->body.size() + frame->suffix.size());
  return next;
}

// Forget drops an open group that holds no record.
void Grouper::Forget(const Group& group) noexcept {
  by_name_.erase(group.open->name);
  if (last_ == &group) last_ = nullptr;
  open_.erase(group.open->self);
}

void Grouper::Push(Group* group, uint64_t id, const BodyFacts& facts) {
  if (group->records.size() == group->committed) touched_.push_back(group);
  if (facts.key != 0) group->open->keys.insert(facts.key);
  if (facts.name != 0) {
    group->open->names_in_order.push_back(facts.name);
    group->open->names.insert(facts.name);
  }
  PushRecord(group, id, facts);
  uncommitted_bytes_ += group->RecordBytes(group->records.size() - 1).size();
}

void Grouper::Close(Groups::iterator at) noexcept {
  Group* group = at->get();
  by_name_.erase(group->open->name);
  if (last_ == group) last_ = nullptr;
  closed_.splice(closed_.end(), open_, at);
  group->Close();
}

void Grouper::Commit() noexcept {
  for (Group* group : touched_) {
    group->committed = group->records.size();
    if (group->open) group->open->committed_documents = group->open->documents;
    if (group->open) group->open->committed_lines = group->open->lines;
  }
  touched_.clear();
  uncommitted_bytes_ = 0;
  CommitFolds();
  documents_.Commit();
}

void Grouper::Rollback() noexcept {
  RollbackFolds();
  documents_.Rollback();
  // A record whose rendering was cut short by bad_alloc may have left bytes behind without being counted, or an empty group.
  for (auto at = open_.begin(); at != open_.end();) {
    Group* group = at->get();
    const auto next = std::next(at);
    if (group->committed == 0) {
      Forget(*group);
    } else {
      for (size_t i = group->committed; i < group->records.size(); ++i) group->open->keys.erase(group->records[i].key);
      std::vector<RecordKey>& names = group->open->names_in_order;
      for (; names.size() > group->committed; names.pop_back()) group->open->names.erase(names.back());
      group->records.resize(group->committed);
      group->body.resize(group->records.back().end);
      group->open->documents = group->open->committed_documents;
      group->open->lines = group->open->committed_lines;
    }
    at = next;
  }
  closed_.remove_if([](const std::unique_ptr<Group>& group) { return group->committed == 0; });
  for (const std::unique_ptr<Group>& group : closed_) {
    group->records.resize(group->committed);
    group->body.resize(group->records.back().end);
    group->body.append(group->frame->suffix);
  }
  touched_.clear();
  uncommitted_bytes_ = 0;
}

Groups Grouper::Clear() noexcept {
  Rollback();  // what a CloseAll without memory has packed and not committed
  open_.splice(open_.end(), complete_);
  while (!open_.empty()) Close(open_.begin());
  folds_.clear();
  return TakeClosed();
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
    if (group->route == &route && group->open && TakesOthers(*group)) Close(group->open->self);
  }
}

void Grouper::CloseDue(TimePoint now) noexcept {
  for (auto at = open_.begin(); at != open_.end();) {
    const auto next = std::next(at);
    const Duration linger = (*at)->shape->linger;
    if (TakesOthers(**at) && linger > Duration::zero() && (*at)->opened + linger <= now) Close(at);
    at = next;
  }
}

bool Grouper::CloseOldest() noexcept {
  const auto at = std::find_if(open_.begin(), open_.end(), [](const auto& group) { return TakesOthers(*group); });
  if (at == open_.end()) return false;
  Close(at);
  return true;
}

std::optional<TimePoint> Grouper::NextDue() const {
  std::optional<TimePoint> due;
  for (const std::unique_ptr<Group>& group : open_) {
    const Duration linger = group->shape->linger;
    if (linger == Duration::zero() || !TakesOthers(*group)) continue;
    if (!due || group->opened + linger < *due) due = group->opened + linger;
  }
  return due;
}

}  // namespace inflow

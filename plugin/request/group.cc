// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/group.h"

#include "plugin/request/body.h"

namespace inflow {

bool Group::repeatable() const {
  bool all = true;
  ForEachRecord(items, [&all](const Item& record) { all = all && record.repeatable; });
  return all;
}

std::unique_ptr<Group> Group::Like() const {
  auto group = std::make_unique<Group>();
  group->shape = shape;
  group->url = url;
  group->headers = headers;
  group->frame = frame;
  group->opened = opened;
  return group;
}

void Group::AppendBody(std::string* out) const {
  size_t size = frame->prefix.size() + frame->suffix.size();
  size_t place = 0;
  for (const Item& item : items) size += frame->separator.size() + ItemSize(item, *frame, place++);
  out->reserve(out->size() + size);
  out->append(frame->prefix);
  place = 0;
  for (const Item& item : items) {
    if (place > 0) out->append(frame->separator);
    AppendItemAt(item, *frame, place++, out);
  }
  out->append(frame->suffix);
}

std::string_view Group::LentBody() const {
  const bool alone = items.size() == 1 && items.front()->document == nullptr;
  const bool bare = frame->prefix.empty() && frame->suffix.empty() && frame->list.empty();
  return alone && bare ? items.front()->payload : std::string_view();
}

}  // namespace inflow

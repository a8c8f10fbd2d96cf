// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/group.h"

#include <algorithm>

#include "plugin/request/body.h"

namespace inflow {

bool IsRepeatable(const Item& item) {
  bool all = true;
  ForEachRecord(item, [&all](const Item& record) { all = all && record.repeatable; });
  return all;
}

bool Group::repeatable() const { return std::all_of(items.begin(), items.end(), IsRepeatable); }

bool Group::maybe_applied() const { return !items.empty() && items.front()->maybe_applied; }

void Group::AppendBody(std::string* out) const {
  const Envelope& envelope = lane->envelope();
  size_t size = envelope.prefix.size() + envelope.suffix.size();
  for (const Item& item : items)
    size += envelope.separator.size() + ItemSize(item, envelope, items.size());
  out->reserve(out->size() + size);
  out->append(envelope.prefix);
  size_t place = 0;
  for (const Item& item : items) {
    if (place > 0) out->append(envelope.separator);
    AppendItemAt(item, envelope, place++, out);
  }
  out->append(envelope.suffix);
}

std::string_view Group::LentBody() const {
  const Envelope& envelope = lane->envelope();
  const bool alone = items.size() == 1 && items.front()->document == nullptr;
  const bool bare = envelope.prefix.empty() && envelope.suffix.empty() && envelope.list.empty();
  return alone && bare ? items.front()->payload() : std::string_view();
}

void Group::SetCall(HttpCall* call) const {
  call->method = lane->shape().method;
  call->url = lane->to.url;
  call->headers = lane->to.headers;
  call->with_credential = lane->shape().with_credential;
  call->has_body = lane->shape().has_body;
  call->own_body.clear();
  call->lent_body = LentBody();
  if (call->lent_body.data() == nullptr) AppendBody(&call->own_body);
}

}  // namespace inflow

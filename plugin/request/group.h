// SPDX-License-Identifier: Apache-2.0
//
// File: group.h
//
// Items that share a request. The request's body is joined when it starts.
#ifndef PLUGIN_REQUEST_GROUP_H_
#define PLUGIN_REQUEST_GROUP_H_

#include <string>
#include <string_view>

#include "plugin/http/http_call.h"
#include "plugin/request/item.h"
#include "plugin/request/lane.h"

namespace inflow {

// IsRepeatable tells whether sending an item twice does no harm; a document's lines all must allow
// it.
bool IsRepeatable(const Item& item);

struct Group {
  LaneRef lane;
  ItemList items;

  // repeatable: every item is. maybe_applied: the items are, which have been through the same.
  bool repeatable() const;
  bool maybe_applied() const;
  // divisible: its items can be sent apart from each other.
  bool divisible() const { return items.size() > 1; }

  // AppendBody appends the body. LentBody is the same where it lies in memory already, until its
  // item settles; null data where it does not.
  void AppendBody(std::string* out) const;
  std::string_view LentBody() const;

  // SetCall makes the call that carries the items. Throws only std::bad_alloc.
  void SetCall(HttpCall* call) const;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_GROUP_H_

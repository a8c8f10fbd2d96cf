// SPDX-License-Identifier: Apache-2.0
//
// File: group.h
//
// Items that share a request. The request's body is joined when it starts.
#ifndef PLUGIN_REQUEST_GROUP_H_
#define PLUGIN_REQUEST_GROUP_H_

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "plugin/clock/clock.h"
#include "plugin/http/exchange.h"
#include "plugin/request/frame.h"
#include "plugin/request/item.h"
#include "plugin/request/shape.h"

namespace inflow {

struct Group;
using Groups = std::list<std::unique_ptr<Group>>;

// OpenState is what only an open group needs.
struct OpenState {
  std::string name;                     // shape, URL, header values and frame
  std::unordered_set<RecordKey> keys;   // of its items
  std::unordered_set<RecordKey> names;  // keyed: of its items in the body
  Groups::iterator self;                // where it stands among the open ones
};

struct Group {
  SharedShape shape;
  std::shared_ptr<const std::string> url;
  HeaderLines headers;
  SharedFrame frame;
  ItemList items;
  ItemList staged;  // behind them, of a batch that may still be refused
  size_t bytes = 0,
         committed_bytes = 0;  // open: of the body without the frame's suffix, also with staged
                               // ones; at the last Commit
  std::unique_ptr<OpenState> open;  // null once closed
  TimePoint opened;

  // repeatable: every item is.
  bool repeatable() const;
  // divisible: its items can be sent apart from each other.
  bool divisible() const { return items.size() > 1; }

  // Like makes a closed group without items that goes where this one does.
  std::unique_ptr<Group> Like() const;

  // AppendBody appends the body. LentBody is the same where it lies in memory already, until its
  // item settles; null data where it does not.
  void AppendBody(std::string* out) const;
  std::string_view LentBody() const;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_GROUP_H_

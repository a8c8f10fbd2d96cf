// SPDX-License-Identifier: Apache-2.0
//
// File: grouping.h
//
// The groups that are open: up to `size` items and `max_bytes` bytes of one lane, no two of one
// name in a keyed body. No two of one key come here, since only the head of a chain does.
#ifndef PLUGIN_DELIVERY_GROUPING_H_
#define PLUGIN_DELIVERY_GROUPING_H_

#include <optional>
#include <utility>

#include "plugin/delivery/request.h"

namespace inflow {

class Grouping {
 public:
  // Put moves the first item of a list into the open group of its lane, and opens or closes one
  // where that must be. Throws only std::bad_alloc; then it is still in its list.
  void Put(ItemList* from, TimePoint now);

  void Close(Request* request) noexcept;
  void CloseAll() noexcept;
  // CloseDue closes the groups whose linger is over.
  void CloseDue(TimePoint now) noexcept;
  // CloseOldest returns false where no group is open.
  bool CloseOldest() noexcept;
  // CloseMarked closes the groups of a shape that are marked to close, of any shape with null; the
  // first of them alone, or all.
  void CloseMarked(const Shape* shape, bool all) noexcept;
  // Mark lets an open group close as soon as nothing else can start.
  void Mark(Request* request) noexcept;
  bool marked() const { return marked_ > 0; }

  // TakeClosed hands over the groups that were closed, in the order in which they were.
  Requests TakeClosed() noexcept { return std::exchange(closed_, Requests()); }

  // NextDue is when the next linger is over; nullopt where none is running.
  std::optional<TimePoint> NextDue() const;

  // Remove takes an item out of its open group, which goes with the last one.
  void Remove(Item* item) noexcept;
  // Clear forgets every open group, and returns their items.
  ItemList Clear() noexcept;

 private:
  static bool Fits(const Request& request, const Item& item);
  void Forget(Request* request) noexcept;

  Requests open_;  // in the order in which they were opened
  Requests closed_;
  size_t marked_ = 0;  // of the open ones
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_GROUPING_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: packer.h
//
// Records on their way into groups, as the engine leads them, without requests and answers: what is
// taken out closed counts as delivered.
#ifndef TESTS_SUPPORT_PACKER_H_
#define TESTS_SUPPORT_PACKER_H_

#include <optional>
#include <utility>
#include <vector>

#include "plugin/delivery/grouping.h"
#include "plugin/delivery/ledger.h"
#include "plugin/request/folder.h"
#include "plugin/request/item_maker.h"

namespace inflow::testing {

class Packer {
 public:
  absl::Status Add(const Route& route, const RenderInput& input, uint64_t id, TimePoint now) {
    now_ = now;
    if (route.folds()) return folder_.Add(&maker_, route, input, id, now);
    absl::StatusOr<Item*> item = maker_.Make(route, input, id);
    if (item.ok()) staged_.Append(*item);
    return item.status();
  }
  void AddUnread(const Route& route) { folder_.AddUnread(route); }
  void Close(const Route& route) { folder_.Close(route); }
  size_t bytes() const { return folder_.bytes(); }

  void Commit() {
    folder_.Commit(&staged_, &refused_);
    ledger_.Reserve(staged_.size());
    while (!staged_.empty()) {
      Item* const item = staged_.TakeFirst();
      if (ledger_.Enter(item)) free_.Append(item);
    }
    Gather();
  }
  void Rollback() {
    staged_.Clear();
    folder_.Rollback();
  }

  void CloseAll() {
    folder_.CloseAll();
    Commit();
    grouping_.CloseAll();
  }
  void CloseDue(TimePoint now) { grouping_.CloseDue(now); }
  bool CloseOldest() { return grouping_.CloseOldest(); }
  std::optional<TimePoint> NextDue() const { return grouping_.NextDue(); }

  // TakeClosed hands over the closed groups, and lets what was behind their items follow.
  std::vector<Group> TakeClosed() {
    Requests closed = grouping_.TakeClosed();
    std::vector<Group> groups;
    for (Request& request : closed) groups.push_back(std::move(request.group));
    for (Group& group : alone_) groups.push_back(std::move(group));
    alone_.clear();
    for (const Group& group : groups) {
      for (Item& item : group.items) {
        if (Item* const freed = ledger_.Leave(&item)) free_.Append(freed);
      }
    }
    Gather();
    return groups;
  }
  // Drain closes everything until nothing is left, and hands over all of it.
  std::vector<Group> Drain() {
    std::vector<Group> groups;
    while (true) {
      CloseAll();
      std::vector<Group> more = TakeClosed();
      if (more.empty()) return groups;
      for (Group& group : more) groups.push_back(std::move(group));
    }
  }
  ItemList TakeRefused() { return std::exchange(refused_, ItemList()); }

 private:
  void Gather() {
    while (!free_.empty()) {
      Item* const item = free_.front();
      if (item->lane->shape().max_items > 1) {
        grouping_.Put(&free_, now_);
        ledger_.Move(item, ItemState::kOpen);
      } else {
        ledger_.Move(item, ItemState::kReady);
        Group& group = alone_.emplace_back();
        group.lane = LaneRef(item->lane);
        group.items.Append(free_.TakeFirst());
      }
    }
  }

  ItemMaker maker_;
  Folder folder_;
  Ledger ledger_;
  Grouping grouping_;
  ItemList staged_, free_, refused_;
  std::vector<Group> alone_;
  TimePoint now_;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_PACKER_H_

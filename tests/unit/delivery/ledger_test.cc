// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/ledger.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "plugin/request/block.h"
#include "plugin/request/lane.h"

namespace inflow {
namespace {

class LedgerTest : public ::testing::Test {
 protected:
  // A ledger knows nothing of routes: a lane with a collection is enough. Every item has one hash,
  // so that only the texts tell keys apart.
  LaneRef LaneOf(const std::string& collection) {
    auto shape = std::make_shared<Shape>();
    shape->collection = collection;
    return MakeLane({shape, nullptr, nullptr, nullptr});
  }
  Item* Make(const std::string& key, const LaneRef& lane) {
    Item* const item = blocks_.Make({"{}", key});
    item->lane = LaneRef(lane).Release();
    item->hash = key.empty() ? 0 : 7;
    item->id = next_id_++;
    ledger_.Reserve(1);
    return item;
  }
  Item* Make(const std::string& key) { return Make(key, products_); }
  void End(Item* item) {
    freed_ = ledger_.Leave(item);
    Release(item);
  }
  size_t All() const {
    size_t sum = 0;
    for (size_t state = 0; state < kItemStates; ++state)
      sum += ledger_.count(static_cast<ItemState>(state));
    return sum;
  }

  Blocks blocks_;
  Ledger ledger_;
  LaneRef products_ = LaneOf("products");
  uint64_t next_id_ = 0;
  Item* freed_ = nullptr;
};

TEST_F(LedgerTest, ThoseOfOneKeyFollowEachOther) {
  std::vector<Item*> items;
  for (int i = 0; i < 4; ++i) {
    items.push_back(Make("a"));
    EXPECT_EQ(ledger_.Enter(items.back()), i == 0);
    EXPECT_EQ(ledger_.HeadOf(*items.back()), items[0]);
  }
  EXPECT_EQ(ledger_.count(ItemState::kBehind), 3u);
  for (int i = 0; i < 4; ++i) {
    End(items[i]);
    EXPECT_EQ(freed_, i < 3 ? items[i + 1] : nullptr);
  }
  EXPECT_EQ(All(), 0u);
}

TEST_F(LedgerTest, AHashDoesNotMakeAKey) {
  const LaneRef vendors = LaneOf("vendors");
  std::vector<Item*> items = {Make("a"), Make("b"), Make(""), Make(""), Make("a", vendors)};
  for (Item* item : items) EXPECT_TRUE(ledger_.Enter(item)) << item->key();
  for (Item* item : {items[1], items[4], items[0], items[3], items[2]}) {
    End(item);
    EXPECT_EQ(freed_, nullptr);
  }
}

TEST_F(LedgerTest, OneThatIsBehindCanBeTakenOut) {
  for (const size_t out : {1, 2, 3}) {
    std::vector<Item*> items;
    for (int i = 0; i < 4; ++i) items.push_back(Make("a"));
    for (Item* item : items) ledger_.Enter(item);
    ledger_.TakeOut(items[out]);
    End(items[out]);
    EXPECT_EQ(freed_, nullptr);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(out));
    items.push_back(Make("a"));
    EXPECT_FALSE(ledger_.Enter(items.back()));
    for (size_t i = 0; i < items.size(); ++i) {
      Item* const next = i + 1 < items.size() ? items[i + 1] : nullptr;
      End(items[i]);
      EXPECT_EQ(freed_, next) << out;
    }
    EXPECT_EQ(All(), 0u);
  }
}

TEST_F(LedgerTest, ItGrowsWithWhatItHolds) {
  std::vector<Item*> items;
  for (uint32_t i = 0; i < 1000; ++i) {
    items.push_back(Make(std::to_string(i)));
    items.back()->hash = i * 2654435761u | 1;
    EXPECT_TRUE(ledger_.Enter(items.back()));
  }
  Item* const behind = Make("500");
  behind->hash = items[500]->hash;
  EXPECT_FALSE(ledger_.Enter(behind));
  for (Item* item : items) {
    const bool heads = item == items[500];
    End(item);
    EXPECT_EQ(freed_, heads ? behind : nullptr);
  }
  End(behind);
  EXPECT_EQ(All(), 0u);
}

TEST_F(LedgerTest, EveryStateIsCounted) {
  Item* const item = Make("a");
  ledger_.Enter(item);
  using enum ItemState;
  ItemState last = kFree;
  for (const ItemState next :
       {kOpen, kReady, kFlying, kParked, kReady, kFlying, kWaiting, kFlying, kDoubted, kReady}) {
    ledger_.Move(item, next);
    EXPECT_EQ(ledger_.count(last), 0u);
    EXPECT_EQ(ledger_.count(next), 1u);
    last = next;
  }
  End(item);
  EXPECT_EQ(All(), 0u);
}

#ifndef NDEBUG
TEST_F(LedgerTest, AMoveThatMakesNoSenseIsCaught) {
  Item* const item = Make("a");
  ledger_.Enter(item);
  EXPECT_DEATH(ledger_.Move(item, ItemState::kFlying), "MayMove");
  End(item);
}
#endif

}  // namespace
}  // namespace inflow

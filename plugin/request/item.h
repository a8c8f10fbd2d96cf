// SPDX-License-Identifier: Apache-2.0
//
// File: item.h
//
// One payload on its way: a record, or the lines of one folded document. It keeps its identity,
// whatever request carries it, until it settles. Items are linked into one list at a time, and
// moving them between lists cannot fail.
#ifndef PLUGIN_REQUEST_ITEM_H_
#define PLUGIN_REQUEST_ITEM_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "plugin/clock/clock.h"

namespace inflow {

struct Block;
struct Document;
struct Lane;

// ItemState is where an item is between accept and settle (docs/building.md has the table).
enum class ItemState : uint8_t {
  kFolding,  // a document that is still open, or a line of one
  kBehind,   // another item of its key is ahead
  kHeld,     // waits for what the service is asked: what its names stand for, or an order's status
  kFree,     // nothing of its key is ahead, and it is in no group yet
  kOpen,     // in an open group
  kReady,    // its request may start
  kFlying,   // on the wire
  kWaiting,  // for its backoff
  kParked,   // refused, perhaps not for its own sake: until the endpoint's next answers tell
  kDoubted,  // sent, and its outcome is unknown: until it was read back
};
inline constexpr size_t kItemStates = 10;

struct Item {
  Item* next = nullptr;          // in its list
  Block* block = nullptr;        // that holds it and its texts; null where something else does
  Document* document = nullptr;  // the folded document that it stands for, and owns
  Lane* lane = nullptr;          // where it goes; null for a document's lines. Counted (lane.h)
  Item* behind = nullptr;        // head of a chain: the last of those behind it, a ring by `next`
  Item* bucket = nullptr;        // head of a chain: the next one in the ledger's bucket
  uint64_t id = 0;               // of the host's record; a document has those of its lines
  uint64_t seq = 0;              // ascending, in the order of acceptance
  uint64_t number = 0;           // of the record in the journal; 0: it has none
  uint64_t document_number = 0;  // of the folded document that it is, or is a line of; 0: none
  char* text = nullptr;          // payload, key and name
  uint32_t payload_size = 0;
  uint32_t key_size = 0;
  uint32_t name_size = 0;
  uint32_t hash = 0;  // of collection and key; 0: it has no key

  // What it has been through.
  TimePoint first_attempt;  // on a clock that stands still while the gate is closed
  uint32_t attempts = 0;    // requests that carried it and may have reached the service
  uint16_t failures = 0;    // attempts that count against max_attempts
  ItemState state : 4 = ItemState::kFree;
  bool tried : 1 = false;          // first_attempt is set
  bool maybe_applied : 1 = false;  // an attempt had an unknown outcome
  bool repeatable : 1 = false;     // sending it twice does no harm
  bool left_out : 1 = false;       // a folded line without values: it has no payload
  bool holes : 1 = false;          // its texts have some (reference_mark.h), or its key is another
  bool unchecked : 1 = false;      // an order whose status is still to be asked for
  bool asked_again : 1 = false;    // its own names were looked up anew, since it was refused
  bool adopted : 1 = false;        // an earlier session accepted it: no call's result has it
  bool resumed : 1 = false;        // an earlier session may have sent it
  bool closes : 1 = false;         // its group closes as soon as nothing else can start
  bool follows : 1 = false;        // another of its key settled before it

  // payload is how it stands in a body, but for the marks of its place (body.h).
  std::string_view payload() const { return {text, payload_size}; }
  // key names the record within its collection, exactly; empty: nothing does. A document has that
  // of its first line, and lines have none.
  std::string_view key() const { return {text + payload_size, key_size}; }
  // name is what names it in the body of a keyed route, where that is not its key.
  std::string_view name() const { return {text + payload_size + key_size, name_size}; }
};

// Release ends an item with all that it has: a document its lines, the head of a chain those behind
// it. Its block goes with the last one in it.
void Release(Item* item) noexcept;

// ItemList owns its items.
class ItemList {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using pointer = Item*;
    using reference = Item&;

    explicit Iterator(Item* at) : at_(at) {}
    Item& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ = at_->next;
      return *this;
    }
    bool operator==(const Iterator& other) const = default;

   private:
    Item* at_;
  };

  ItemList() = default;
  ItemList(ItemList&& other) noexcept { Append(std::move(other)); }
  ItemList& operator=(ItemList&& other) noexcept;
  ~ItemList() { Clear(); }

  bool empty() const { return first_ == nullptr; }
  size_t size() const { return size_; }
  Item* front() const { return first_; }
  Item* back() const { return last_; }
  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(nullptr); }

  void Append(Item* item) noexcept {
    item->next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = item;
    last_ = item;
    ++size_;
  }
  void Append(ItemList&& others) noexcept;
  // TakeFirst takes the first item out of a list that is not empty; TakeFirst(count) that many.
  Item* TakeFirst() noexcept {
    Item* const item = first_;
    first_ = std::exchange(item->next, nullptr);
    if (first_ == nullptr) last_ = nullptr;
    --size_;
    return item;
  }
  ItemList TakeFirst(size_t count) noexcept;
  // Remove takes an item out, which must be here.
  void Remove(Item* item) noexcept;
  // Clear releases all.
  void Clear() noexcept;

 private:
  Item* first_ = nullptr;
  Item* last_ = nullptr;
  size_t size_ = 0;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_ITEM_H_

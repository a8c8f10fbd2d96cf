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

namespace inflow {

// RecordKey names a record within its collection, hashed; 0: it has none. Two different records
// with one hash would only be sent one after the other.
using RecordKey = uint64_t;

struct Block;
struct Document;

struct Item {
  Item* next = nullptr;    // in its list
  Block* block = nullptr;  // that holds it and its payload; null where something else does
  Document* document =
      nullptr;      // the folded document that it stands for, and owns; its lines are items too
  uint64_t id = 0;  // of the host's record; a document has those of its lines
  uint64_t document_number = 0;   // of the folded document that it is, or is a line of; 0: none
  RecordKey key = 0;              // a document has that of its first line, and lines have none
  RecordKey name = 0;             // keyed: what names it in the body; 0 with another algorithm
  std::string_view payload = {};  // as it stands in a body, but for the marks of its place (body.h)
  bool repeatable = false;        // sending it twice does no harm
  bool left_out = false;          // a folded line without values: it has no payload
};

// Release ends an item, and a document with its lines. Its block goes with the last one in it.
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

  void Append(Item* item) noexcept;
  void Append(ItemList&& others) noexcept;
  // TakeFirst takes the first item out of a list that is not empty; TakeFirst(count) that many.
  Item* TakeFirst() noexcept;
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

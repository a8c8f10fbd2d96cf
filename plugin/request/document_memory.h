// SPDX-License-Identifier: Apache-2.0
//
// File: document_memory.h
//
// The folded documents that are remembered, so that a line that comes after its document was closed
// is known for late. They are numbered in the order in which they began; the oldest are forgotten
// where there are more than `most`.
//
//   memory.Begin(hash);  memory.Set(number, DocumentMemory::kRefused);  ...
//   memory.Commit();                                                     // or Rollback(): as if
//   nothing had been done
#ifndef PLUGIN_REQUEST_DOCUMENT_MEMORY_H_
#define PLUGIN_REQUEST_DOCUMENT_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

namespace inflow {

struct Item;

class DocumentMemory {
 public:
  enum Mark : uint8_t {
    kRefused = 1,  // nothing of it was sent, nor will be
    kWarned = 2,   // the user was told of it
  };

  // SetMost applies from the next Commit on.
  void SetMost(size_t most) { most_ = most; }

  // Find returns the number of the document with this hash of its name; 0 where none is remembered.
  uint64_t Find(uint64_t name) const;
  // Begin numbers a new document. Throws only std::bad_alloc; then Rollback.
  uint64_t Begin(uint64_t name);
  // Set throws only std::bad_alloc; then Rollback.
  void Set(uint64_t number, Mark mark);
  // SetForGood is not taken back.
  void SetForGood(uint64_t number, Mark mark) noexcept;
  bool Has(uint64_t number, Mark mark) const;

  // SetItem says which item stands for a document, null where none does any more; ItemOf returns
  // it.
  void SetItem(uint64_t number, Item* item) noexcept {
    if (Knows(number)) At(number).item = item;
  }
  Item* ItemOf(uint64_t number) const { return Knows(number) ? At(number).item : nullptr; }

  // Forget lets a document's name begin anew; ForgetAll those of all.
  void Forget(uint64_t number) noexcept;
  void ForgetAll() noexcept;

  void Commit() noexcept;
  void Rollback() noexcept;

  // The numbers that are remembered are those from first() up to end().
  uint64_t first() const { return first_; }
  uint64_t end() const { return first_ + documents_.size(); }

 private:
  struct Document {
    uint64_t name;
    uint8_t marks;
    Item* item;
  };
  bool Knows(uint64_t number) const { return number >= first() && number < end(); }
  Document& At(uint64_t number) { return documents_[number - first_]; }
  const Document& At(uint64_t number) const { return documents_[number - first_]; }

  size_t most_ = 100'000;
  uint64_t first_ = 1;
  std::deque<Document> documents_;
  std::unordered_map<uint64_t, uint64_t> numbers_;  // by name
  size_t fresh_ = 0;                                // of documents_, begun since the last Commit
  std::vector<std::pair<uint64_t, Mark>> marked_;   // since the last Commit
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_DOCUMENT_MEMORY_H_

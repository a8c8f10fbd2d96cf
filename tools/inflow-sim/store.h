// SPDX-License-Identifier: Apache-2.0
//
// File: store.h
//
// The entities of all collections, in memory, in order of creation.
//
//   Store store(/*seed=*/1, /*keep=*/true);
//   Transaction transaction(&store);
//   transaction.Put(products, store.NewId(), value);
//   transaction.Commit();   // without it, everything is taken back
#ifndef TOOLS_INFLOW_SIM_STORE_H_
#define TOOLS_INFLOW_SIM_STORE_H_

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "tools/inflow-sim/collection.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

struct Entity {
  std::string id;
  Value value;  // an object; its id member holds `id`
};

// IsGuid tells whether a text is 8-4-4-4-12 hexadecimal digits.
bool IsGuid(std::string_view text);

// Store is not thread-safe.
class Store {
 public:
  // With keep false, nothing that is put is kept: for load tests that would fill the memory.
  Store(uint64_t seed, bool keep);

  // NewId makes a version 4 GUID; the same seed gives the same sequence.
  std::string NewId();

  // NewTimestamp makes a rowversion, 16 hexadecimal digits, higher than all before.
  std::string NewTimestamp();

  // Ids are compared without regard to case, as GUIDs are.
  const Entity* Find(const Collection& collection, std::string_view id) const;

  // FindBy finds the entity whose unique attribute has that text.
  const Entity* FindBy(const Collection& collection, std::string_view unique,
                       std::string_view text) const;

  const std::list<Entity>& All(const Collection& collection) const;

  // Put inserts or replaces; a replaced entity keeps its place.
  void Put(const Collection& collection, std::string_view id, Value value);
  bool Remove(const Collection& collection, std::string_view id);

  // Load adds the entities of {"products": [{…}], …}. An entity without an id gets one.
  // InvalidArgument names the place.
  absl::Status Load(std::string_view json);

 private:
  using Place = std::list<Entity>::iterator;
  struct Shelf {
    std::list<Entity> entities;
    absl::flat_hash_map<std::string, Place> by_id;
    absl::flat_hash_map<std::string, Place> by_unique;
  };
  Shelf& ShelfOf(const Collection& collection);
  const Shelf& ShelfOf(const Collection& collection) const;
  static void Index(const Collection& collection, Shelf* shelf, Place place);
  static void Unindex(const Collection& collection, Shelf* shelf, Place place);

  const bool keep_;
  uint64_t random_;
  uint64_t version_ = 0;
  std::vector<Shelf> shelves_;  // one a collection
};

// Transaction takes back what was put and removed through it unless it was committed. What it
// inserted must not be removed behind its back.
class Transaction {
 public:
  explicit Transaction(Store* store) : store_(store) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void Put(const Collection& collection, std::string_view id, Value value);
  void Commit() { undo_.clear(); }

 private:
  struct Undo {
    const Collection* collection;
    std::string id;
    std::optional<Value> before;
  };
  Store* store_;
  std::vector<Undo> undo_;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_STORE_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: directory.h
//
// What is known of the records of one collection: which GUID has which name.
#ifndef PLUGIN_LOOKUP_DIRECTORY_H_
#define PLUGIN_LOOKUP_DIRECTORY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/hash/hash.h"
#include "plugin/entity/uuid.h"

namespace inflow {

// FoldedName is a name without the difference of upper and lower case, in any script.
std::string FoldedName(std::string_view name);

// Finding is who has a name. Names are compared exactly; one that differs in upper and lower case
// alone is taken where no other does.
struct Finding {
  enum Kind : uint8_t { kNone, kOne, kTwo } kind = kNone;
  Uuid id{};
  Uuid other{};        // kTwo
  bool cased = false;  // it differs in case
  std::string name{};  // cased: as the service has it
};

class Directory {
 public:
  // Add adds what a page has of a record. `fields` is the place of the field among the collection's
  // natural ones.
  void AddId(const Uuid& id) { ids_.insert(id); }
  void Add(size_t field, std::string_view name, const Uuid& id);

  Finding Find(size_t field, std::string_view name) const;
  bool Has(const Uuid& id) const { return ids_.contains(id); }
  size_t size() const { return ids_.size(); }

  // Nearest returns a name that is spelled nearly like this one; "" where none is.
  std::string Nearest(size_t field, std::string_view name) const;

 private:
  struct Named {
    std::string exact;  // empty where it is as its folded form
    Uuid id;
  };
  std::vector<std::unordered_multimap<std::string, Named>> names_;  // by field, by folded name
  std::unordered_set<Uuid, absl::Hash<Uuid>> ids_;
};

}  // namespace inflow

#endif  // PLUGIN_LOOKUP_DIRECTORY_H_

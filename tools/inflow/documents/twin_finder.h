// SPDX-License-Identifier: Apache-2.0
//
// File: twin_finder.h
//
// Counts the records of a name whose kind is another than that of the first record of that name,
// exactly and in memory that does not grow: what has no room goes to a file that has no name, in
// sorted runs.
//
//   TwinFinder twins;
//   twins.Add(hash_of_name, hash_of_content, {input, line});   // for each record, in order
//   const Twins found = twins.Finish();
#ifndef TOOLS_INFLOW_DOCUMENTS_TWIN_FINDER_H_
#define TOOLS_INFLOW_DOCUMENTS_TWIN_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <tuple>

#include "tools/inflow/files/external_sort.h"

namespace inflow::command {

// RecordPlace is where a record begins.
struct RecordPlace {
  uint32_t input = 0;
  uint64_t line = 0;
};

struct Twins {
  uint64_t count = 0;         // of records that differ from the first of their name
  RecordPlace first, second;  // of those, the one that comes first in the inputs, behind the first
                              // of its name; where count > 0
  bool whole = true;  // false: there was no room on the disk, and the rest was not looked at
};

class TwinFinder {
 public:
  // Entries of 40 bytes; two finders must leave room for the readers.
  static constexpr size_t kMostEntries = 200'000;

  explicit TwinFinder(size_t most_entries = kMostEntries) : entries_(most_entries) {}

  // Add takes the next record; a name of 0 is none.
  void Add(uint64_t name, uint64_t kind, RecordPlace place);

  // Finish looks at all that was added, and forgets it.
  Twins Finish();

 private:
  struct Entry {
    uint64_t name;
    uint64_t order;  // of the records
    uint64_t kind;
    RecordPlace place;
  };
  struct IsBefore {
    bool operator()(const Entry& a, const Entry& b) const {
      return std::tie(a.name, a.order) < std::tie(b.name, b.order);
    }
  };
  class Pairs;

  uint64_t order_ = 0;
  ExternalSort<Entry, IsBefore> entries_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_TWIN_FINDER_H_

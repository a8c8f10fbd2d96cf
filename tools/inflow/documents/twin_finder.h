// SPDX-License-Identifier: Apache-2.0
//
// File: twin_finder.h
//
// Counts the records of a name whose kind is another than that of the first record of that name,
// exactly and in memory that does not grow: what has no room goes to a file that has no name, from
// which the names are read back part by part.
//
//   TwinFinder twins;
//   twins.Add(hash_of_name, hash_of_content, {input, line});   // for each record, in order
//   const Twins found = twins.Finish();
#ifndef TOOLS_INFLOW_DOCUMENTS_TWIN_FINDER_H_
#define TOOLS_INFLOW_DOCUMENTS_TWIN_FINDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tools/inflow/files/spill_file.h"

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
  // Entries of 40 bytes, held twice while they are written; two finders must leave room for the
  // readers.
  static constexpr size_t kMostEntries = 100'000;

  explicit TwinFinder(size_t most_entries = kMostEntries)
      : most_(most_entries == 0 ? 1 : most_entries) {}

  // Add takes the next record; a name of 0 is none.
  void Add(uint64_t name, uint64_t kind, RecordPlace place);

  // Finish looks at all that was added, and forgets it.
  Twins Finish();

 private:
  // So many parts that one of them has room where all have not.
  static constexpr size_t kParts = 256;

  struct Entry {
    uint64_t name;
    uint64_t order;  // of the records
    uint64_t kind;
    RecordPlace place;
  };
  // Run is a part of the file; it has the entries of each part of the names in their order.
  struct Run {
    size_t offset = 0;                            // in the file, in bytes
    std::array<uint32_t, kParts + 1> ends = {0};  // of each part, in entries; behind a 0
  };
  class Counter;

  static size_t PartOf(uint64_t name) { return name % kParts; }
  int Spill();
  bool CountPart(size_t part, size_t passes, Counter* counter);

  size_t most_;
  uint64_t order_ = 0;
  std::vector<Entry> held_;
  std::vector<Entry> sorted_;  // a run that is written or read
  std::unique_ptr<SpillFile> file_;
  std::vector<Run> runs_;
  int error_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_TWIN_FINDER_H_

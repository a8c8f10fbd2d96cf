// SPDX-License-Identifier: Apache-2.0
//
// File: missing_lines.h
//
// The records of which a file should tell and does not: how many, and where the first of them
// stand.
#ifndef TOOLS_INFLOW_REJECTS_MISSING_LINES_H_
#define TOOLS_INFLOW_REJECTS_MISSING_LINES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

class MissingLines {
 public:
  // Range has every record between its ends.
  struct Range {
    uint64_t first_id;
    uint64_t last_id;
    std::string file;
    uint64_t first_line;
    uint64_t last_line;
    uint64_t first_document = 0;  // 0 where lines are not folded
    uint64_t last_document = 0;
  };

  // Add counts a record: its number among all, where it stands, and the number of its document. No
  // record is added twice.
  void Add(uint64_t id, std::string_view file, uint64_t line, uint64_t document = 0);
  // HasDocument tells whether a record of that document is in the ranges.
  bool HasDocument(uint64_t document) const;
  uint64_t count() const { return count_; }
  // ranges are the first of them, ascending; more than a hundred are not kept.
  const std::vector<Range>& ranges() const { return ranges_; }

  // Describe is "2,003 records: a.csv lines 3, 5 and 9-2008; b.csv line 2", the first of the input
  // first.
  std::string Describe() const;

 private:
  uint64_t count_ = 0;
  std::vector<Range> ranges_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_MISSING_LINES_H_

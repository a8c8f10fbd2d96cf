// SPDX-License-Identifier: Apache-2.0
//
// File: load_report.h
//
// The end of a load in numbers and sentences: for people, and as the one line of JSON for programs.
#ifndef TOOLS_INFLOW_LOAD_LOAD_REPORT_H_
#define TOOLS_INFLOW_LOAD_LOAD_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "tools/inflow/input/left_out.h"
#include "tools/inflow/load/reasons.h"
#include "tools/inflow/rejects/missing_lines.h"
#include "tools/inflow/terminal/warnings.h"

namespace inflow::command {

// Tally counts records by outcome; records is their sum.
struct Tally {
  uint64_t records = 0;
  uint64_t delivered = 0;
  uint64_t unchanged = 0;
  uint64_t superseded = 0;
  uint64_t rejected = 0;
  uint64_t failed = 0;
  uint64_t ambiguous = 0;
  uint64_t dropped = 0;
  uint64_t pending = 0;

  void Count(destination_outcome outcome);
  bool all_well() const { return records == delivered + unchanged + superseded; }
};

// WrittenRejects is a place where records lie that were not delivered.
struct WrittenRejects {
  std::string path;
  uint64_t records = 0;
  uint64_t ambiguous = 0;  // of those, how many the service may have already
  uint64_t older = 0;      // and how many are older than a record of their key that was delivered
  bool is_file = true;     // false: a device or a pipe, from which nothing can be loaded
  uint64_t late = 0;       // lines of documents that were closed before
  bool is_csv = false;     // they are rows, not lines of JSON
};

struct LoadReport {
  Tally tally;
  uint64_t requests = 0;
  uint64_t retries = 0;
  uint64_t throttled = 0;
  uint64_t unposted = 0;  // answers that did not reach the response webhook
  int64_t elapsed_ms = 0;
  uint64_t documents = 0;            // where lines are folded: those of which lines were read
  uint64_t documents_delivered = 0;  // and those of them that ended well
  LeftOut left_out;                  // rows of the inputs
  std::vector<Reason> reasons;       // the commonest
  uint64_t further_reasons = 0;      // how many kinds were left out
  std::vector<WrittenRejects> rejects;
  std::vector<MissingLines> missing;         // records that no rejects file could take
  std::vector<std::string> earlier_rejects;  // files of earlier loads, where this one has none and
                                             // would have used the name
  std::vector<Warning> warnings;
};

// SummaryLine is the last line of load --json, without its line end.
std::string SummaryLine(const LoadReport& report);

// Describe is the report for people, several lines.
std::string Describe(const LoadReport& report);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_LOAD_REPORT_H_

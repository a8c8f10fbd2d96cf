// SPDX-License-Identifier: Apache-2.0
//
// File: load_report.h
//
// The end of a load in numbers and sentences: for people, and as the one line of JSON for programs.
#ifndef TOOLS_INFLOW_LOAD_REPORT_H_
#define TOOLS_INFLOW_LOAD_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "tools/inflow/reasons.h"
#include "tools/inflow/warnings.h"

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

struct LoadReport {
  Tally tally;
  uint64_t requests = 0;
  uint64_t retries = 0;
  uint64_t throttled = 0;
  uint64_t unposted = 0;  // answers that did not reach the response webhook
  int64_t elapsed_ms = 0;
  std::vector<Reason> reasons;       // the commonest
  uint64_t further_reasons = 0;      // how many kinds were left out
  std::vector<std::string> rejects;  // files that were written
  std::vector<Warning> warnings;
};

// SummaryLine is the last line of load --json, without its line end.
std::string SummaryLine(const LoadReport& report);

// Describe is the report for people, several lines.
std::string Describe(const LoadReport& report);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_REPORT_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: load_run.h
//
// A load as the journal knows it: a run that begins, and ends when every record has its outcome.
// One that did not end is gone on with by the same command.
//
//   LoadRun run;
//   if (host::Error error = BeginRun(TextOf(key), &destination, &run)) ...
//   if (run.goes_on) Complain(DescribeGoingOn(run, total, now_ms));
//   ...
//   if (host::Error error = EndRun(&destination)) ...
#ifndef TOOLS_INFLOW_LOAD_LOAD_RUN_H_
#define TOOLS_INFLOW_LOAD_LOAD_RUN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inflow/destination.hpp"
#include "tools/inflow/load/load_report.h"

namespace inflow::command {

// OtherRun is one of another command that did not end.
struct OtherRun {
  std::string key = {};  // TextOf
  int64_t began_ms = 0;
  uint64_t records = 0;
  uint64_t pending = 0;
  std::optional<int64_t> pid = std::nullopt;  // of the process that it goes on in
};

struct LoadRun {
  bool is_first = false;  // that this journal has
  bool goes_on = false;   // it was begun before
  int64_t began_ms = 0;   // on the calendar
  uint64_t records = 0;   // that were handed over so far
  uint64_t pending = 0;
  Tally tally = {};  // of those that have settled; what was dropped is no more among `records`
  uint64_t done() const { return tally.records - tally.dropped; }
  std::vector<OtherRun> others = {};
};

// BeginRun begins the run of a key, or finds it where it did not end. CONFLICT where it goes on in
// another process.
host::Error BeginRun(const std::string& key, host::Destination* destination, LoadRun* run);

// RestartRun puts an end to the run that BeginRun has found, and begins another one. *ended is how
// its records ended.
host::Error RestartRun(const std::string& key, host::Destination* destination, LoadRun* run,
                       Tally* ended);

host::Error EndRun(host::Destination* destination);

// DescribeGoingOn is "going on with the load of 12:04: 4,312 of 10,000 records are done"; `total`
// is 0 where nobody knows.
std::string DescribeGoingOn(const LoadRun& run, uint64_t total, int64_t now_ms);

// DescribeRestart says what became of the records of a run that is not gone on with.
std::string DescribeRestart(const LoadRun& run, const Tally& ended, int64_t now_ms);

// DescribeOther says that the journal has another run that did not end, and what to do.
std::string DescribeOther(const OtherRun& other, const std::string& journal, int64_t now_ms);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_LOAD_RUN_H_

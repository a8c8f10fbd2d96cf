// SPDX-License-Identifier: Apache-2.0
//
// File: progress.h
//
// How a load stands, while it runs: one line that is redrawn on a terminal, or now and then a line
// of its own elsewhere.
#ifndef TOOLS_INFLOW_LOAD_PROGRESS_H_
#define TOOLS_INFLOW_LOAD_PROGRESS_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "abi/destination.h"
#include "tools/inflow/config/config_file.h"
#include "tools/inflow/load/load_report.h"

namespace inflow::command {

enum class ProgressStyle : uint8_t { kNone, kRedrawn, kLines };

struct ProgressFacts {
  Tally tally;         // settled so far
  uint64_t total = 0;  // records that will be read; 0 where nobody knows
  uint64_t total_bytes = 0;
  uint64_t documents = 0;        // where lines are folded: those that were delivered
  uint64_t total_documents = 0;  // and those that will be read; 0 where nobody knows
  int64_t elapsed_ms = 0;
  destination_stats_data stats = DESTINATION_STATS_INIT;
};

// DescribeProgress is "120 of 5,000 records, 60/min, quota 58 of 60 per 60 s, 2 rejected, about 80
// min left".
std::string DescribeProgress(const ProgressFacts& facts, const ConfigFigures& figures);

// QuotaLeftMs is how long the quota alone lets the rest take; 0 where nobody knows how much that
// is.
int64_t QuotaLeftMs(const ProgressFacts& facts, const ConfigFigures& figures);

class Progress {
 public:
  // width is the terminal's: a longer line would wrap and could not be redrawn.
  Progress(ProgressStyle style, size_t width, std::ostream* out)
      : style_(style), width_(width), out_(out) {}

  // Due tells whether it is time to draw again, so that the facts are gathered only then.
  bool Due(int64_t now_ms) const;
  void Draw(std::string line, int64_t now_ms);

  // Clear takes the redrawn line away before anything else is written.
  void Clear();

 private:
  ProgressStyle style_;
  size_t width_;
  std::ostream* out_;
  int64_t next_ms_ = 0;
  size_t drawn_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_PROGRESS_H_

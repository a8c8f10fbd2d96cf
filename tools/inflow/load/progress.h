// SPDX-License-Identifier: Apache-2.0
//
// File: progress.h
//
// How a load stands, while it runs: one line that is redrawn on a terminal, or now and then a line
// of its own elsewhere.
#ifndef TOOLS_INFLOW_LOAD_PROGRESS_H_
#define TOOLS_INFLOW_LOAD_PROGRESS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "tools/inflow/config/config_file.h"
#include "tools/inflow/load/load_report.h"
#include "tools/inflow/terminal/status_line.h"

namespace inflow::command {

enum class ProgressStyle : uint8_t { kNone, kRedrawn, kLines };

struct ProgressFacts {
  Tally tally;          // settled so far
  uint64_t before = 0;  // of them, how many an earlier part of the load had settled
  uint64_t total = 0;   // records that will be read; 0 where nobody knows
  uint64_t total_bytes = 0;
  uint64_t documents = 0;                  // where lines are folded: those that were delivered
  uint64_t total_documents = 0;            // and those that will be read; 0 where nobody knows
  std::optional<uint64_t> total_requests;  // where it is known
  int64_t elapsed_ms = 0;
  destination_stats_data stats = DESTINATION_STATS_INIT;
};

inline constexpr size_t kAnyWidth = static_cast<size_t>(-1);

// ProgressPart is a part of the line in several forms, each shorter than the one before; "" where
// it may be left out.
struct ProgressPart {
  std::vector<std::string> forms;
};

// FitProgress joins the parts with commas. Where there is no room, parts are shortened by one form
// each in the order of `shorten`, the places of parts.
std::string FitProgress(const std::vector<ProgressPart>& parts, const std::vector<size_t>& shorten,
                        size_t room);

// QuotaPart is "quota 58 of 60 per 60 s".
ProgressPart QuotaPart(const destination_stats_data& stats);

// DescribeProgress is "120 of 5,000 records, 60/min, quota 58 of 60 per 60 s, 2 refused so far,
// about 80 min left" in as many columns as there is room: how much is left and how long it takes
// stay longest.
std::string DescribeProgress(const ProgressFacts& facts, const ConfigFigures& figures,
                             size_t room = kAnyWidth);

// QuotaLeftMs is how long the quota alone lets the rest take; 0 where nobody knows how much that
// is.
int64_t QuotaLeftMs(const ProgressFacts& facts, const ConfigFigures& figures);

class Progress {
 public:
  // width is the terminal's: a longer line would wrap and could not be redrawn.
  Progress(ProgressStyle style, size_t width, StatusLine* line)
      : style_(style), width_(width), line_(line) {}

  // Due tells whether it is time to draw again, so that the facts are gathered only then.
  bool Due(int64_t now_ms) const;
  // room is how many columns a line may have.
  size_t room() const { return style_ == ProgressStyle::kRedrawn ? width_ - 1 : kAnyWidth; }
  void Draw(std::string line, int64_t now_ms);

  // Clear takes the redrawn line away at the end, or before standard output is written to, which
  // may be the same terminal.
  void Clear() { line_->Clear(); }

 private:
  ProgressStyle style_;
  size_t width_;
  StatusLine* line_;
  int64_t next_ms_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_PROGRESS_H_

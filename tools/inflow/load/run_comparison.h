// SPDX-License-Identifier: Apache-2.0
//
// File: run_comparison.h
//
// Whether the inputs still hold what a run that did not end has read of them.
//
//   RunComparison comparison(inputs, {figures.queue_bytes, route, run.records}, &destination);
//   if (!comparison.Compare(marks, &clock)) Complain(comparison.why());
#ifndef TOOLS_INFLOW_LOAD_RUN_COMPARISON_H_
#define TOOLS_INFLOW_LOAD_RUN_COMPARISON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "inflow/destination.hpp"
#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/input/record_block.h"
#include "tools/inflow/terminal/clock.h"
#include "tools/inflow/terminal/exit_code.h"

namespace inflow::command {

class RunComparison {
 public:
  struct Run {
    std::string route;
    uint64_t queue_bytes = 0;  // the load refuses what is longer
    uint64_t records = 0;      // that the run has
    std::string name;          // "the load of 12:04"
  };

  // `inputs` are those of the load, with the documents that a first pass refused.
  RunComparison(InputSettings inputs, Run run, host::Destination* handle);

  // Compare reads the inputs as the load does, as far as the run has come. kExitOk, or the exit
  // code of a load that sends nothing; then why() is a sentence.
  ExitCode Compare(const std::vector<std::optional<FileMark>>& marks, Clock* clock);
  const std::string& why() const { return why_; }

 private:
  bool Take(const ReadItem& item, bool handed_over);
  bool Ask();
  std::string Missing(const InputSequence& sequence) const;

  InputSettings inputs_;
  Run run_;
  host::Destination* destination_;
  RecordBlock block_;
  std::vector<size_t> places_;  // the input of each record of the block
  uint64_t next_id_ = 1;
  uint64_t handed_over_ = 0;
  size_t last_input_ = 0;
  uint64_t last_line_ = 0;
  ExitCode exit_ = kExitOk;
  std::string why_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_RUN_COMPARISON_H_

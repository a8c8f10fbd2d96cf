// SPDX-License-Identifier: Apache-2.0
//
// File: read_through.h
//
// Reading inputs from their beginning to their end, for those who look at every record and send
// nothing.
#ifndef TOOLS_INFLOW_INPUT_READ_THROUGH_H_
#define TOOLS_INFLOW_INPUT_READ_THROUGH_H_

#include <cstdint>
#include <functional>
#include <string>

#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

// ReadEnd is how the reading ended.
struct ReadEnd {
  uint64_t unreadable = 0;     // records
  std::string first_reason{};  // why the first of them is, with its line
  std::string fault{};         // why an input cannot be read
  bool changed = false;        // since it changed meanwhile
  bool interrupted = false;
};

// ReadThrough hands every record over. `begun` is called when the columns of the first input are
// known; it may be null.
ReadEnd ReadThrough(InputSequence* sequence, Clock* clock,
                    const std::function<void(const InputSequence&)>& begun,
                    const std::function<void(const ReadItem&)>& take);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_READ_THROUGH_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: samples.h
//
// A few records of an input, held to be previewed or sent one by one.
#ifndef TOOLS_INFLOW_INPUT_SAMPLES_H_
#define TOOLS_INFLOW_INPUT_SAMPLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "inflow/destination.hpp"
#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/input/left_out.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

// SampleRefusal is a record that the reader itself refuses; the plugin never sees it.
struct SampleRefusal {
  uint64_t id;
  uint64_t line;
  std::string message;
};

struct Samples {
  // The records that can be read; ids are their numbers in the input, from 1. Where lines are
  // folded, an empty one stands for one that is refused here.
  host::Batch batch;
  std::vector<uint64_t> ids;    // of every record, those that are refused included
  std::vector<uint64_t> lines;  // the lines on which they begin
  LeftOut left_out;             // rows before and between them
  uint64_t documents = 0;       // where lines are folded: of which they are the lines
  std::vector<SampleRefusal> refused;
  std::vector<std::string> columns;  // of a table, empty elsewhere
  std::vector<std::string> notes;    // what the reader announces
  std::string unreadable;            // why the input cannot be read; empty where it can
  bool interrupted = false;

  uint64_t count() const { return lines.size(); }
  // LineOf is the line on which a record begins; 0 for a number that was not read.
  uint64_t LineOf(uint64_t id) const;
};

// ReadSamples reads what `settings` asks for, usually a few records of one input, and waits for a
// pipe's.
Samples ReadSamples(const InputSettings& settings, Clock* clock);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_SAMPLES_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: samples.h
//
// A few records of an input, held to be previewed or sent one by one.
#ifndef TOOLS_INFLOW_SAMPLES_H_
#define TOOLS_INFLOW_SAMPLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "inflow/destination.hpp"
#include "tools/inflow/clock.h"
#include "tools/inflow/input_sequence.h"

namespace inflow::command {

// SampleRefusal is a record that the reader itself refuses; the plugin never sees it.
struct SampleRefusal {
  uint64_t id;
  uint64_t line;
  std::string message;
};

struct Samples {
  host::Batch batch;            // the records that can be read; ids are their numbers in the input, from 1
  std::vector<uint64_t> lines;  // of every record, those that are refused included, from the number `first_id` on
  uint64_t first_id = 1;
  std::vector<SampleRefusal> refused;
  std::vector<std::string> columns;  // of a table, empty elsewhere
  std::vector<std::string> notes;    // what the reader announces
  std::string unreadable;            // why the input cannot be read; empty where it can
  bool interrupted = false;

  uint64_t count() const { return lines.size(); }
  // LineOf is the line on which a record begins; 0 for a number that was not read.
  uint64_t LineOf(uint64_t id) const { return id < first_id || id - first_id >= lines.size() ? 0 : lines[id - first_id]; }
};

// ReadSamples reads what `settings` asks for, usually a few records of one input, and waits for a pipe's.
Samples ReadSamples(const InputSettings& settings, Clock* clock);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SAMPLES_H_

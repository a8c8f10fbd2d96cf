// SPDX-License-Identifier: Apache-2.0
//
// File: input_spool.h
//
// An input that can be read only once, kept in a temporary file so that it can be read twice.
#ifndef TOOLS_INFLOW_INPUT_INPUT_SPOOL_H_
#define TOOLS_INFLOW_INPUT_INPUT_SPOOL_H_

#include <memory>
#include <string>

#include "tools/inflow/files/part_file.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

struct SpooledInput {
  std::shared_ptr<PartFile> file;  // without a name; null where `why` says what is wrong
  std::string why;
  bool interrupted = false;  // a signal came before the input ended
};

// SpoolInput reads a pipe (standard input for "-") to its end.
SpooledInput SpoolInput(const std::string& input, Clock* clock);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_INPUT_SPOOL_H_

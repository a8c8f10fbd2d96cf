// SPDX-License-Identifier: Apache-2.0
//
// File: left_out.h
//
// The rows of CSVs that were asked not to be records, to be told wherever records are counted.
#ifndef TOOLS_INFLOW_INPUT_LEFT_OUT_H_
#define TOOLS_INFLOW_INPUT_LEFT_OUT_H_

#include <cstdint>
#include <string>

#include "tools/inflow/input/csv_settings.h"

namespace inflow::command {

struct LeftOut {
  LeftOut() = default;
  LeftOut(uint64_t count, const CsvSettings& settings);

  // asked: there is a condition, whether or not any row does not fit it.
  bool asked() const { return !where.empty(); }
  // Describe is a sentence without its point; empty where no row was left out.
  std::string Describe() const;

  uint64_t rows = 0;
  std::string where;  // the condition of those that are read
  std::string said_by;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_LEFT_OUT_H_

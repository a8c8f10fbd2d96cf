// SPDX-License-Identifier: Apache-2.0
//
// File: plan_report.h
//
// What a load would come to, in numbers and sentences.
#ifndef TOOLS_INFLOW_LOAD_PLAN_REPORT_H_
#define TOOLS_INFLOW_LOAD_PLAN_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/inflow/input/left_out.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/load/reasons.h"

namespace inflow::command {

struct PlanReport {
  Estimate estimate;
  std::vector<Reason> reasons;   // the commonest
  uint64_t further_reasons = 0;  // how many kinds were left out
  std::vector<std::string> notices;
  LeftOut left_out;
};

// Describe is the report for people, several lines.
std::string Describe(const PlanReport& report);

// SummaryLine is the report as one line of JSON, without its line end.
std::string SummaryLine(const PlanReport& report);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_PLAN_REPORT_H_

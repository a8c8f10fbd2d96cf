// SPDX-License-Identifier: Apache-2.0
//
// File: plan_report.h
//
// What a load would come to, in numbers and sentences.
#ifndef TOOLS_INFLOW_LOAD_PLAN_REPORT_H_
#define TOOLS_INFLOW_LOAD_PLAN_REPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/inflow/input/left_out.h"
#include "tools/inflow/load/reasons.h"

namespace inflow::command {

struct PlanReport {
  uint64_t fine = 0;     // records, or lines where lines are folded
  uint64_t refused = 0;  // likewise, those held back too
  struct Documents {
    uint64_t fine = 0;
    uint64_t refused = 0;
  };
  std::optional<Documents> documents;  // where lines are folded
  uint64_t requests = 0;
  bool is_about = false;                    // so many requests, nearly
  int64_t least_ms = 0;                     // that the quota makes them take
  std::string windows;                      // of the quota; empty: there is none
  std::map<std::string, uint64_t> lookups;  // names, by collection
  std::vector<Reason> reasons;              // the commonest
  uint64_t further_reasons = 0;             // how many kinds were left out
  std::vector<std::string> notices;
  LeftOut left_out;
};

// Describe is the report for people, several lines.
std::string Describe(const PlanReport& report);

// SummaryLine is the report as one line of JSON, without its line end.
std::string SummaryLine(const PlanReport& report);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_PLAN_REPORT_H_

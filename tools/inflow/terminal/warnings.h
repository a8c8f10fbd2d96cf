// SPDX-License-Identifier: Apache-2.0
//
// File: warnings.h
#ifndef TOOLS_INFLOW_TERMINAL_WARNINGS_H_
#define TOOLS_INFLOW_TERMINAL_WARNINGS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// Warning is what the service may lose of that many records, although it answers success.
struct Warning {
  uint64_t records = 0;
  std::string message;
  std::string kind;   // "dropped_field"
  std::string field;  // "lines.unitPrice"
};

// ParseWarnings reads the plugin's answer to the command "warnings"; what is of another shape is
// left out.
std::vector<Warning> ParseWarnings(std::string_view answer);

// DescribeLosses is the last line of a report: what the service's answers show that it dropped,
// changed or rounded, by field. "" where they show nothing of the kind.
std::string DescribeLosses(const std::vector<Warning>& warnings);

// ConcernsRoute tells whether a warning about the configuration has to do with a route, "" for the
// main one: "/routes/orders/map/x: …" does with "orders" alone.
bool ConcernsRoute(std::string_view warning, std::string_view route);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_WARNINGS_H_

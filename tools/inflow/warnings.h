// SPDX-License-Identifier: Apache-2.0
//
// File: warnings.h
#ifndef TOOLS_INFLOW_WARNINGS_H_
#define TOOLS_INFLOW_WARNINGS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// Warning is what the service may lose of that many records, although it answers success.
struct Warning {
  uint64_t records = 0;
  std::string message;
};

// ParseWarnings reads the plugin's answer to the command "warnings"; what is of another shape is left out.
std::vector<Warning> ParseWarnings(std::string_view answer);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_WARNINGS_H_

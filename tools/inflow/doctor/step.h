// SPDX-License-Identifier: Apache-2.0
//
// File: step.h
//
// What inflow doctor has looked at, and what it found.
#ifndef TOOLS_INFLOW_DOCTOR_STEP_H_
#define TOOLS_INFLOW_DOCTOR_STEP_H_

#include <cstdint>
#include <string>
#include <vector>

namespace inflow::command {

enum class Finding : uint8_t {
  kOk,
  kNote,     // nothing fails by it, and its user should know
  kProblem,  // what is asked of the command will fail by it
  kSkipped,  // could not be looked at
};

struct Step {
  std::string name;
  Finding finding = Finding::kOk;
  std::string detail;
  std::string remedy;  // what to do; empty where there is nothing to do
};

bool HasProblem(const std::vector<Step>& steps);

// StepsText is a line a step, and one with what to do below those that want it; StepsJson one line.
std::string StepsText(const std::vector<Step>& steps);
std::string StepsJson(const std::vector<Step>& steps);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCTOR_STEP_H_

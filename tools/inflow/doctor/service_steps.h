// SPDX-License-Identifier: Apache-2.0
//
// File: service_steps.h
//
// What inflow doctor makes of the plugin's words about a configuration and about the service.
#ifndef TOOLS_INFLOW_DOCTOR_SERVICE_STEPS_H_
#define TOOLS_INFLOW_DOCTOR_SERVICE_STEPS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "tools/inflow/doctor/step.h"

namespace inflow::command {

// FaultSteps are "syntax" and "validation", by the faults of an error's detail; {} has none.
std::vector<Step> FaultSteps(std::string_view detail);

// ServiceSteps are those of destination_check's answer, the quota and the clock. `now_ms` is this
// machine's time when the answer came, in milliseconds since 1970.
std::vector<Step> ServiceSteps(std::string_view answer, int64_t now_ms);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCTOR_SERVICE_STEPS_H_

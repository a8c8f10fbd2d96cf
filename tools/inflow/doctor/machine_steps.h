// SPDX-License-Identifier: Apache-2.0
//
// File: machine_steps.h
//
// What inflow doctor sees of this machine and of the surroundings, without the plugin.
#ifndef TOOLS_INFLOW_DOCTOR_MACHINE_STEPS_H_
#define TOOLS_INFLOW_DOCTOR_MACHINE_STEPS_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/config/session.h"
#include "tools/inflow/doctor/step.h"

namespace inflow::command {

// EnvironmentStep tells which of the command's variables are set, never to what, and that those
// for a proxy are not used.
Step EnvironmentStep(const Surroundings& surroundings);

// SecretSteps look at where the credential and the webhook's secret of a configuration come from,
// and who may read it. `path` is the configuration's file, empty where there is none. Nothing of a
// secret is shown.
std::vector<Step> SecretSteps(const std::string& path, std::string_view config,
                              const Surroundings& surroundings);

// FolderStep tells whether rejects and results can be written in a folder.
Step FolderStep(const std::string& folder);

Step LimitsStep();

// LocaleStep tells whether the terminal is told to be one of UTF-8.
Step LocaleStep(const Surroundings& surroundings);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCTOR_MACHINE_STEPS_H_

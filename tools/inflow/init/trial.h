// SPDX-License-Identifier: Apache-2.0
//
// File: trial.h
//
// What the draft would send: a sample, one request for real where that is wanted, and the whole
// file without sending it.
#ifndef TOOLS_INFLOW_INIT_TRIAL_H_
#define TOOLS_INFLOW_INIT_TRIAL_H_

#include "tools/inflow/init/draft.h"
#include "tools/inflow/options/options.h"

namespace inflow::command {

// AskTrial ends with whether the draft is active.
bool AskTrial(const Options& options, const Asking& asking, Draft* draft);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_TRIAL_H_

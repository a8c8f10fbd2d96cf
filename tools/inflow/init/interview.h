// SPDX-License-Identifier: Apache-2.0
//
// File: interview.h
//
// The questions of inflow init in their order, from the file of records to the configuration that
// loads it.
#ifndef TOOLS_INFLOW_INIT_INTERVIEW_H_
#define TOOLS_INFLOW_INIT_INTERVIEW_H_

#include "tools/inflow/init/draft.h"
#include "tools/inflow/options/options.h"

namespace inflow::command {

// AskAll asks everything into the draft, which holds what --set says already, shows a sample, and
// plans the whole file. False where the interview was left or goes back.
bool AskAll(const Options& options, const Asking& asking, Draft* draft);

// Write writes the key's file and the configuration, and says which command comes next.
ExitCode WriteDraft(const Asking& asking, const Draft& draft);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_INTERVIEW_H_

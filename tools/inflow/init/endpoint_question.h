// SPDX-License-Identifier: Apache-2.0
//
// File: endpoint_question.h
//
// Where the records go: an endpoint of the catalogue, or a method and URL of one's own.
#ifndef TOOLS_INFLOW_INIT_ENDPOINT_QUESTION_H_
#define TOOLS_INFLOW_INIT_ENDPOINT_QUESTION_H_

#include "tools/inflow/init/draft.h"

namespace inflow::command {

// AskPreset offers a ready map where the file's columns are those of one; whether it was taken is
// in draft->preset. False where the interview was left or goes back, as all of these.
bool AskPreset(const Asking& asking, Draft* draft);

bool AskEndpoint(const Asking& asking, Draft* draft);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_ENDPOINT_QUESTION_H_

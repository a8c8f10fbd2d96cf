// SPDX-License-Identifier: Apache-2.0
//
// File: identity_question.h
//
// What names a record, and whether one that inFlow has already is written to.
#ifndef TOOLS_INFLOW_INIT_IDENTITY_QUESTION_H_
#define TOOLS_INFLOW_INIT_IDENTITY_QUESTION_H_

#include "tools/inflow/init/draft.h"

namespace inflow::command {

bool AskIdentity(const Asking& asking, Draft* draft);
bool AskAdopt(const Asking& asking, Draft* draft);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_IDENTITY_QUESTION_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: further_questions.h
//
// What few need, behind one question: batching, webhook, headers, excluded attributes.
#ifndef TOOLS_INFLOW_INIT_FURTHER_QUESTIONS_H_
#define TOOLS_INFLOW_INIT_FURTHER_QUESTIONS_H_

#include "tools/inflow/init/draft.h"

namespace inflow::command {

bool AskFurther(const Asking& asking, Draft* draft);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_FURTHER_QUESTIONS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: map_question.h
//
// Which column becomes which field, on one screen, to be taken or changed.
#ifndef TOOLS_INFLOW_INIT_MAP_QUESTION_H_
#define TOOLS_INFLOW_INIT_MAP_QUESTION_H_

#include "tools/inflow/init/draft.h"

namespace inflow::command {

// AskLines asks whether rows are the lines of documents, where the endpoint has lines and the map
// is no preset's.
bool AskLines(const Asking& asking, Draft* draft);

// AskMap proposes a map unless there is one, shows it until it is taken, and asks for what a record
// needs and has no column.
bool AskMap(const Asking& asking, Draft* draft);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_MAP_QUESTION_H_

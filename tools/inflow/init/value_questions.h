// SPDX-License-Identifier: Apache-2.0
//
// File: value_questions.h
//
// What the texts of a file mean: names where inFlow wants ids, dates, decimals, and texts that
// stand for nothing.
#ifndef TOOLS_INFLOW_INIT_VALUE_QUESTIONS_H_
#define TOOLS_INFLOW_INIT_VALUE_QUESTIONS_H_

#include "tools/inflow/init/draft.h"

namespace inflow::command {

// AskNames offers to look up names, where fields that take an id are given something else.
bool AskNames(const Asking& asking, Draft* draft);

// AskValues sets how dates and decimals are written, as all values of the file show it; it asks
// only where they leave it open.
bool AskValues(const Asking& asking, Draft* draft);

// AskNulls offers to read texts such as N/A as nothing, where this library's configuration has a
// place for it.
bool AskNulls(const Asking& asking, Draft* draft);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_VALUE_QUESTIONS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: file_questions.h
//
// Which records, and where the configuration is written. Each is false where the interview was left
// or goes back.
#ifndef TOOLS_INFLOW_INIT_FILE_QUESTIONS_H_
#define TOOLS_INFLOW_INIT_FILE_QUESTIONS_H_

#include <string>

#include "tools/inflow/init/draft.h"

namespace inflow::command {

// AskRecords asks for the file of records, unless `named` is one, reads it, and shows its columns.
bool AskRecords(const Asking& asking, const std::string& named, Draft* draft);

// AskTarget asks where to write, where `named` or else inflow.jsonc is there already.
bool AskTarget(const Asking& asking, const std::string& named, Draft* draft);

// ColumnLine is a column with samples and blanks, a line.
std::string ColumnLine(const FileLook& look, const ColumnProfile& column, size_t width);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_FILE_QUESTIONS_H_

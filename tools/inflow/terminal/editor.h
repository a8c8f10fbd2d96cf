// SPDX-License-Identifier: Apache-2.0
//
// File: editor.h
//
// A text that a person changes in their own editor.
#ifndef TOOLS_INFLOW_TERMINAL_EDITOR_H_
#define TOOLS_INFLOW_TERMINAL_EDITOR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/inflow/config/session.h"
#include "tools/inflow/files/file_descriptor.h"

namespace inflow::command {

// EditText opens an editor on a temporary file that only this user can read and that is gone
// afterwards, and returns what was saved. The editor is VISUAL, else EDITOR, else the first of a
// few usual ones that is there; err is told which one where it is none that was asked for. It gets
// the terminal itself, whatever standard input and output are, and neither the environment
// variables `secrets` nor others that hold the same. FailedPrecondition where there is no terminal
// or no editor; Cancelled where the editor ended with an error.
absl::StatusOr<std::string> EditText(const std::string& text,
                                     const std::vector<std::string>& secrets,
                                     const Surroundings& surroundings);

// OpenTerminal is the terminal that this process belongs to, -1 where there is none, or where
// nothing of what it was started with is one: then nobody sits before it.
FileDescriptor OpenTerminal(const Surroundings& surroundings);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_EDITOR_H_

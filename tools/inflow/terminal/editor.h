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

namespace inflow::command {

// EditText opens VISUAL, else EDITOR, on a temporary file that only this user can read and that is
// gone afterwards, and returns what was saved. It does not get the environment variables `secrets`,
// nor others that hold the same. FailedPrecondition where there is no terminal or no editor;
// Cancelled where the editor ended with an error.
absl::StatusOr<std::string> EditText(const std::string& text,
                                     const std::vector<std::string>& secrets,
                                     const Surroundings& surroundings);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_EDITOR_H_

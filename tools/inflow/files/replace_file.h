// SPDX-License-Identifier: Apache-2.0
//
// File: replace_file.h
//
// Writing a file as a whole: whoever reads it sees the old text or the new one.
#ifndef TOOLS_INFLOW_FILES_REPLACE_FILE_H_
#define TOOLS_INFLOW_FILES_REPLACE_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace inflow::command {

// ReplaceFile writes the text beside the file and renames it over it. Mode and, where allowed,
// owner stay; a symbolic link stays and what it names is replaced; a new file gets the usual mode;
// a device or a pipe is written to. Unavailable with a sentence, and the old file untouched.
absl::Status ReplaceFile(const std::string& path, std::string_view text);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_REPLACE_FILE_H_

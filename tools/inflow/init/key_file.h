// SPDX-License-Identifier: Apache-2.0
//
// File: key_file.h
#ifndef TOOLS_INFLOW_INIT_KEY_FILE_H_
#define TOOLS_INFLOW_INIT_KEY_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace inflow::command {

// WriteKeyFile writes the key with a line end into a file that its owner alone can read and write,
// whatever mode the one has that it replaces. A link is replaced, and what it names is left alone.
// Unavailable with a sentence, which does not hold the key.
absl::Status WriteKeyFile(const std::string& path, std::string_view key);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_KEY_FILE_H_

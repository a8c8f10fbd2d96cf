// SPDX-License-Identifier: Apache-2.0
//
// File: init_files.h
#ifndef TOOLS_INFLOW_INIT_INIT_FILES_H_
#define TOOLS_INFLOW_INIT_INIT_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace inflow::command {

// TellInitFiles tells the file of records from the configuration that is to be written, by their
// names: .jsonc and .json are configurations, but for a .json file that holds an array. What is not
// named stays empty. InvalidArgument where two are of one kind.
absl::Status TellInitFiles(const std::vector<std::string>& files, std::string* records,
                           std::string* config);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_INIT_FILES_H_

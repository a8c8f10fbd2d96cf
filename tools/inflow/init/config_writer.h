// SPDX-License-Identifier: Apache-2.0
//
// File: config_writer.h
//
// A configuration as a file that people read: the keys in the order in which they are thought of,
// each with a comment that says what it is for.
#ifndef TOOLS_INFLOW_INIT_CONFIG_WRITER_H_
#define TOOLS_INFLOW_INIT_CONFIG_WRITER_H_

#include <string>

#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

// ConfigText is the file's text. heading is its first comment, without the slashes; without
// comments the text is plain JSON.
std::string ConfigText(const JsonTree& config, const std::string& heading, bool comments);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_CONFIG_WRITER_H_

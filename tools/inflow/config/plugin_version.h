// SPDX-License-Identifier: Apache-2.0
//
// File: plugin_version.h
//
// The version that a plugin's file carries in a note (abi/ABI.md), read without loading it: loading
// it loads libcurl and all that it needs.
#ifndef TOOLS_INFLOW_CONFIG_PLUGIN_VERSION_H_
#define TOOLS_INFLOW_CONFIG_PLUGIN_VERSION_H_

#include <string>

namespace inflow::command {

// PluginVersion returns "inflow-destination 1.0.0"; empty where the file cannot be read, is no
// shared library of this machine's kind, or has no such note.
std::string PluginVersion(const std::string& path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_PLUGIN_VERSION_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: overlay.h
//
// Environments: an overlay is a file with those keys of a configuration that are different in one.
//
//   OverlayPath("inflow.jsonc", "trial");   // "inflow.trial.jsonc"
#ifndef TOOLS_INFLOW_CONFIG_OVERLAY_H_
#define TOOLS_INFLOW_CONFIG_OVERLAY_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace inflow::command {

// IsEnvironmentName: letters, digits, - and _, at most 64.
bool IsEnvironmentName(std::string_view name);

// OverlayPath is the file of an environment of a configuration: its name with the environment's in
// front of the ending.
std::string OverlayPath(const std::string& config_path, const std::string& environment);

// EnvironmentsOf lists the environments of a configuration that have a file, sorted.
std::vector<std::string> EnvironmentsOf(const std::string& config_path);

// Overlay is a file's name, for messages, and its text.
struct Overlay {
  const std::string& path;
  std::string_view text;
};

// LayOver changes the configuration in *text: objects are merged, any other value replaces the one
// that is there, and null takes it out. Everything that the overlay does not name keeps its bytes,
// and numbers stay as they are written. InvalidArgument where one of both is no JSON object, with
// the file and the place; *text is unchanged then.
absl::Status LayOver(const Overlay& overlay, const std::string& config_path, std::string* text);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_OVERLAY_H_

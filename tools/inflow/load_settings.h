// SPDX-License-Identifier: Apache-2.0
//
// File: load_settings.h
//
// What a load was asked for on the command line.
#ifndef TOOLS_INFLOW_LOAD_SETTINGS_H_
#define TOOLS_INFLOW_LOAD_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tools/inflow/config_file.h"
#include "tools/inflow/input_sequence.h"
#include "tools/inflow/progress.h"

namespace inflow::command {

enum class RejectsFormat : uint8_t { kNdjson, kCsv };

struct LoadSettings {
  std::string config_path;
  InputSettings inputs;
  std::string route;
  std::string results_path;                     // empty: none
  std::string rejects_path;                     // empty: beside each input
  std::optional<RejectsFormat> rejects_format;  // none: as the inputs and the name have it
  std::string options_to_repeat;                // those that going on after a stop needs again
  bool stream = false;                          // with fold: pipes are not read to their end first
  bool json = false;
  ProgressStyle progress = ProgressStyle::kNone;
  size_t terminal_width = 80;
};

// The command's exit codes.
enum ExitCode : int {
  kExitOk = 0,           // all delivered, unchanged or superseded
  kExitSomeNot = 1,      // finished, some not
  kExitUsage = 2,        // usage, configuration, inactive, unreadable input
  kExitAuth = 3,         // the credential was refused
  kExitUnavailable = 4,  // the service is unreachable or has no such route
  kExitStopped = 5,      // stopped early
  kExitInternal = 70,    // a defect
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_SETTINGS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: load_settings.h
//
// What a load was asked for on the command line.
#ifndef TOOLS_INFLOW_LOAD_LOAD_SETTINGS_H_
#define TOOLS_INFLOW_LOAD_LOAD_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tools/inflow/config/config_file.h"
#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/load/progress.h"

namespace inflow::command {

enum class RejectsFormat : uint8_t { kNdjson, kCsv };

struct LoadSettings {
  std::string config_path;
  std::string overlay_path;    // empty: none
  std::string config_options;  // those that name the same configuration again, for a shell
  InputSettings inputs;
  std::string route;
  std::string results_path;                     // empty: none
  std::string rejects_path;                     // empty: beside each input
  std::optional<RejectsFormat> rejects_format;  // none: as the inputs and the name have it
  std::string options_to_repeat;                // those that going on after a stop needs again
  std::string journal_path;                     // empty: there is none
  bool is_run = false;  // what is pending stays in the journal, for the same command to go on with
  bool stream = false;  // with fold: pipes are not read to their end first
  bool json = false;
  ProgressStyle progress = ProgressStyle::kNone;
  size_t terminal_width = 80;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_LOAD_SETTINGS_H_

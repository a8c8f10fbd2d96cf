// SPDX-License-Identifier: Apache-2.0
//
// File: config_source.h
//
// Where a configuration comes from: its file, the overlay of an environment, and --set.
//
//   ConfigSource source{"inflow.jsonc", "inflow.trial.jsonc", {"retry.max_attempts=3"}};
//   std::string text;
//   absl::Status status = ReadConfig(source, &text);
//   source.Name();   // "inflow.jsonc with inflow.trial.jsonc over it"
#ifndef TOOLS_INFLOW_CONFIG_CONFIG_SOURCE_H_
#define TOOLS_INFLOW_CONFIG_CONFIG_SOURCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace inflow::command {

struct ConfigSource {
  std::string path;
  std::string overlay;                // empty: none
  std::vector<std::string> settings;  // --set, as given

  // Name names the files in messages.
  std::string Name() const;
};

// ReadConfig reads the file, lays the overlay over it, and completes the whole (config_file.h).
// NotFound, Unavailable or InvalidArgument with a sentence.
absl::Status ReadConfig(const ConfigSource& source, std::string* text);

// ReadConfigFiles reads the bytes of all its files, one behind the other, so that a change can be
// seen. NotFound or Unavailable with a sentence.
absl::Status ReadConfigFiles(const ConfigSource& source, std::string* text);

// FileOfFault is the file in which the value stands that a fault's JSON pointer leads to. Empty
// where there is no overlay, where both files have a part of the value, and where it comes from
// neither.
std::string FileOfFault(const ConfigSource& source, std::string_view pointer);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_CONFIG_SOURCE_H_

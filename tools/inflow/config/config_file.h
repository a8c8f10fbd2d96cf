// SPDX-License-Identifier: Apache-2.0
//
// File: config_file.h
//
// The configuration as the command passes it on: the file's own bytes, with the credential from the
// environment where the file has none and the keys that --set overrides; and the few numbers of the
// settings in force that the command itself goes by.
#ifndef TOOLS_INFLOW_CONFIG_CONFIG_FILE_H_
#define TOOLS_INFLOW_CONFIG_CONFIG_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tools/inflow/config/settings.h"
#include "tools/inflow/input/csv_settings.h"

namespace inflow::command {

// ReadTextFile reads a whole file. NotFound or Unavailable with a sentence.
absl::Status ReadTextFile(const std::string& path, std::string* text);

// CompleteConfig lets the credential come from INFLOW_COMPANY_ID and INFLOW_API_KEY where *text has
// none (so that the destination names the variable that is not set), and applies the settings. Text
// that is no JSON object is left for the destination to refuse; with settings to apply that is
// InvalidArgument.
absl::Status CompleteConfig(const std::vector<std::string>& settings, std::string* text);

// ConfigFigures are what the load goes by; the destination's defaults where the settings are not
// known.
struct ConfigFigures {
  bool active = true;
  bool has_route = true;         // the asked route is configured
  std::string endpoint;          // the catalogue's name, or empty for a manual one
  uint64_t group_records = 1;    // records a request may carry
  bool folds = false;            // lines make documents
  uint64_t group_documents = 1;  // of which a request may carry so many
  uint64_t group_bytes = 1'000'000;
  uint64_t max_in_flight = 4;
  uint64_t queue_records = 100'000;
  uint64_t queue_bytes = 67'108'864;
  uint64_t max_record_bytes = 16'777'216;
  int64_t timeout_ms = 30'000;
  CsvSettings csv;  // what the configuration says of rows
};
ConfigFigures ReadFigures(const Settings& settings);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_CONFIG_FILE_H_

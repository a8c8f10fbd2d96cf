// SPDX-License-Identifier: Apache-2.0
//
// File: raw_options.h
//
// The words of a command line, before it is known whether they make sense.
#ifndef TOOLS_INFLOW_OPTIONS_RAW_OPTIONS_H_
#define TOOLS_INFLOW_OPTIONS_RAW_OPTIONS_H_

#include <string>
#include <vector>

#include "tools/inflow/options/list_options.h"
#include "tools/inflow/options/reading_options.h"

namespace inflow::command {

struct RawOptions {
  RawReading reading;
  std::string first;
  std::string skip;
  std::string samples;
  std::string sample;
  std::string most_verified;
  std::string edit_file;
  std::string rejects_format;
  RawList list;
  std::string help_topic;
  bool man_page = false;
  std::vector<std::string> init_files;
  std::string action;
  std::string port;
  bool version = false;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_RAW_OPTIONS_H_

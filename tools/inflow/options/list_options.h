// SPDX-License-Identifier: Apache-2.0
//
// File: list_options.h
//
// The options of inflow list: from words to settings.
#ifndef TOOLS_INFLOW_OPTIONS_LIST_OPTIONS_H_
#define TOOLS_INFLOW_OPTIONS_LIST_OPTIONS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace inflow::command {

enum class ListFormat : uint8_t { kTable, kCsv, kJson, kNdjson };

// ListSettings is what inflow list is asked for.
struct ListSettings {
  std::string collection;
  std::vector<std::pair<std::string, std::string>> filters;  // in the order given
  std::vector<std::string> columns;                          // empty: those of the collection
  std::vector<std::string> includes;  // rows and related records that are to be shown
  ListFormat format = ListFormat::kTable;
  uint64_t count = ~static_cast<uint64_t>(0);
};

// RawList is what stands behind the options, before it is known whether it makes sense.
struct RawList {
  std::vector<std::string> filters;
  std::string columns;
  std::string includes;
  std::string count;
  bool csv = false;
  bool json = false;
  bool ndjson = false;
};

// ReadList takes what was said. InvalidArgument with a sentence.
absl::Status ReadList(const RawList& raw, ListSettings* list);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_LIST_OPTIONS_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: reading_options.h
//
// The options that say how inputs are read: from words to settings, and back for a command that
// goes on.
#ifndef TOOLS_INFLOW_OPTIONS_READING_OPTIONS_H_
#define TOOLS_INFLOW_OPTIONS_READING_OPTIONS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/inflow/input/input_sequence.h"

namespace inflow::command {

// RawReading is what stands behind the options, before it is known whether it makes sense.
struct RawReading {
  std::string format;
  std::string separator;
  std::vector<std::string> types;
  std::vector<std::string> nulls;
  std::string fill_down;
  std::string where;
  bool no_nest = false;
};

// ReadFormat and ReadCsv take what was said. InvalidArgument with a sentence.
absl::StatusOr<std::optional<InputFormat>> ReadFormat(const RawReading& raw);
absl::StatusOr<CsvSettings> ReadCsv(const RawReading& raw);

// ParseCsvTypes reads lists such as `price=number,"Size, cm"=number`: a name with a comma or a
// quote stands in double quotes, and a quote in it is written twice.
absl::StatusOr<std::vector<std::pair<std::string, CsvSettings::Type>>> ParseCsvTypes(
    const std::vector<std::string>& lists);

// ParseFillDown reads `Title,Vendor within Handle`, with names as above.
absl::StatusOr<CsvFillDown> ParseFillDown(const std::string& text);

// CsvInForce is what the options say, and what they do not say as the configuration has it.
CsvSettings CsvInForce(CsvSettings options, const CsvSettings& configured);

// ParseCount reads a whole number from `least` to `most` that stands behind `option`.
absl::StatusOr<uint64_t> ParseCount(const std::string& option, const std::string& text,
                                    uint64_t least, uint64_t most);

// ReadingOptions are the options that read the same inputs in the same way, quoted for a shell,
// each with a blank before it.
std::string ReadingOptions(const InputSettings& settings);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_READING_OPTIONS_H_

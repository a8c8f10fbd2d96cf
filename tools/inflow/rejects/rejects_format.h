// SPDX-License-Identifier: Apache-2.0
//
// File: rejects_format.h
//
// Whether rejects are lines of JSON or rows of a CSV.
#ifndef TOOLS_INFLOW_REJECTS_REJECTS_FORMAT_H_
#define TOOLS_INFLOW_REJECTS_REJECTS_FORMAT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/inflow/load/load_settings.h"

namespace inflow::command {

// FormatBeside is the format of the rejects that lie beside an input: its own where that is a CSV.
// InvalidArgument with a sentence where --rejects-format asks for what cannot be.
absl::StatusOr<RejectsFormat> FormatBeside(const LoadSettings& settings, const std::string& input);

// FormatOfNamed is that of the one place that --rejects names: what --rejects-format says, or else
// the name's ending, or else as beside the only input. InvalidArgument as above.
absl::StatusOr<RejectsFormat> FormatOfNamed(const LoadSettings& settings);

// DefaultRejectsPath is "<input>.rejects.ndjson", or with the ending of a CSV's own name, or
// "inflow.rejects.ndjson" for standard input; in the current folder where the input's own cannot be
// written to. Of an input that has such a name itself, numbered or not, it is that name without the
// number: names do not pile up.
std::string DefaultRejectsPath(const std::string& input, RejectsFormat format);

// IsRejectsName tells a name that DefaultRejectsPath makes, numbered or not.
bool IsRejectsName(std::string_view path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_REJECTS_FORMAT_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: input_format.h
#ifndef TOOLS_INFLOW_INPUT_INPUT_FORMAT_H_
#define TOOLS_INFLOW_INPUT_INPUT_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

enum class InputFormat : uint8_t { kNdjson, kJsonArray, kCsv };

// FormatOf goes by the name: .ndjson, .jsonl, .json, .csv, .tsv, .txt, and "-", which is NDJSON.
// nullopt for any other.
std::optional<InputFormat> FormatOf(std::string_view path);

// FormatNamed reads what --format takes: "csv", "ndjson" or "json".
std::optional<InputFormat> FormatNamed(std::string_view name);

std::string_view NameOf(InputFormat format);

// AreAllCsv tells whether every input, and there is one, is a CSV by its name or by the format that
// was asked for.
bool AreAllCsv(const std::vector<std::string>& inputs, std::optional<InputFormat> format);

// IsTabbed tells a name that promises tabs between the cells: .tsv.
bool IsTabbed(std::string_view path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_INPUT_FORMAT_H_

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/input_format.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "tools/inflow/files/file_kind.h"

namespace inflow::command {
namespace {

std::string Ending(std::string_view path) {
  const std::string_view name = BareName(path);
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  return absl::AsciiStrToLower({name.data() + dot + 1, name.size() - dot - 1});
}

}  // namespace

std::optional<InputFormat> FormatOf(std::string_view path) {
  if (path == "-") return InputFormat::kNdjson;
  const std::string ending = Ending(path);
  if (ending == "ndjson" || ending == "jsonl") return InputFormat::kNdjson;
  if (ending == "json") return InputFormat::kJsonArray;
  if (ending == "csv" || ending == "tsv" || ending == "txt") return InputFormat::kCsv;
  return std::nullopt;
}

std::optional<InputFormat> FormatNamed(std::string_view name) {
  for (const InputFormat format :
       {InputFormat::kNdjson, InputFormat::kJsonArray, InputFormat::kCsv}) {
    if (name == NameOf(format)) return format;
  }
  return std::nullopt;
}

std::string_view NameOf(InputFormat format) {
  switch (format) {
    case InputFormat::kJsonArray:
      return "json";
    case InputFormat::kCsv:
      return "csv";
    case InputFormat::kNdjson:
      break;
  }
  return "ndjson";
}

bool AreAllCsv(const std::vector<std::string>& inputs, std::optional<InputFormat> format) {
  return !inputs.empty() &&
         std::all_of(inputs.begin(), inputs.end(), [&](const std::string& input) {
           return (format ? format : FormatOf(input)) == InputFormat::kCsv;
         });
}

bool IsTabbed(std::string_view path) { return Ending(path) == "tsv"; }

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "tools/inflow/csv_reader.h"
#include "tools/inflow/json_array_reader.h"
#include "tools/inflow/ndjson_reader.h"

namespace inflow::command {

std::optional<InputFormat> FormatOf(std::string_view path) {
  if (path == "-") return InputFormat::kNdjson;
  const size_t dot = path.substr(path.rfind('/') + 1).rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  std::string extension(path.substr(path.rfind('/') + 1).substr(dot + 1));
  std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return std::tolower(c); });
  if (extension == "ndjson" || extension == "jsonl") return InputFormat::kNdjson;
  if (extension == "json") return InputFormat::kJsonArray;
  if (extension == "csv") return InputFormat::kCsv;
  return std::nullopt;
}

std::unique_ptr<Reader> MakeReader(InputFormat format, std::unique_ptr<ByteSource> source, std::string name,
                                   const ReaderSettings& settings) {
  switch (format) {
    case InputFormat::kJsonArray:
      return std::make_unique<JsonArrayReader>(std::move(source), std::move(name), settings.max_record_bytes);
    case InputFormat::kCsv:
      return std::make_unique<CsvReader>(std::move(source), std::move(name), settings);
    case InputFormat::kNdjson:
      break;
  }
  return std::make_unique<NdjsonReader>(std::move(source), std::move(name), settings.max_record_bytes);
}

std::string TooLongMessage(size_t max_record_bytes) {
  return "the record is longer than limits.max_record_bytes (" + std::to_string(max_record_bytes) +
         " bytes); shorten it or raise the limit";
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/config_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/cell_separator.h"
#include "tools/inflow/config/config_text.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/input/csv_value.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

Json Parse(std::string_view text) { return Json::parse(text, nullptr, false, true); }

template <typename Number>
void TakeNumber(const Json& value, Number* to) {
  if (value.is_number_unsigned() && value.get<uint64_t>() > 0) *to = value.get<Number>();
}

// ConfiguredTexts is a list of texts, or a text alone.
std::vector<std::string> ConfiguredTexts(const Json& value) {
  std::vector<std::string> texts;
  if (value.is_string()) texts.push_back(value.get<std::string>());
  for (const Json& one : value.is_array() ? value : Json::array()) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

CsvSettings ReadCsvSettings(const Json& section) {
  static const Json kNoMembers = Json::object();
  CsvSettings csv;
  csv.null_texts = ConfiguredTexts(Member(section, "null"));
  csv.configured_nulls = !csv.null_texts.empty();
  const Json& types = Member(section, "types");
  for (const auto& [column, type] : (types.is_object() ? types : kNoMembers).items()) {
    if (!type.is_string()) continue;
    if (const auto known = TypeNamed(type.get<std::string>()))
      csv.types.emplace_back(column, *known);
  }
  csv.configured_types = !csv.types.empty();
  const Json& separator = Member(section, "separator");
  if (separator.is_string())
    csv.separator = ParseSeparator(separator.get<std::string>()).value_or("");
  csv.configured_separator = !csv.separator.empty();
  const Json& fill_down = Member(section, "fill_down");
  CsvFillDown fill{ConfiguredTexts(Member(fill_down, "columns")),
                   ConfiguredTexts(Member(fill_down, "within"))};
  csv.configured_fill_down = !fill.columns.empty() && !fill.within.empty();
  if (csv.configured_fill_down) csv.fill_down = std::move(fill);
  const Json& where = Member(section, "where");
  if (!where.is_string()) return csv;
  std::string text = where.get<std::string>();
  if (std::optional<RowCondition> condition = ParseRowCondition(text)) {
    csv.where = CsvWhere{*std::move(condition), std::move(text)};
    csv.configured_where = true;
  }
  return csv;
}

}  // namespace

absl::Status ReadTextFile(const std::string& path, std::string* text) {
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (!file) {
    return absl::NotFoundError(
        absl::StrCat("cannot open ", path, ": ", std::strerror(errno), "; check the path"));
  }
  char chunk[16384];
  text->clear();
  size_t got = 0;
  while ((got = std::fread(chunk, 1, sizeof(chunk), file)) > 0) text->append(chunk, got);
  const bool failed = std::ferror(file) != 0;
  const int reason = errno;
  std::fclose(file);
  if (failed)
    return absl::UnavailableError(absl::StrCat("cannot read ", path, ": ", std::strerror(reason)));
  return absl::OkStatus();
}

absl::Status CompleteConfig(const std::vector<std::string>& settings, std::string* text) {
  const Json config = Parse(*text);
  if (!config.is_object()) {
    if (settings.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        "--set cannot be applied: the configuration is not one JSON object; mend it first");
  }
  const Json& credential = Member(config, "credential");
  if (credential.is_null() || credential.is_object()) {
    for (const auto& [key, name] :
         {std::pair("company_id", "INFLOW_COMPANY_ID"), std::pair("api_key", "INFLOW_API_KEY")}) {
      if (!Member(credential, key).is_null()) continue;
      absl::Status status = SetConfigValue(absl::StrCat("credential.", key),
                                           absl::StrCat("{\"env\": \"", name, "\"}"), text);
      if (!status.ok()) return status;
    }
  }
  for (const std::string& setting : settings) {
    if (absl::Status status = ApplySetting(setting, text); !status.ok()) return status;
  }
  return absl::OkStatus();
}

ConfigFigures ReadFigures(const Settings& settings) {
  ConfigFigures figures;
  figures.has_route = settings.has_route;
  const Json config = Parse(settings.json);
  figures.active = Member(config, "active") != false;
  if (const Json& endpoint = Member(config, "endpoint"); endpoint.is_string())
    figures.endpoint = endpoint.get<std::string>();
  const Json& batching = Member(config, "batching");
  const bool enabled = Member(batching, "enabled") == true;
  figures.folds = enabled && Member(batching, "algorithm") == "fold";
  if (enabled)
    TakeNumber(Member(batching, "size"),
               figures.folds ? &figures.group_documents : &figures.group_records);
  TakeNumber(Member(batching, "max_bytes"), &figures.group_bytes);
  TakeNumber(Member(Member(config, "rate_limit"), "max_in_flight"), &figures.max_in_flight);
  TakeNumber(Member(Member(config, "queue"), "max_records"), &figures.queue_records);
  TakeNumber(Member(Member(config, "queue"), "max_bytes"), &figures.queue_bytes);
  TakeNumber(Member(Member(config, "limits"), "max_record_bytes"), &figures.max_record_bytes);
  TakeNumber(Member(Member(config, "limits"), "timeout_ms"), &figures.timeout_ms);
  figures.csv = ReadCsvSettings(Member(config, "csv"));
  return figures;
}

}  // namespace inflow::command

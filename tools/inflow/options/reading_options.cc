// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/reading_options.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/input/csv_separator.h"
#include "tools/inflow/input/csv_value.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

// NextItem takes the first item off a list: up to a comma that stands in no quotes. A quote opens
// only at the item's beginning.
std::string_view NextItem(std::string_view* list) {
  size_t at = 0;
  if (list->substr(0, 1) == "\"") {
    do {
      at = list->find('"', at + 1);
      if (at == kNowhere) at = list->size();
    } while (list->substr(at, 2) == "\"\"" && ++at != kNowhere);
  }
  const size_t comma = std::min(list->find(',', at), list->size());
  const std::string_view item = list->substr(0, comma);
  list->remove_prefix(std::min(comma + 1, list->size()));
  return item;
}

// Unquoted is the column's name; nullopt where its quotes are not closed.
std::optional<std::string> Unquoted(std::string_view name) {
  if (name.substr(0, 1) != "\"") return std::string(name);
  if (name.size() < 2 || name.back() != '"') return std::nullopt;
  std::string text;
  name = name.substr(1, name.size() - 2);
  for (size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '"' && name.substr(at, 2) != "\"\"") return std::nullopt;
    text.push_back(name[at]);
    if (name[at] == '"') ++at;
  }
  return text;
}

std::string Quoted(std::string_view name) {
  if (name.find_first_of(",\"") == kNowhere) return std::string(name);
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

}  // namespace

absl::StatusOr<std::vector<std::pair<std::string, CsvSettings::Type>>> ParseCsvTypes(
    const std::vector<std::string>& lists) {
  std::vector<std::pair<std::string, CsvSettings::Type>> types;
  for (const std::string_view list : lists) {
    std::string_view rest = list;
    do {
      const std::string_view item = NextItem(&rest);
      const size_t equals = std::min(item.rfind('='), item.size());
      const std::string_view word = item.substr(std::min(equals + 1, item.size()));
      const std::optional<std::string> name = Unquoted(item.substr(0, equals));
      std::optional<CsvSettings::Type> type;
      for (const CsvSettings::Type one :
           {CsvSettings::Type::kNumber, CsvSettings::Type::kBoolean, CsvSettings::Type::kJson}) {
        if (word == TypeName(one)) type = one;
      }
      if (!type || !name || name->empty()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "--csv-types ", Absl(item),
            ": write COLUMN=number, COLUMN=boolean or COLUMN=json; a COLUMN with a comma stands in double quotes"));
      }
      types.emplace_back(*name, *type);
    } while (!rest.empty());
  }
  return types;
}

absl::StatusOr<uint64_t> ParseCount(const std::string& option, const std::string& text,
                                    uint64_t least, uint64_t most) {
  uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size() && count >= least && count <= most)
    return count;
  return absl::InvalidArgumentError(
      absl::StrCat(option, " ", text, ": write a whole number from ", least,
                   most == ~uint64_t{0} ? " up" : absl::StrCat(" to ", HumanCount(most))));
}

absl::StatusOr<std::optional<InputFormat>> ReadFormat(const RawReading& raw) {
  if (raw.format.empty()) return std::optional<InputFormat>();
  if (const std::optional<InputFormat> format = FormatNamed(raw.format)) return format;
  return absl::InvalidArgumentError(
      absl::StrCat("--format ", raw.format, ": write csv, ndjson or json"));
}

absl::StatusOr<CsvSettings> ReadCsv(const RawReading& raw) {
  CsvSettings csv;
  csv.nest = !raw.no_nest;
  csv.null_texts = raw.nulls;
  auto types = ParseCsvTypes(raw.types);
  if (!types.ok()) return types.status();
  csv.types = *std::move(types);
  if (raw.separator.empty()) return csv;
  const std::optional<std::string> separator = ParseSeparator(raw.separator);
  if (!separator) {
    return absl::InvalidArgumentError(
        absl::StrCat("--csv-separator ", raw.separator,
                     ": write one character, no quote and no line end; tab for a tab"));
  }
  csv.separator = *separator;
  return csv;
}

std::string ReadingOptions(const InputSettings& settings) {
  std::string text;
  const auto add = [&](const char* option, std::string_view value) {
    absl::StrAppend(&text, " ", option, " ", ShellQuote(value));
  };
  const CsvSettings& csv = settings.reader.csv;
  if (settings.format) add("--format", NameOf(*settings.format));
  if (!csv.separator.empty()) add("--csv-separator", csv.separator == "\t" ? "tab" : csv.separator);
  for (const auto& [column, type] : csv.types)
    add("--csv-types", absl::StrCat(Quoted(column), "=", Absl(TypeName(type))));
  for (const std::string& null_text : csv.null_texts) add("--csv-null", null_text);
  if (!csv.nest) text += " --no-nest";
  return text;
}

}  // namespace inflow::command

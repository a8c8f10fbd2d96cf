// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/reading_options.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/cell_separator.h"
#include "plugin/text/row_condition.h"
#include "tools/inflow/input/csv_separator.h"
#include "tools/inflow/input/csv_value.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

// ItemsOf are the items of a list; nullopt where one is empty or its quotes are not closed.
std::optional<std::vector<std::string>> ItemsOf(std::string_view list) {
  std::vector<std::string> items;
  do {
    const std::optional<std::string> item = UnquotedItem(NextListItem(&list));
    if (!item || item->empty()) return std::nullopt;
    items.push_back(*item);
  } while (!list.empty());
  return items;
}

std::string ListOf(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items)
    absl::StrAppend(&list, list.empty() ? "" : ",", QuotedItem(item));
  return list;
}

}  // namespace

absl::StatusOr<std::vector<std::pair<std::string, CsvSettings::Type>>> ParseCsvTypes(
    const std::vector<std::string>& lists) {
  std::vector<std::pair<std::string, CsvSettings::Type>> types;
  for (const std::string_view list : lists) {
    std::string_view rest = list;
    do {
      const std::string_view item = NextListItem(&rest);
      const size_t equals = std::min(item.rfind('='), item.size());
      const std::string_view word = item.substr(std::min(equals + 1, item.size()));
      const std::optional<std::string> name = UnquotedItem(item.substr(0, equals));
      const std::optional<CsvSettings::Type> type = TypeNamed(word);
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

absl::StatusOr<CsvFillDown> ParseFillDown(const std::string& text) {
  constexpr std::string_view kWithin = " within ";
  const size_t within = text.rfind(kWithin);
  std::optional<std::vector<std::string>> columns, keys;
  if (within != std::string::npos) {
    columns = ItemsOf(std::string_view(text).substr(0, within));
    keys = ItemsOf(std::string_view(text).substr(within + kWithin.size()));
  }
  if (!columns || !keys) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--csv-fill-down ", text,
        ": write COLUMN,… within COLUMN, for example \"Title,Vendor within Handle\"; a COLUMN with a comma stands "
        "in double quotes"));
  }
  for (const std::string& key : *keys) {
    if (std::find(columns->begin(), columns->end(), key) == columns->end()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--csv-fill-down ", text, ": ", key,
                     " cannot be filled within itself; leave it out on one side of \"within\""));
  }
  return CsvFillDown{*std::move(columns), *std::move(keys)};
}

CsvSettings CsvInForce(CsvSettings options, const CsvSettings& configured) {
  if (options.null_texts.empty()) {
    options.null_texts = configured.null_texts;
    options.configured_nulls = configured.configured_nulls;
  }
  if (options.types.empty()) {
    options.types = configured.types;
    options.configured_types = configured.configured_types;
  }
  if (options.separator.empty()) {
    options.separator = configured.separator;
    options.configured_separator = configured.configured_separator;
  }
  if (!options.fill_down) {
    options.fill_down = configured.fill_down;
    options.configured_fill_down = configured.configured_fill_down;
  }
  if (!options.where) {
    options.where = configured.where;
    options.configured_where = configured.configured_where;
  }
  return options;
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
  if (!raw.fill_down.empty()) {
    absl::StatusOr<CsvFillDown> fill_down = ParseFillDown(raw.fill_down);
    if (!fill_down.ok()) return fill_down.status();
    csv.fill_down = *std::move(fill_down);
  }
  if (!raw.where.empty()) {
    std::optional<RowCondition> condition = ParseRowCondition(raw.where);
    if (!condition) {
      return absl::InvalidArgumentError(
          absl::StrCat("--csv-where ", raw.where, ": ", Absl(kRowConditionForm)));
    }
    csv.where = CsvWhere{*std::move(condition), raw.where};
  }
  if (raw.separator.empty()) return csv;
  const std::optional<std::string> separator = ParseSeparator(raw.separator);
  if (!separator) {
    return absl::InvalidArgumentError(
        absl::StrCat("--csv-separator ", raw.separator, ": ", Absl(kSeparatorForm)));
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
  if (!csv.separator.empty() && !csv.configured_separator)
    add("--csv-separator", csv.separator == "\t" ? "tab" : csv.separator);
  if (!csv.configured_types) {
    for (const auto& [column, type] : csv.types)
      add("--csv-types", absl::StrCat(QuotedItem(column), "=", Absl(TypeName(type))));
  }
  if (!csv.configured_nulls) {
    for (const std::string& null_text : csv.null_texts) add("--csv-null", null_text);
  }
  if (csv.fill_down && !csv.configured_fill_down) {
    add("--csv-fill-down",
        absl::StrCat(ListOf(csv.fill_down->columns), " within ", ListOf(csv.fill_down->within)));
  }
  if (csv.where && !csv.configured_where) add("--csv-where", csv.where->text);
  if (!csv.nest) text += " --no-nest";
  return text;
}

}  // namespace inflow::command

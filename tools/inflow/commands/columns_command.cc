// SPDX-License-Identifier: Apache-2.0
//
// inflow columns: what a file's columns hold, and where they go.
#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/commands/for_records.h"
#include "tools/inflow/input/column_profile.h"
#include "tools/inflow/input/csv_separator.h"
#include "tools/inflow/input/read_through.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/column_field.h"
#include "tools/inflow/show/table_cell.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/wrap.h"

namespace inflow::command {
namespace {

constexpr size_t kWidestName = 40;
constexpr size_t kWidestSample = 60;

struct Looked {
  ColumnProfiles profiles;
  std::string separator;  // of a table
  ReadEnd end;
};

Looked LookAt(const InputSettings& settings, Clock* clock, const Surroundings& surroundings) {
  Looked looked;
  InputSequence sequence(settings, [&](const std::string& note) { Complain(surroundings, note); });
  looked.end = ReadThrough(
      &sequence, clock,
      [&looked](const InputSequence& begun) {
        looked.profiles.Begin(*begun.columns(0));
        if (const CsvLayout* layout = begun.layout(0)) looked.separator = layout->separator;
      },
      [&looked](const ReadItem& item) { looked.profiles.Add(item.text); });
  return looked;
}

std::string ColumnsJson(const Looked& looked, std::string_view format,
                        const std::optional<ColumnFields>& fields) {
  JsonTree json = {{"format", format}};
  if (!looked.separator.empty()) json["separator"] = looked.separator;
  json["records"] = looked.profiles.records();
  json["unreadable"] = looked.end.unreadable;
  json["whole"] = looked.profiles.whole();
  json["columns"] = JsonTree::array();
  for (const ColumnProfile& column : looked.profiles.columns()) {
    JsonTree one = {{"name", column.name},
                    {"type", column.type()},
                    {"blank", looked.profiles.records() - column.values},
                    {"samples", column.samples}};
    if (fields) {
      const ColumnField field = fields->Of(column.name);
      one["fields"] = field.fields;
      if (!field.nearest.empty()) one["nearest"] = field.nearest;
    }
    json["columns"].push_back(std::move(one));
  }
  return json.dump(-1, ' ', false, JsonTree::error_handler_t::replace) + "\n";
}

std::string WhereItGoes(const ColumnField& field) {
  std::string text;
  for (const std::string& name : field.fields)
    absl::StrAppend(&text, text.empty() ? "" : ", ", name);
  if (!text.empty()) return "goes to " + text;
  return field.nearest.empty() ? "goes nowhere"
                               : absl::StrCat("goes nowhere; the nearest field is ", field.nearest);
}

std::string ColumnsText(const Looked& looked, const std::string& input, std::string_view format,
                        const std::optional<ColumnFields>& fields) {
  const ColumnProfiles& profiles = looked.profiles;
  std::string text = absl::StrCat(input, ": ", std::string(format));
  if (!looked.separator.empty())
    absl::StrAppend(&text, ", cells separated by ", SeparatorName(looked.separator));
  absl::StrAppend(&text, ", ", Plural(profiles.records(), "record"), ", ",
                  Plural(profiles.columns().size(), "column"), "\n");
  size_t widest = 0;
  for (const ColumnProfile& column : profiles.columns())
    widest = std::max(widest, ColumnsOf(PaddedCell(column.name, 0, kWidestName)));
  for (const ColumnProfile& column : profiles.columns()) {
    const uint64_t blank = profiles.records() - column.values;
    std::string line = absl::StrCat("  ", PaddedCell(column.name, widest + 2, kWidestName),
                                    PaddedCell(std::string(column.type()), 8, 8));
    if (blank > 0 && column.values > 0) absl::StrAppend(&line, " ", HumanCount(blank), " blank;");
    const char* before = " ";
    for (const std::string& sample : column.samples) {
      absl::StrAppend(&line, before, PaddedCell(sample, 0, kWidestSample));
      before = " | ";
    }
    while (line.back() == ' ') line.pop_back();
    absl::StrAppend(&text, line, "\n");
    if (fields) absl::StrAppend(&text, "      ", WhereItGoes(fields->Of(column.name)), "\n");
  }
  return text;
}

}  // namespace

int RunColumns(const Options& options, const host::Library& library,
               const Surroundings& surroundings) {
  std::optional<ColumnFields> fields;
  ConfigFigures figures;
  if (!options.config.empty()) {
    ConfiguredDestination configured;
    if (const ExitCode exit = ConfigureForRecords(options, library, surroundings, &configured);
        exit != kExitOk) {
      return exit;
    }
    const Settings in_force = AskSettings(options.route, &configured.destination);
    figures = ReadFigures(in_force);
    if (const ExitCode exit = CheckRoute(figures, options.route, surroundings); exit != kExitOk)
      return exit;
    host::Buffer description;
    if (const host::Error error = library.Describe(&description)) {
      Complain(surroundings, error.message());
      return kExitInternal;
    }
    fields.emplace(in_force.json, description.view());
  }
  InputSettings settings = InputsOf(options, figures);
  settings.include_ambiguous = settings.include_older = settings.include_late = true;
  settings.reader.csv.nest = false;
  const std::string& input = options.inputs.front();
  SystemClock clock;
  Looked looked;
  looked.end.fault = WhyUnreadable(input, options.format);
  if (looked.end.fault.empty()) looked = LookAt(settings, &clock, surroundings);
  if (!looked.end.fault.empty()) {
    Complain(surroundings, looked.end.fault);
    return looked.end.changed ? kExitStopped : kExitUsage;
  }
  if (looked.end.interrupted) {
    Complain(surroundings, "stopped by a signal while reading");
    return kExitStopped;
  }
  const std::optional<InputFormat> format = options.format ? options.format : FormatOf(input);
  const std::string_view name = format ? NameOf(*format) : "";
  if (options.json) {
    *surroundings.out << OutStyle(surroundings).Safe(ColumnsJson(looked, name, fields))
                      << std::flush;
  } else {
    Say(surroundings, ColumnsText(looked, input == "-" ? "standard input" : input, name, fields));
  }
  if (looked.end.unreadable > 0) {
    Complain(surroundings, absl::StrCat(Plural(looked.end.unreadable, "record"),
                                        looked.end.unreadable == 1
                                            ? " cannot be read and is not counted ("
                                            : " cannot be read and are not counted (the first: ",
                                        looked.end.first_reason, ")"));
  }
  if (!looked.profiles.whole())
    Complain(surroundings,
             absl::StrCat("there are more columns than the ",
                          HumanCount(looked.profiles.columns().size()), " that are shown here"));
  return kExitOk;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/value_questions.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/inflow/init/field_value.h"
#include "tools/inflow/init/map_path.h"
#include "tools/inflow/show/column_field.h"

namespace inflow::command {
namespace {

// MappedColumn is a column that is the whole of a field.
struct MappedColumn {
  std::string path, column;
  const EndpointField* field;
  const ColumnProfile* profile;
  const ValueShape* shape;
};

std::vector<MappedColumn> MappedColumns(const Draft& draft) {
  std::vector<MappedColumn> columns;
  if (!draft.look) return columns;
  for (const auto& [path, value] : LeavesOf(TreeMember(draft.config, "map"))) {
    const std::optional<std::string> column =
        value.is_string() ? ColumnOfPlaceholder(value.get<std::string>()) : std::nullopt;
    const EndpointField* field = draft.fields.Find(path);
    if (!column || field == nullptr) continue;
    const ColumnProfile* profile = draft.look->Find(*column);
    const auto shape = draft.look->shapes.find(*column);
    if (profile == nullptr || shape == draft.look->shapes.end()) continue;
    columns.push_back({path, *column, field, profile, &shape->second});
  }
  return columns;
}

// NamesInPlaceOfIds lists what would have to be looked up: "Category (such as Chairs)".
std::vector<std::string> NamesInPlaceOfIds(const Draft& draft) {
  std::vector<std::string> names;
  for (const auto& [path, value] : LeavesOf(TreeMember(draft.config, "map"))) {
    const EndpointField* field = draft.fields.Find(path);
    if (field == nullptr || field->reference.empty() || !value.is_string()) continue;
    const std::string text = value.get<std::string>();
    if (text.starts_with("{guid:")) continue;
    std::string example;
    if (const std::optional<std::string> column = ColumnOfPlaceholder(text)) {
      const ColumnProfile* profile = draft.look ? draft.look->Find(*column) : nullptr;
      if (profile == nullptr || profile->values == 0 || profile->type() == "GUID") continue;
      example = absl::StrCat(*column, " holds ", profile->samples.front());
    } else if (AttributesIn(text).empty() && TypeOf(text) != ValueType::kGuid) {
      example = absl::StrCat("\"", text, "\"");
    } else {
      continue;
    }
    names.push_back(
        absl::StrCat("  ", ShownPath(path), ": ", example, ", one of ", field->reference));
  }
  return names;
}

std::vector<std::string> FormatsOf(const std::set<std::string>& forms, bool month_first) {
  std::vector<std::string> formats;
  for (const std::string& form : forms) {
    formats.push_back(absl::StrReplaceAll(
        form, {{"@1", month_first ? "%m" : "%d"}, {"@2", month_first ? "%d" : "%m"}}));
  }
  return formats;
}

bool AskDates(const Asking& asking, const std::vector<MappedColumn>& mapped, JsonTree* values) {
  std::set<std::string> forms;
  bool month_first = false, day_first = false, unzoned = false;
  std::string example;
  for (const MappedColumn& one : mapped) {
    if (one.field->type != "date" || one.shape->forms().empty()) continue;
    for (const auto& [form, count] : one.shape->forms()) forms.insert(form);
    month_first = month_first || one.shape->month_first();
    day_first = day_first || one.shape->day_first();
    unzoned = unzoned || one.shape->timed_without_zone();
    if (example.empty())
      example = absl::StrCat(one.column, " holds ", one.profile->samples.front());
  }
  if (forms.empty()) return true;
  if (month_first == day_first) {
    Question question{
        .text = absl::StrCat("Dates: ", example, ". Which comes first, month or day?"),
        .otherwise = "month",
        .only_of_list = true};
    question.help =
        "The file's values leave it open. 3/4/2026 is the 4th of March with the month first, and the 3rd of April with the day first.";
    question.list = {{"month", "3/4/2026 is the 4th of March"},
                     {"day", "3/4/2026 is the 3rd of April"}};
    const std::optional<std::string> first = asking.questions->Ask(question);
    if (!first) return false;
    month_first = *first == "month";
  } else {
    asking.questions->Tell(absl::StrCat("Dates: ", example, "; the ", month_first ? "month" : "day",
                                        " stands first, as the file's values show."));
  }
  (*values)["dates"] = FormatsOf(forms, month_first);
  if (!unzoned) return true;
  Question question{.text = "Of which time zone are times without one? (an IANA name)",
                    .otherwise = "UTC"};
  question.help = "Such as Europe/Oslo or America/New_York.";
  question.judge = [&](std::string* answer) {
    Draft with;
    with.config["values"] = {{"zone", *answer}};
    return FaultsIn(asking, with, "/values/zone");
  };
  const std::optional<std::string> zone = asking.questions->Ask(question);
  if (!zone) return false;
  (*values)["zone"] = *zone;
  return true;
}

bool AskDecimals(const Asking& asking, const std::vector<MappedColumn>& mapped, JsonTree* values) {
  std::set<std::string> signs;
  uint64_t comma = 0, point = 0, either = 0;
  bool commas = false, points = false;
  std::string example;
  for (const MappedColumn& one : mapped) {
    if (one.field->type != "decimal") continue;
    signs.insert(one.shape->signs().begin(), one.shape->signs().end());
    comma += one.shape->comma_votes();
    point += one.shape->point_votes();
    either += one.shape->comma_either();
    commas = commas || one.shape->has_commas();
    points = points || one.shape->has_points();
    if (example.empty() && one.shape->has_commas())
      example = absl::StrCat(one.column, " holds ", one.profile->samples.front());
  }
  bool decimal_comma = comma > 0 && comma > point;
  if (comma > 0 && point > 0) {
    asking.questions->Tell(
        "Decimals: some have a comma before the fraction and some a point; those of the rarer kind will be refused.");
  } else if (comma == 0 && point == 0 && either > 0) {
    Question question{
        .text = absl::StrCat("Decimals: ", example, ". What does the comma stand for?"),
        .otherwise = "thousands",
        .only_of_list = true};
    question.help = "The file's values leave it open.";
    question.list = {{"thousands", "1,234 is more than a thousand"},
                     {"fraction", "1,234 is little more than one"}};
    const std::optional<std::string> means = asking.questions->Ask(question);
    if (!means) return false;
    decimal_comma = *means == "fraction";
  }
  if (decimal_comma) (*values)["decimal_mark"] = ",";
  if (commas && !decimal_comma) signs.insert(",");
  if (points && decimal_comma) signs.insert(".");
  if (!signs.empty()) (*values)["strip"] = std::vector<std::string>(signs.begin(), signs.end());
  return true;
}

}  // namespace

bool AskNames(const Asking& asking, Draft* draft) {
  if (TreeMember(draft->config, "references").is_object() || draft->fields.fields().empty())
    return true;
  const std::vector<std::string> names = NamesInPlaceOfIds(*draft);
  if (names.empty()) return true;
  const std::optional<bool> resolve = asking.questions->AskYes(
      absl::StrCat("inFlow wants ids here, and these are names:\n", absl::StrJoin(names, "\n"),
                   "\nLook the names up in inFlow while loading?"),
      true,
      "yes: each name is looked up once, and a record that names what inFlow does not have is refused with the nearest name. Records "
      "that are named have to be in inFlow before (inflow list shows them). no: these values are sent as they are, and refused.");
  if (!resolve) return false;
  if (!*resolve) return true;
  const std::string faults = Take(asking, "references", {{"mode", "resolve"}}, draft);
  if (!faults.empty()) asking.questions->Tell(faults);
  return true;
}

bool AskValues(const Asking& asking, Draft* draft) {
  if (!draft->preset.empty() && TreeMember(draft->config, "values").is_object()) return true;
  const std::vector<MappedColumn> mapped = MappedColumns(*draft);
  JsonTree values = JsonTree::object();
  if (!AskDates(asking, mapped, &values) || !AskDecimals(asking, mapped, &values)) return false;
  if (values.empty()) return true;
  const std::string faults = Take(asking, "values", values, draft);
  asking.questions->Tell(faults.empty() ? absl::StrCat("Values are read so: ", values.dump())
                                        : faults);
  return true;
}

bool AskNulls(const Asking& asking, Draft* draft) {
  if (!draft->look || draft->look->format != InputFormat::kCsv ||
      Property(asking, {"csv"}).is_null() || TreeMember(draft->config, "csv").is_object()) {
    return true;
  }
  std::set<std::string> nulls;
  for (const MappedColumn& one : MappedColumns(*draft))
    nulls.insert(one.shape->blanks().begin(), one.shape->blanks().end());
  if (nulls.empty()) return true;
  const std::optional<bool> take = asking.questions->AskYes(
      absl::StrCat("Do these cells mean that there is nothing: ", absl::StrJoin(nulls, ", "), "?"),
      true,
      "yes: they are read as empty cells. no: they are sent as texts, and refused where a number or a date is wanted.");
  if (!take) return false;
  if (*take) {
    const std::string faults = Take(
        asking, "csv", {{"null", std::vector<std::string>(nulls.begin(), nulls.end())}}, draft);
    if (!faults.empty()) asking.questions->Tell(faults);
  }
  return true;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/identity_question.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/init/field_value.h"
#include "tools/inflow/init/map_path.h"
#include "tools/inflow/show/column_field.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr char kIdentityHelp[] =
    "inFlow tells records apart by an id that nobody sees. It is made of what you name here, so the same value is the same record "
    "in every run, and a second load changes what the first one made. Name one column, or several with commas between them that "
    "name a record together.";

std::vector<std::string> PresentIdentity(const Draft& draft) {
  return Texts(nlohmann::json(TreeMember(TreeMember(draft.config, "identity"), "from")));
}

// NamingColumn is the column of the field that people know records by, or "".
std::string NamingColumn(const Draft& draft) {
  for (const std::string& field : draft.fields.name_fields()) {
    const std::optional<std::string> value = TextAt(TreeMember(draft.config, "map"), field);
    if (!value) continue;
    if (const std::optional<std::string> column = ColumnOfPlaceholder(*value)) return *column;
  }
  return "";
}

std::string CountText(const std::vector<std::string>& columns, const NameCount& count, bool folds) {
  std::string text =
      absl::StrCat(absl::StrJoin(columns, ", "), ": ", Plural(count.records, "record"), ", ",
                   HumanCount(count.different), " different");
  const uint64_t again = count.records - count.blank - count.different;
  if (again > 0 && !folds)
    absl::StrAppend(&text, ", ", HumanCount(again), " named like an earlier one (first: line ",
                    count.first_again, "): the last one counts");
  if (count.blank > 0)
    absl::StrAppend(&text, ", ", HumanCount(count.blank), " blank (first: line ", count.first_blank,
                    "): refused");
  return text;
}

// ReadNames reads columns with commas between them; "" or why not.
std::string ReadNames(const std::string& typed, const std::vector<std::string>& columns,
                      std::vector<std::string>* names) {
  names->clear();
  if (const std::string whole = FindColumn(typed, columns); !whole.empty()) {
    names->push_back(whole);
    return "";
  }
  for (const absl::string_view part : absl::StrSplit(typed, ',')) {
    const std::string name(absl::StripAsciiWhitespace(part));
    if (name.empty()) return "Between two commas stands no column.";
    const std::string column = columns.empty() ? name : FindColumn(name, columns);
    if (column.empty()) return NoSuchColumn(name, columns);
    names->push_back(column);
  }
  return "";
}

}  // namespace

bool AskIdentity(const Asking& asking, Draft* draft) {
  const std::string& id = draft->fields.id_field();
  if (id.empty() || draft->fields.fields().empty() || TextAt(TreeMember(draft->config, "map"), id))
    return true;
  std::vector<std::string> names = PresentIdentity(*draft);
  const std::string likely = names.empty() ? NamingColumn(*draft) : absl::StrJoin(names, ", ");
  Question question{.text = "What names a record? The same value is the same record, in every load",
                    .otherwise = likely,
                    .help = kIdentityHelp};
  for (const std::string& column : draft->columns()) question.list.push_back({column, ""});
  question.judge = [&](std::string* answer) {
    if (std::string why = ReadNames(*answer, draft->columns(), &names); !why.empty()) return why;
    return Take(asking, "identity", {{"from", names}}, draft);
  };
  if (!asking.questions->Ask(question)) return false;
  if (!draft->look || !asking.questions->tells()) return true;
  const NameCount count = CountNames(ReadingOf(asking, *draft), names, asking.clock);
  asking.questions->Tell("  " + CountText(names, count, draft->folds));
  return true;
}

bool AskAdopt(const Asking& asking, Draft* draft) {
  if (!TreeMember(draft->config, "identity").is_object() ||
      TreeMember(draft->config, "adopt").is_object())
    return true;
  // Best by what names a record, else by what people know it by.
  const std::vector<std::string> names = PresentIdentity(*draft);
  std::vector<std::string> fields;
  for (const std::string& field : draft->fields.name_fields()) {
    const std::optional<std::string> value = TextAt(TreeMember(draft->config, "map"), field);
    if (!value) continue;
    const bool naming = names.size() == 1 && ColumnOfPlaceholder(*value) == names.front();
    fields.insert(naming ? fields.begin() : fields.end(), field);
  }
  std::vector<std::string> by;
  if (!fields.empty()) {
    Draft with = *draft;
    with.config["adopt"] = {{"by", {fields.front()}}};
    if (FaultsIn(asking, with, "/adopt").empty()) by.push_back(fields.front());
  }
  if (by.empty()) return true;
  const std::string field = by.front();
  // What others are named by in this map follows the same way.
  for (const auto& [path, value] : LeavesOf(TreeMember(draft->config, "map"))) {
    if (!value.is_string() || !value.get<std::string>().starts_with("{guid:") || field == "name")
      continue;
    by.emplace_back("name");
    break;
  }
  const std::optional<bool> adopt = asking.questions->AskYes(
      absl::StrCat("If inFlow has one with the same ", field,
                   " already, entered by hand, say: write to that one?"),
      true,
      absl::StrCat(
          "yes: before a record is sent, inFlow is asked whether it has one of this ", field,
          ", which costs a request or two more. no: what inFlow has is not looked for, and a second one of the same ",
          field, " may be made, or refused."));
  if (!adopt) return false;
  if (*adopt) {
    if (const std::string faults = Take(asking, "adopt", {{"by", by}}, draft); !faults.empty())
      Take(asking, "adopt", {{"by", std::vector<std::string>{field}}}, draft);
  }
  return true;
}

}  // namespace inflow::command

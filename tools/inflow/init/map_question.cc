// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/map_question.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "plugin/text/nearest.h"
#include "tools/inflow/init/field_value.h"
#include "tools/inflow/init/map_path.h"
#include "tools/inflow/init/proposal.h"
#include "tools/inflow/show/column_field.h"
#include "tools/inflow/show/table_cell.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kMostUnusedShown = 30;
constexpr size_t kWidestMapped = 24;

constexpr char kMapHelp[] =
    "Enter alone takes the whole. FIELD = COLUMN sets one, FIELD = \"text\" the same text for every record, FIELD = - leaves it out; "
    "FIELD is its name or its number here. fields lists all that the endpoint takes, fields WORD those with the word; columns lists "
    "the file's columns. A template may join columns: FIELD = {record.First} {record.Last}.";

const JsonTree& MapOf(const Draft& draft) {
  static const JsonTree kNone = JsonTree::object();
  const auto map = draft.config.find("map");
  return map != draft.config.end() && map->is_object() ? *map : kNone;
}

bool IsNeeded(const Draft& draft, const std::string& path) {
  const std::vector<std::string> needed = draft.fields.needed();
  return std::find(needed.begin(), needed.end(), path) != needed.end();
}

std::string SampleOf(const Draft& draft, const std::string& value) {
  if (!draft.look) return "";
  const std::optional<std::string> column = ColumnOfPlaceholder(value);
  const ColumnProfile* profile = column ? draft.look->Find(*column) : nullptr;
  if (profile == nullptr) return "";
  if (profile->values == 0) return "  (blank in every record)";
  return absl::StrCat("  ", PaddedCell(profile->samples.front(), 0, kWidestMapped));
}

std::string ScreenOf(const Draft& draft) {
  const auto leaves = LeavesOf(MapOf(draft));
  size_t width = 0, value_width = 0;
  for (const auto& [path, value] : leaves) {
    width = std::max(width, ShownPath(path).size());
    if (value.is_string())
      value_width = std::max(value_width, ShownValue(value.get<std::string>()).size());
  }
  width = std::min<size_t>(width, 32);
  value_width = std::min<size_t>(value_width, 24);
  std::string text = leaves.empty() ? "No column is called like a field." : "What goes where:";
  std::set<std::string> used;
  size_t number = 0;
  for (const auto& [path, value] : leaves) {
    ++number;
    std::string line = absl::StrCat(number < 10 ? "  " : " ", number, " ", ShownPath(path));
    line.resize(std::max(line.size(), width + 4), ' ');
    const std::string shown =
        value.is_string() ? ShownValue(value.get<std::string>()) : value.dump();
    absl::StrAppend(&line, " <- ", shown);
    if (value.is_string()) {
      if (shown.size() < value_width) line.append(value_width - shown.size(), ' ');
      line += SampleOf(draft, value.get<std::string>());
      for (std::string& column : AttributesIn(value.get<std::string>()))
        used.insert(std::move(column));
    }
    while (line.back() == ' ') line.pop_back();
    absl::StrAppend(&text, "\n", line);
  }
  std::vector<std::string> unused;
  size_t left = 0;
  for (const std::string& column : draft.look->filled()) {
    if (used.contains(column)) continue;
    if (++left <= kMostUnusedShown) unused.push_back(column);
  }
  if (left > 0) {
    absl::StrAppend(&text, "\nNot used: ", absl::StrJoin(unused, ", "),
                    left > unused.size()
                        ? absl::StrCat(" and ", HumanCount(left - unused.size()), " more")
                        : "");
  }
  return text;
}

std::vector<Choice> FieldChoices(const Draft& draft, const std::string& word) {
  std::vector<Choice> choices;
  for (const EndpointField& field : draft.fields.fields()) {
    const std::string shown = ShownPath(field.path);
    if (word.empty() ||
        absl::StrContains(absl::AsciiStrToLower(shown), absl::AsciiStrToLower(word)))
      choices.push_back({shown, TypeWords(field)});
  }
  return choices;
}

std::string ChoicesText(const std::vector<Choice>& choices) {
  std::vector<std::string> lines;
  for (const Choice& choice : choices)
    lines.push_back(absl::StrCat("  ", choice.name, "  ", choice.words));
  return choices.empty() ? "There is none." : absl::StrJoin(lines, "\n");
}

// InRow is a field's path in the row that was typed, which counts from 1.
std::string InRow(const std::string& path, const std::string& typed) {
  std::string place = "0";
  for (const absl::string_view segment : absl::StrSplit(typed, '.')) {
    size_t number = 0;
    if (absl::SimpleAtoi(segment, &number) && number > 0) place = std::to_string(number - 1);
  }
  return absl::StrReplaceAll(path, {{".0.", absl::StrCat(".", place, ".")}});
}

// PathOf is the field that is meant: a number of the screen, or a name; "" with why in `fault`.
std::string PathOf(const Draft& draft, const std::string& typed, std::string* fault) {
  const auto leaves = LeavesOf(MapOf(draft));
  for (size_t i = 0; i < leaves.size(); ++i) {
    if (typed == std::to_string(i + 1) || absl::EqualsIgnoreCase(ShownPath(leaves[i].first), typed))
      return leaves[i].first;
  }
  std::vector<std::string> names;
  for (const EndpointField& field : draft.fields.fields()) {
    if (field.row && absl::EqualsIgnoreCase(ShownPath(field.path), WithoutPlaces(typed)))
      return InRow(field.path, typed);
    names.push_back(ShownPath(field.path));
    if (absl::EqualsIgnoreCase(names.back(), typed)) return field.path;
  }
  const std::vector<Choice> found = FieldChoices(draft, typed);
  if (found.size() == 1) return PathOf(draft, found.front().name, fault);
  if (found.size() > 1 && !typed.empty()) {
    *fault = absl::StrCat("Which field is meant?\n", ChoicesText(found));
    return "";
  }
  const std::string nearest(
      NearestKey(typed, std::vector<std::string_view>(names.begin(), names.end())));
  *fault = absl::StrCat("There is no field \"", typed, "\"",
                        nearest.empty() ? "; fields lists all" : "; did you mean \"", nearest,
                        nearest.empty() ? "" : "\"?");
  return "";
}

// NumberField is the field that the rows of one document share, or "".
std::string NumberField(const EndpointFields& fields) {
  const std::vector<std::string> names = fields.name_fields();
  return names.empty() ? "" : names.front();
}

// FoldLines has rows of one number become the lines of one document.
void FoldLines(Draft* draft) {
  std::vector<std::string> attributes;
  for (const auto& [path, value] : LeavesOf(MapOf(*draft))) {
    const EndpointField* field = draft->fields.Find(path);
    const std::string top = path.substr(0, path.find('.'));
    if (field != nullptr && field->line &&
        std::find(attributes.begin(), attributes.end(), top) == attributes.end())
      attributes.push_back(top);
  }
  JsonTree& batching = draft->config["batching"];
  if (!batching.is_object()) {
    batching = {{"enabled", true}, {"algorithm", "fold"}, {"by", NumberField(draft->fields)}};
  }
  batching["line_attributes"] = attributes;
}

// TakeMap puts a map in the place of the draft's where the library takes it, with the fields of
// lines where rows are folded; "" or why not.
std::string TakeMap(const Asking& asking, const JsonTree& map, Draft* draft) {
  Draft with = *draft;
  with.config["map"] = map;
  if (with.folds) FoldLines(&with);
  std::string faults = FaultsIn(asking, with, "/map");
  if (faults.empty()) *draft = std::move(with);
  return faults;
}

// PutField sets a field as it was typed, where the library takes it; "" or why not.
std::string PutField(const Asking& asking, const std::string& path, const std::string& typed,
                     Draft* draft) {
  const FieldValue value = ReadFieldValue(typed, draft->columns(), IsNeeded(*draft, path));
  if (!value.fault.empty()) return value.fault;
  JsonTree map = MapOf(*draft);
  if (value.value.empty()) {
    TakeAway(path, &map);
  } else {
    PutAt(path, value.value, &map);
  }
  return TakeMap(asking, map, draft);
}

// Change does what was typed at the screen; "" where that changed the map.
std::string Change(const Asking& asking, const std::string& typed, Draft* draft) {
  if (typed == "columns") {
    std::vector<Choice> columns;
    for (const std::string& column : draft->columns()) columns.push_back({column, ""});
    return ChoicesText(columns);
  }
  if (typed == "fields" || absl::StartsWith(typed, "fields "))
    return ChoicesText(FieldChoices(*draft, typed.size() > 7 ? typed.substr(7) : ""));
  const size_t equals = typed.find('=');
  if (equals == std::string::npos)
    return "FIELD = COLUMN, FIELD = \"text\" or FIELD = - changes one; ? says more.";
  std::string fault;
  const std::string path =
      PathOf(*draft, std::string(absl::StripAsciiWhitespace(typed.substr(0, equals))), &fault);
  return path.empty() ? fault : PutField(asking, path, typed.substr(equals + 1), draft);
}

// AskScreen shows the map until Enter alone takes it.
bool AskScreen(const Asking& asking, Draft* draft) {
  while (true) {
    asking.questions->Tell(ScreenOf(*draft));
    Question question{
        .text = "Is that right? (Enter alone: yes; FIELD = COLUMN changes one; ? says more)",
        .help = kMapHelp,
        .may_be_empty = true};
    question.judge = [&](std::string* answer) {
      const std::string word = absl::AsciiStrToLower(*answer);
      if (word.empty() || word == "yes" || word == "y") {
        answer->clear();
        return std::string();
      }
      return Change(asking, *answer, draft);
    };
    const std::optional<std::string> answer = asking.questions->Ask(question);
    if (!answer) return false;
    if (answer->empty()) return true;
  }
}

// AskField asks for one field that has nothing yet.
bool AskField(const Asking& asking, const std::string& path, const std::string& text,
              const std::string& otherwise, bool needed, Draft* draft) {
  Question question{.text = text, .otherwise = otherwise, .may_be_empty = !needed};
  const EndpointField* field = draft->fields.Find(path);
  question.help = absl::StrCat("It takes: ", field == nullptr ? "text" : TypeWords(*field),
                               ". A column of the file, a constant in quotes, or - for nothing.");
  for (const std::string& column : draft->columns()) question.list.push_back({column, ""});
  question.judge = [&](std::string* answer) { return PutField(asking, path, *answer, draft); };
  return asking.questions->Ask(question).has_value();
}

// AskExampleIds asks for the names of what a preset names by ids, which are those of an example. A
// price's scheme is likely called as its column.
bool AskExampleIds(const Asking& asking, Draft* draft) {
  for (const auto& [path, value] : LeavesOf(MapOf(*draft))) {
    const EndpointField* field = draft->fields.Find(path);
    if (field == nullptr || field->reference.empty() || !value.is_string() ||
        TypeOf(value.get<std::string>()) != ValueType::kGuid) {
      continue;
    }
    const std::string row = path.substr(0, path.rfind('.') + 1);
    const std::string column =
        ColumnOfPlaceholder(TextAt(MapOf(*draft), row + "unitPrice").value_or("")).value_or("");
    if (!AskField(asking, path,
                  absl::StrCat(ShownPath(path), column.empty() ? "" : " of the column " + column,
                               ": which of the ", field->reference,
                               " in inFlow? Its name as a \"constant\""),
                  column.empty() ? "" : absl::StrCat("\"", column, "\""), true, draft)) {
      return false;
    }
  }
  return true;
}

bool AskMissing(const Asking& asking, Draft* draft) {
  if (!draft->preset.empty() && !AskExampleIds(asking, draft)) return false;
  for (const std::string& path : draft->fields.needed()) {
    if (TextAt(MapOf(*draft), path)) continue;
    // Where rows are not folded, what stands in the lines is no field of the record.
    if (draft->fields.Find(path) == nullptr) continue;
    if (!AskField(
            asking, path,
            absl::StrCat(
                "inFlow needs ", path,
                ", and no column was found for it. Which column, or which \"constant\"? (- : nothing)"),
            path == "source" ? "\"import\"" : "", true, draft)) {
      return false;
    }
  }
  for (const Companion& companion : CompanionsOf(draft->fields, MapOf(*draft))) {
    if (!companion.asked) {
      JsonTree map = MapOf(*draft);
      PutAt(companion.path, companion.otherwise, &map);
      TakeMap(asking, map, draft);
      continue;
    }
    const std::string otherwise =
        companion.otherwise.empty() ? "" : absl::StrCat("\"", companion.otherwise, "\"");
    const EndpointField* field = draft->fields.Find(companion.path);
    const std::string reference = field == nullptr ? "" : field->reference;
    if (!AskField(asking, companion.path,
                  absl::StrCat(ShownPath(companion.path), ": which of the ", reference,
                               " in inFlow? Its name as a \"constant\", or a column"),
                  otherwise, true, draft)) {
      return false;
    }
  }
  return true;
}

// AskNeededAlone asks for what an endpoint needs of which nothing else is known: records go as they
// are but for that.
bool AskNeededAlone(const Asking& asking, Draft* draft) {
  const std::vector<std::string> columns = draft->columns();
  for (const std::string& name : draft->fields.needed()) {
    if (std::find(columns.begin(), columns.end(), name) != columns.end()) continue;
    const std::string text =
        absl::StrCat("inFlow needs ", name,
                     ", and no column is called so. Which column, or which \"constant\"?");
    if (!AskField(asking, name, text, "", true, draft)) return false;
    if (!MapOf(*draft).empty()) draft->config["map_rest"] = "keep";
  }
  return true;
}

}  // namespace

bool AskLines(const Asking& asking, Draft* draft) {
  if (!draft->look || !draft->fields.has_lines() || !draft->preset.empty()) return true;
  const std::string endpoint = TreeText(draft->config, "endpoint");
  const EndpointFields folded(asking.description, endpoint, true);
  const std::string number = NumberField(folded);
  const std::optional<std::string> placeholder =
      TextAt(ProposeMap(folded, draft->look->filled()), number);
  const std::string column = placeholder ? ColumnOfPlaceholder(*placeholder).value_or("") : "";
  bool likely = true;
  std::string counted;
  if (!column.empty()) {
    const NameCount count = CountNames(ReadingOf(asking, *draft), {column}, asking.clock);
    likely = count.different < count.records;
    counted = absl::StrCat(" (", column, ": ", Plural(count.records, "row"), ", ",
                           HumanCount(count.different), " different)");
  }
  const std::optional<bool> folds = asking.questions->AskYes(
      absl::StrCat("Do rows that follow each other with the same ", number,
                   " make one document, a line each?", counted),
      likely,
      "yes: rows of one number become one order (adjustment, transfer…) with a line for each row. no: every row is one by itself.");
  if (!folds) return false;
  draft->folds = *folds;
  draft->fields = EndpointFields(asking.description, endpoint, *folds);
  return true;
}

bool AskMap(const Asking& asking, Draft* draft) {
  if (!draft->look) return true;
  if (draft->fields.fields().empty()) return AskNeededAlone(asking, draft);
  if (draft->preset.empty()) {
    if (const std::string faults =
            TakeMap(asking, ProposeMap(draft->fields, draft->look->filled()), draft);
        !faults.empty()) {
      asking.questions->Tell(faults);
      draft->config["map"] = JsonTree::object();
    }
    draft->config["null_policy"] = "omit";
  }
  if (!AskScreen(asking, draft) || !AskMissing(asking, draft)) return false;
  if (!draft->folds || !draft->preset.empty()) return true;
  const std::string number = NumberField(draft->fields);
  if (!TextAt(MapOf(*draft), number) &&
      !AskField(asking, number,
                absl::StrCat("Which column tells one document's rows from another's? It becomes ",
                             number),
                "", true, draft)) {
    return false;
  }
  return true;
}

}  // namespace inflow::command

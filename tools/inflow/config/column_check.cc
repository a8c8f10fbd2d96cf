// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/column_check.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

// Phrase is how the library says that an attribute is not there.
struct Phrase {
  std::string_view before, behind;
  bool any_case;  // it names a field, not the attribute
};
constexpr Phrase kPhrases[] = {
    {"the record lacks the attribute \"", "\"", false},
    {"attribute \"", "\" is missing, and the GUID is derived from it", false},
    {"\"", "\" is missing, and the service needs it", true}};

// ColumnOf returns the column with the attribute that a phrase names; "" where there is none.
std::string ColumnOf(std::string_view name, bool any_case,
                     const std::vector<std::string>& columns) {
  const auto is = [&](const std::string& column) {
    return any_case ? absl::EqualsIgnoreCase(column, Absl(name)) : column == name;
  };
  const auto found = std::find_if(columns.begin(), columns.end(), is);
  return found == columns.end() ? "" : *found;
}

}  // namespace

ColumnCheck CheckColumns(const std::string& input, const std::vector<std::string>& columns,
                         const std::string& route, host::Destination* destination) {
  ColumnCheck check;
  const Json arguments = {{"route", route}, {"columns", columns}};
  host::Buffer answer;
  if (const host::Error error = destination->Command(
          "columns", arguments.dump(-1, ' ', false, Json::error_handler_t::replace), &answer)) {
    return check;
  }
  const Json parsed = Json::parse(answer.view(), nullptr, false);
  if (!parsed.is_object() || !parsed.contains("missing")) return check;
  for (const Json& one : parsed["missing"]) {
    const std::string message = one.value("message", "");
    if (one.value("needed", false)) {
      absl::StrAppend(&check.fault, check.fault.empty() ? absl::StrCat(input, ": ") : "; ",
                      message);
    } else {
      check.notices.push_back(message);
    }
  }
  return check;
}

std::string CellWords(std::string_view refusal, const std::vector<std::string>& columns) {
  for (const Phrase& phrase : kPhrases) {
    const size_t at = refusal.find(phrase.before);
    if (at == std::string_view::npos) continue;
    const size_t begin = at + phrase.before.size();
    const size_t end = refusal.find(phrase.behind, begin);
    if (end == std::string_view::npos) continue;
    const std::string column =
        ColumnOf(refusal.substr(begin, end - begin), phrase.any_case, columns);
    if (column.empty()) continue;
    std::string_view rest = refusal.substr(end + phrase.behind.size());
    const std::string_view why =
        phrase.behind.substr(std::min(phrase.behind.size(), phrase.behind.find(',')));
    return absl::StrCat(Absl(refusal.substr(0, at)), "the column \"", column, "\" is empty",
                        Absl(why), Absl(rest));
  }
  return std::string(refusal);
}

}  // namespace inflow::command

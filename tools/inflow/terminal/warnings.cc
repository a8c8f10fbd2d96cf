// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/warnings.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
std::vector<Warning> ParseWarnings(std::string_view answer) {
  std::vector<Warning> warnings;
  for (const JsonTree& one : TreeList(ParseTree(answer), "warnings")) {
    const JsonTree records = TreeMember(one, "records");
    const JsonTree message = TreeMember(one, "message");
    if (!records.is_number_unsigned() || !message.is_string()) continue;
    warnings.push_back({records.get<uint64_t>(), message.get<std::string>(), TreeText(one, "kind"),
                        TreeText(one, "field")});
  }
  return warnings;
}

std::string DescribeLosses(const std::vector<Warning>& warnings) {
  constexpr std::pair<std::string_view, std::string_view> kVerbs[] = {
      {"dropped_field", "dropped"}, {"changed_field", "changed"}, {"rounded_field", "rounded"}};
  std::string text;
  for (const auto& [kind, verb] : kVerbs) {
    bool first = true;
    for (const Warning& warning : warnings) {
      if (warning.kind != kind) continue;
      if (first) text.append(text.empty() ? "The service " : "; it ").append(verb);
      absl::StrAppend(&text, first ? " \"" : ", \"", warning.field, "\" (",
                      Plural(warning.records, "record"), ")");
      first = false;
    }
  }
  return text;
}

bool ConcernsRoute(std::string_view warning, std::string_view route) {
  constexpr std::string_view kRoutes = "/routes/";
  if (!warning.starts_with('/')) return true;
  if (!warning.starts_with(kRoutes)) {
    // A route has what it inherits warned of once more, but for the texts that values read.
    return route.empty() || warning.starts_with("/values");
  }
  const std::string escaped = absl::StrReplaceAll(Absl(route), {{"~", "~0"}, {"/", "~1"}});
  warning.remove_prefix(kRoutes.size());
  return !route.empty() && warning.starts_with(escaped) &&
         warning.substr(escaped.size()).starts_with('/');
}

}  // namespace inflow::command

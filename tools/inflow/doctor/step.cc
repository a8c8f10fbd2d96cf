// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/doctor/step.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

// The words of inflow check, with two more.
const char* WordFor(Finding finding) {
  switch (finding) {
    case Finding::kOk:
      return "ok";
    case Finding::kNote:
      return "note";
    case Finding::kProblem:
      return "FAILED";
    case Finding::kSkipped:
      return "-";
  }
  return "";
}

const char* NameOf(Finding finding) {
  switch (finding) {
    case Finding::kOk:
      return "ok";
    case Finding::kNote:
      return "note";
    case Finding::kProblem:
      return "problem";
    case Finding::kSkipped:
      return "skipped";
  }
  return "";
}

size_t Problems(const std::vector<Step>& steps) {
  return static_cast<size_t>(std::count_if(steps.begin(), steps.end(), [](const Step& step) {
    return step.finding == Finding::kProblem;
  }));
}

}  // namespace

bool HasProblem(const std::vector<Step>& steps) { return Problems(steps) > 0; }

std::string StepsText(const std::vector<Step>& steps) {
  size_t width = 0;
  for (const Step& step : steps) width = std::max(width, step.name.size());
  std::string text;
  for (const Step& step : steps) {
    absl::StrAppend(&text, absl::StrFormat("  %-6s  %-*s  %s", WordFor(step.finding),
                                           static_cast<int>(width), step.name, step.detail));
    while (text.back() == ' ') text.pop_back();
    text += '\n';
    if (!step.remedy.empty())
      absl::StrAppend(&text, std::string(width + 12, ' '), "do: ", step.remedy, "\n");
  }
  const size_t problems = Problems(steps);
  return absl::StrCat(text,
                      problems == 0 ? "No problem was found"
                                    : absl::StrCat("There ", problems == 1 ? "is " : "are ",
                                                   Plural(problems, "problem")),
                      "\n");
}

std::string StepsJson(const std::vector<Step>& steps) {
  JsonTree list = JsonTree::array();
  for (const Step& step : steps) {
    list.push_back({{"name", step.name},
                    {"finding", NameOf(step.finding)},
                    {"detail", step.detail},
                    {"do", step.remedy}});
  }
  const JsonTree all = {{"ok", !HasProblem(steps)}, {"steps", std::move(list)}};
  return all.dump(-1, ' ', false, JsonTree::error_handler_t::replace) + "\n";
}

}  // namespace inflow::command

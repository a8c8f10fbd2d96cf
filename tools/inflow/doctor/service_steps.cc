// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/doctor/service_steps.h"

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr int64_t kSkewMs = 60'000;

constexpr std::pair<std::string_view, std::string_view> kRemedies[] = {
    {"resolve",
     "check \"base_url\" and the name server; behind a proxy name it as \"proxy\" in the configuration"},
    {"connect",
     "check \"base_url\" and whether a firewall lets this machine out; behind a proxy name it as \"proxy\""},
    {"tls",
     "where a gateway has a certificate of its own, name its authority as \"tls\": {\"ca_file\": …}; check this machine's clock"},
    {"credential",
     "make an API key in inFlow under Options, Integrations, and put it where the configuration takes it from"},
    {"company", "look the company's id up in inFlow under Options, Integrations"},
    {"quota", "wait, or let others that use the company's quota pause; see \"rate_limit\""},
};

std::string RemedyFor(std::string_view name) {
  for (const auto& [step, remedy] : kRemedies) {
    if (step == name) return std::string(remedy);
  }
  return {};
}

std::optional<int64_t> Whole(const JsonTree& object, const char* name) {
  const JsonTree value = TreeMember(object, name);
  return value.is_number_integer() ? std::optional(value.get<int64_t>()) : std::nullopt;
}

std::string QuotaText(const JsonTree& answer) {
  std::string text;
  for (const JsonTree& window : TreeList(answer, "quota")) {
    const auto requests = Whole(window, "requests");
    const auto per_ms = Whole(window, "per_ms");
    if (!requests || !per_ms) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", *requests, " requests per ",
                    HumanDuration(*per_ms));
    if (const auto used = Whole(window, "used")) absl::StrAppend(&text, " (used ", *used, ")");
  }
  return text.empty() ? "no limit is known" : text;
}

Step ClockStep(const JsonTree& answer, int64_t now_ms) {
  const auto service = Whole(answer, "service_time_ms");
  if (!service) return {"clock", Finding::kSkipped, "the service did not tell its time", {}};
  const int64_t ahead = now_ms - *service;
  if (std::abs(ahead) <= kSkewMs) return {"clock", Finding::kOk, "as the service's", {}};
  return {
      "clock", Finding::kNote,
      absl::StrCat("this machine's is ", HumanDuration(std::abs(ahead)),
                   ahead > 0 ? " ahead of" : " behind", " the service's"),
      "set this machine's clock; {now} in a map, certificates and the webhook's signatures go by it"};
}

}  // namespace

std::vector<Step> FaultSteps(std::string_view detail) {
  std::vector<Step> steps;
  for (const JsonTree& fault : TreeList(ParseTree(detail), "faults")) {
    const std::string pointer = TreeText(fault, "pointer");
    const std::string message = TreeText(fault, "message");
    if (pointer.empty()) {
      steps.push_back({"syntax", Finding::kProblem, message, "mend the file in an editor"});
    } else {
      if (steps.empty()) steps.push_back({"syntax", Finding::kOk, "", ""});
      steps.push_back({"validation", Finding::kProblem, absl::StrCat(pointer, ": ", message),
                       "inflow validate shows it again once it is mended"});
    }
  }
  if (steps.empty())
    steps = {{"syntax", Finding::kOk, "", ""}, {"validation", Finding::kOk, "", ""}};
  return steps;
}

std::vector<Step> ServiceSteps(std::string_view answer, int64_t now_ms) {
  const JsonTree parsed = ParseTree(answer);
  std::vector<Step> steps;
  bool failed = false;
  for (const JsonTree& one : TreeList(parsed, "steps")) {
    Step step = {TreeText(one, "name"), Finding::kOk, TreeText(one, "detail"), {}};
    if (TreeMember(one, "ok") != true) {
      failed = true;
      step.finding = Finding::kProblem;
      step.remedy = RemedyFor(step.name);
    } else if (step.name == "quota") {
      step.detail = QuotaText(parsed);
    }
    steps.push_back(std::move(step));
  }
  if (steps.empty() || (TreeMember(parsed, "ok") != true && !failed))
    steps.push_back({"check", Finding::kProblem, TreeText(parsed, "message"),
                     "try again; inflow check does this step alone"});
  steps.push_back(ClockStep(parsed, now_ms));
  return steps;
}

}  // namespace inflow::command

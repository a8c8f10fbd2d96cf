// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/plan_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

std::string Would(uint64_t fine, uint64_t refused, const char* noun) {
  std::string text = absl::StrCat(Plural(fine + refused, noun), ": ", HumanCount(fine), " fine");
  if (refused > 0) absl::StrAppend(&text, ", ", HumanCount(refused), " would be refused");
  return text;
}

// Lookups are the names by collection, in how many requests more.
std::string Lookups(const std::map<std::string, uint64_t>& lookups) {
  if (lookups.empty()) return {};
  const LookupCalls calls = LookupCallsFor(lookups);
  std::string text =
      absl::StrCat("  Names to be looked up first, in ",
                   calls.least == calls.most ? "" : absl::StrCat(HumanCount(calls.least), " to "),
                   Plural(calls.most, "request"), " more:\n");
  for (const auto& [collection, names] : lookups)
    absl::StrAppend(&text, "  ", absl::StrFormat("%7s", HumanCount(names)), " of ", collection,
                    "\n");
  return text;
}

}  // namespace

std::string Describe(const PlanReport& report) {
  const Estimate& estimate = report.estimate;
  std::string text =
      Would(estimate.fine, estimate.refused, estimate.documents ? "line" : "record") + "\n";
  if (estimate.documents) {
    absl::StrAppend(&text, "  ",
                    Would(estimate.documents->fine, estimate.documents->refused, "document"), "\n");
  }
  if (const std::string left_out = report.left_out.Describe(); !left_out.empty())
    absl::StrAppend(&text, "  ", left_out, "\n");
  absl::StrAppend(&text, "  ", estimate.is_about ? "about " : "",
                  Plural(estimate.requests, "request"), ", ",
                  TimeText(estimate.requests, estimate.least_ms, estimate.windows), "\n");
  if (estimate.changes) {
    absl::StrAppend(
        &text, "  ", HumanCount(estimate.changes->created), " created, ",
        HumanCount(estimate.changes->changed), " changed, ",
        HumanCount(estimate.changes->unchanged),
        " unchanged since this journal delivered them; what was changed inside inFlow is not seen\n");
  }
  text += Lookups(estimate.lookups);
  if (!report.reasons.empty()) text += "  Would be refused:\n";
  for (const Reason& reason : report.reasons) {
    absl::StrAppend(&text, "  ", absl::StrFormat("%7s", HumanCount(reason.count)), " ",
                    reason.message, " (", reason.count == 1 ? "" : "first: ", reason.file, " line ",
                    reason.line, ")\n");
  }
  if (report.further_reasons > 0) {
    absl::StrAppend(&text, "          and ", Plural(report.further_reasons, "further reason"),
                    "\n");
  }
  return text;
}

std::string SummaryLine(const PlanReport& report) {
  const Estimate& estimate = report.estimate;
  JsonTree line = {{"records", estimate.fine + estimate.refused},
                   {"fine", estimate.fine},
                   {"refused", estimate.refused}};
  if (estimate.documents) {
    line["documents"] = estimate.documents->fine + estimate.documents->refused;
    line["documents_refused"] = estimate.documents->refused;
  }
  line["requests"] = estimate.requests;
  line["requests_exact"] = !estimate.is_about;
  line["seconds"] = (estimate.least_ms + 999) / 1000;
  if (estimate.changes) {
    line["created"] = estimate.changes->created;
    line["changed"] = estimate.changes->changed;
    line["unchanged"] = estimate.changes->unchanged;
  }
  line["lookups"] = estimate.lookups;
  const LookupCalls calls = LookupCallsFor(estimate.lookups);
  line["lookup_requests"] = {{"least", calls.least}, {"most", calls.most}};
  line["reasons"] = JsonTree::array();
  for (const Reason& reason : report.reasons) {
    line["reasons"].push_back({{"records", reason.count},
                               {"message", reason.message},
                               {"file", reason.file},
                               {"line", reason.line}});
  }
  line["further_reasons"] = report.further_reasons;
  line["notices"] = report.notices;
  if (report.left_out.asked())
    line["left_out"] = {{"rows", report.left_out.rows}, {"where", report.left_out.where}};
  return line.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

}  // namespace inflow::command

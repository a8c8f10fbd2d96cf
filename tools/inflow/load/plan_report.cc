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

std::string TimeText(const PlanReport& report) {
  if (report.windows.empty()) return "as fast as the service answers";
  if (report.least_ms > 0)
    return absl::StrCat("about ", HumanDuration(report.least_ms), " at ", report.windows);
  return absl::StrCat(report.requests == 1 ? "which fits" : "which fit", " into the quota of ",
                      report.windows);
}

}  // namespace

std::string Describe(const PlanReport& report) {
  std::string text =
      Would(report.fine, report.refused, report.documents ? "line" : "record") + "\n";
  if (report.documents) {
    absl::StrAppend(&text, "  ",
                    Would(report.documents->fine, report.documents->refused, "document"), "\n");
  }
  if (const std::string left_out = report.left_out.Describe(); !left_out.empty())
    absl::StrAppend(&text, "  ", left_out, "\n");
  absl::StrAppend(&text, "  ", report.is_about ? "about " : "", Plural(report.requests, "request"),
                  ", ", TimeText(report), "\n");
  if (!report.lookups.empty()) text += "  Names to be looked up first:\n";
  for (const auto& [collection, names] : report.lookups)
    absl::StrAppend(&text, "  ", absl::StrFormat("%7s", HumanCount(names)), " of ", collection,
                    "\n");
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
  JsonTree line = {{"records", report.fine + report.refused},
                   {"fine", report.fine},
                   {"refused", report.refused}};
  if (report.documents) {
    line["documents"] = report.documents->fine + report.documents->refused;
    line["documents_refused"] = report.documents->refused;
  }
  line["requests"] = report.requests;
  line["requests_exact"] = !report.is_about;
  line["seconds"] = (report.least_ms + 999) / 1000;
  line["lookups"] = report.lookups;
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

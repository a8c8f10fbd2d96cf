// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/load_report.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

// Columns lists the counters in the order in which they are shown.
std::array<std::pair<const char*, uint64_t>, 8> Columns(const Tally& tally) {
  return {{{"delivered", tally.delivered},
           {"unchanged", tally.unchanged},
           {"superseded", tally.superseded},
           {"rejected", tally.rejected},
           {"failed", tally.failed},
           {"ambiguous", tally.ambiguous},
           {"dropped", tally.dropped},
           {"pending", tally.pending}}};
}

}  // namespace

void Tally::Count(destination_outcome outcome) {
  ++records;
  switch (outcome) {
    case DESTINATION_DELIVERED:
      ++delivered;
      break;
    case DESTINATION_UNCHANGED:
      ++unchanged;
      break;
    case DESTINATION_SUPERSEDED:
      ++superseded;
      break;
    case DESTINATION_REJECTED:
      ++rejected;
      break;
    case DESTINATION_AMBIGUOUS:
      ++ambiguous;
      break;
    case DESTINATION_DROPPED:
      ++dropped;
      break;
    case 0:
      ++pending;
      break;
    default:  // FAILED, and outcomes that a later library may add
      ++failed;
  }
}

std::string SummaryLine(const LoadReport& report) {
  std::string line = absl::StrCat("{\"records\":", report.tally.records);
  for (const auto& [name, count] : Columns(report.tally))
    absl::StrAppend(&line, ",\"", name, "\":", count);
  if (report.documents > 0) {
    absl::StrAppend(&line, ",\"documents\":", report.documents,
                    ",\"documents_delivered\":", report.documents_delivered);
  }
  absl::StrAppend(&line, ",\"requests\":", report.requests, ",\"retries\":", report.retries,
                  ",\"throttled\":", report.throttled);
  absl::StrAppendFormat(&line, ",\"seconds\":%d.%03d", report.elapsed_ms / 1000,
                        report.elapsed_ms % 1000);
  if (report.left_out.asked()) {
    absl::StrAppend(&line, ",\"left_out\":{\"rows\":", report.left_out.rows, ",\"where\":");
    AppendJsonString(report.left_out.where, &line);
    line += '}';
  }
  if (report.warnings.empty()) return line + "}";
  const char* before = ",\"warnings\":[";
  for (const Warning& warning : report.warnings) {
    absl::StrAppend(&line, before, "{\"kind\":");
    AppendJsonString(warning.kind, &line);
    line += ",\"field\":";
    AppendJsonString(warning.field, &line);
    absl::StrAppend(&line, ",\"records\":", warning.records, "}");
    before = ",";
  }
  return line + "]}";
}

std::string Describe(const LoadReport& report) {
  std::string text = absl::StrCat(Plural(report.tally.records, "record"), " in ",
                                  HumanDuration(report.elapsed_ms), ":");
  const char* before = " ";
  for (const auto& [name, count] : Columns(report.tally)) {
    if (count == 0) continue;
    absl::StrAppend(&text, before, HumanCount(count), " ", name);
    before = ", ";
  }
  if (report.tally.records == 0) text += " nothing to do";
  if (report.documents > 0) {
    absl::StrAppend(&text, "\n  ", HumanCount(report.documents_delivered), " of ",
                    Plural(report.documents, "document"), " delivered");
  }
  if (const std::string left_out = report.left_out.Describe(); !left_out.empty())
    absl::StrAppend(&text, "\n  ", left_out);
  absl::StrAppend(&text, "\n  ", Plural(report.requests, "request"));
  absl::StrAppend(&text, ", ", HumanCount(report.retries),
                  report.retries == 1 ? " retry, " : " retries, ", HumanCount(report.throttled),
                  " throttled\n");
  if (!report.reasons.empty()) text += "  Commonest reasons:\n";
  for (const Reason& reason : report.reasons) {
    absl::StrAppend(
        &text, "  ", absl::StrFormat("%7s", HumanCount(reason.count)), " ", reason.outcome,
        reason.message.empty() ? "" : ": ", reason.message, " (",
        reason.count == 1 ? "" : "first: ", reason.file == "-" ? "standard input" : reason.file,
        " line ", reason.line, ")\n");
  }
  if (report.further_reasons > 0) {
    absl::StrAppend(&text, "          and ", Plural(report.further_reasons, "further reason"),
                    "\n");
  }
  if (!report.warnings.empty()) text += "  Warnings:\n";
  for (const Warning& warning : report.warnings) {
    absl::StrAppend(&text, "  ", absl::StrFormat("%7s", HumanCount(warning.records)), " ",
                    warning.message, "\n");
  }
  if (report.unposted > 0) {
    absl::StrAppend(&text, "  ", Plural(report.unposted, "answer"),
                    " could not be delivered to the response webhook\n");
  }
  for (const WrittenRejects& rejects : report.rejects) {
    absl::StrAppend(&text, "  Not delivered, with the reasons: ", rejects.path, "\n");
  }
  for (const std::string& path : report.earlier_rejects) {
    absl::StrAppend(&text, "  ", path,
                    " was there before: it is of an earlier load, not of this one\n");
  }
  const std::string losses = DescribeLosses(report.warnings);
  return losses.empty() ? text : absl::StrCat(text, "  ", losses, "\n");
}

}  // namespace inflow::command

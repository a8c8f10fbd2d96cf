// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/reject_line.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_grammar.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

constexpr std::string_view kOpening = "{\"_inflow\":{";
constexpr std::string_view kNewer =
    "\"newer\":\"a newer record of its key was delivered, or may have been\",";
constexpr std::string_view kLate =
    "\"late\":\"without the other lines of its document it would replace them\",";
constexpr char kJsonSpace[] = " \t\r\n";

}  // namespace

void AppendReject(const SettledRecord& record, std::string* out, bool with_row) {
  out->append(kOpening);
  if (record.newer_delivered) out->append(kNewer);
  if (record.late) out->append(kLate);
  absl::StrAppend(out, "\"outcome\":\"", Absl(record.outcome_name), "\",\"reason\":");
  AppendJsonString(record.message, out);
  out->append(",\"file\":");
  AppendJsonString(record.file, out);
  absl::StrAppend(out, ",\"line\":", record.line);
  if (record.sound) out->append(",\"document\":\"this line is good, and was refused with ");
  if (record.sound)
    absl::StrAppend(
        out, record.because == 0 ? "its document" : absl::StrCat("line ", record.because), "\"");
  if (record.was_ambiguous && record.outcome != DESTINATION_AMBIGUOUS)
    out->append(",\"ambiguous\":true");
  if (with_row && !record.row.empty()) {
    out->append(",\"row\":");
    AppendJsonString(record.row, out);
  }
  if (!IsJsonObject(record.text)) {
    out->append(",\"raw\":");
    AppendJsonString(record.text, out);
    out->append("}}\n");
    return;
  }
  out->push_back('}');
  const size_t first = record.text.find_first_not_of(kJsonSpace, record.text.find('{') + 1);
  if (record.text[first] != '}') out->push_back(',');
  const size_t rest = out->size();
  out->append(record.text.substr(first));
  // Line ends inside a JSON text are white space, and here they would end the record.
  std::replace_if(
      out->begin() + static_cast<std::ptrdiff_t>(rest), out->end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
  out->push_back('\n');
}

void AppendOlder(std::string_view line, std::string* out) {
  out->append(kOpening).append(kNewer).append(line.substr(kOpening.size()));
}

std::string WithoutOlder(std::string_view line) {
  if (!line.starts_with(kOpening) || !line.substr(kOpening.size()).starts_with(kNewer))
    return std::string(line);
  return absl::StrCat(Absl(kOpening), Absl(line.substr(kOpening.size() + kNewer.size())));
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/results_file.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {

ResultsFile::ResultsFile(const OutputTarget& target, FileDescriptor file, bool name_files,
                         std::function<bool()> give_up)
    : path_(target.name()),
      file_(std::move(file)),
      name_files_(name_files),
      writer_(file_.get(), /*own_file=*/!target.is_stream(), std::move(give_up)) {}

void ResultsFile::Write(const SettledRecord& record) {
  line_.clear();
  absl::StrAppend(&line_, "{\"id\":", record.id);
  if (name_files_) {
    line_ += ",\"file\":";
    AppendJsonString(record.file, &line_);
  }
  absl::StrAppend(&line_, ",\"line\":", record.line, ",\"outcome\":\"", Absl(record.outcome_name),
                  "\",\"http_status\":", record.http_status, ",\"attempts\":", record.attempts,
                  ",\"message\":");
  AppendJsonString(record.message, &line_);
  line_ += "}\n";
  writer_.Write(line_, record);
}

std::string ResultsFile::fault() const {
  if (writer_.error() == 0) return {};
  return absl::StrCat("the results cannot be written to ", path_, ": ",
                      std::strerror(writer_.error()));
}

bool ResultsFile::Finish(std::string* why) {
  writer_.Sync();
  if (writer_.error() == 0) return true;
  *why = absl::StrCat("the results could not all be written to ", path_, ": ",
                      std::strerror(writer_.error()), "; missing there are ",
                      writer_.missing().Describe(),
                      ". Those of them that the rejects do not hold were delivered");
  return false;
}

}  // namespace inflow::command

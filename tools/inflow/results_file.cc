// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/results_file.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tools/inflow/json_text.h"

namespace inflow::command {

std::unique_ptr<ResultsFile> ResultsFile::Open(const std::string& path, bool name_files, std::string* why) {
  std::FILE* file = std::fopen(path.c_str(), "wbe");
  if (!file) {
    *why = "cannot write the results to " + path + ": " + std::strerror(errno) + "; name another file with --results";
    return nullptr;
  }
  return std::unique_ptr<ResultsFile>(new ResultsFile(file, path, name_files));
}

ResultsFile::~ResultsFile() {
  if (file_) std::fclose(file_);
}

void ResultsFile::Write(const SettledRecord& record) {
  line_.clear();
  absl::StrAppend(&line_, "{\"id\":", record.id);
  if (name_files_) {
    line_ += ",\"file\":";
    AppendJsonString(record.file, &line_);
  }
  absl::StrAppend(&line_, ",\"line\":", record.line, ",\"outcome\":\"",
                  absl::string_view(record.outcome_name.data(), record.outcome_name.size()),
                  "\",\"http_status\":", record.http_status, ",\"attempts\":", record.attempts, ",\"message\":");
  AppendJsonString(record.message, &line_);
  line_ += "}\n";
  std::fwrite(line_.data(), 1, line_.size(), file_);
}

bool ResultsFile::Finish(std::string* why) {
  const bool failed = std::ferror(file_) != 0;
  const bool closed = std::fclose(file_) == 0;
  file_ = nullptr;
  if (!failed && closed) return true;
  *why = "the results in " + path_ + " are incomplete: " + std::strerror(errno);
  return false;
}

}  // namespace inflow::command

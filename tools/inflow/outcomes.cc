// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/outcomes.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

constexpr size_t kShownReasons = 5;

bool SameFile(const std::string& a, const std::string& b) {
  struct stat left {};
  struct stat right {};
  return stat(a.c_str(), &left) == 0 && stat(b.c_str(), &right) == 0 && left.st_dev == right.st_dev &&
         left.st_ino == right.st_ino;
}

absl::Status CheckOutput(const std::string& option, const std::string& path, const LoadSettings& settings) {
  for (const std::string& input : settings.inputs.inputs) {
    if (input != "-" && SameFile(path, input)) {
      return absl::InvalidArgumentError(absl::StrCat(option, " ", path, " is one of the inputs; name another file"));
    }
  }
  if (SameFile(path, settings.config_path)) {
    return absl::InvalidArgumentError(absl::StrCat(option, " ", path, " is the configuration; name another file"));
  }
  if (!FolderIsWritable(path)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the folder of ", path, " cannot be written to; name another file with ", option));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Outcomes::Open(const LoadSettings& settings) {
  if (!settings.rejects_path.empty()) {
    if (absl::Status status = CheckOutput("--rejects", settings.rejects_path, settings); !status.ok()) return status;
    rejects_.push_back(std::make_unique<RejectsFile>(settings.rejects_path, RejectsFile::Existing::kReplace));
  } else {
    for (const std::string& input : settings.inputs.inputs) {
      const std::string path = DefaultRejectsPath(input);
      if (!FolderIsWritable(path)) {
        return absl::InvalidArgumentError(absl::StrCat("there is no place for rejected records beside ", input,
                                                       " nor in this folder; name one with --rejects"));
      }
      rejects_.push_back(std::make_unique<RejectsFile>(path, RejectsFile::Existing::kKeep));
    }
  }
  if (settings.results_path.empty()) return absl::OkStatus();
  if (absl::Status status = CheckOutput("--results", settings.results_path, settings); !status.ok()) return status;
  if (SameFile(settings.results_path, settings.rejects_path) || settings.results_path == settings.rejects_path) {
    return absl::InvalidArgumentError("--results and --rejects name the same file; give each its own");
  }
  std::string why;
  results_ = ResultsFile::Open(settings.results_path, settings.inputs.inputs.size() > 1, &why);
  return results_ ? absl::OkStatus() : absl::InvalidArgumentError(why);
}

void Outcomes::Settle(const SettledRecord& record, size_t input) {
  tally_.Count(record.outcome);
  if (results_) results_->Write(record);
  if (record.well()) return;
  reasons_.Add(record);
  rejects_[rejects_.size() == 1 ? 0 : input]->Write(record);
}

std::vector<std::string> Outcomes::Finish(LoadReport* report) {
  std::vector<std::string> complaints;
  std::string why;
  if (results_ && !results_->Finish(&why)) complaints.push_back(why);
  for (const auto& rejects : rejects_) {
    if (!rejects->Finish(&why)) {
      complaints.push_back(why);
    } else if (rejects->count() > 0) {
      report->rejects.push_back(rejects->path());
    }
  }
  report->tally = tally_;
  report->reasons = reasons_.Top(kShownReasons);
  report->further_reasons = reasons_.size() - report->reasons.size();
  return complaints;
}

}  // namespace inflow::command

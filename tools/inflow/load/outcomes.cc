// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/outcomes.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/files/part_file.h"
#include "tools/inflow/rejects/rejects_format.h"

namespace inflow::command {
namespace {

constexpr size_t kShownReasons = 5;
constexpr int64_t kKeepMs = 500;

absl::Status Refuse(const std::string& sentence) { return absl::InvalidArgumentError(sentence); }

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// CheckOutput refuses a file that the load reads itself.
absl::Status CheckOutput(const char* option, const OutputTarget& target,
                         const LoadSettings& settings) {
  struct stat output {};
  if (target.may_be_shared() || stat(target.path().c_str(), &output) != 0) return absl::OkStatus();
  for (const std::string& input : settings.inputs.inputs) {
    struct stat facts {};
    if ((input == "-" ? fstat(STDIN_FILENO, &facts) : stat(input.c_str(), &facts)) == 0 &&
        SameFile(output, facts)) {
      return Refuse(
          absl::StrCat(option, " ", target.name(), " is one of the inputs; name another file"));
    }
  }
  for (const auto& [path, what] : {std::pair(settings.config_path, "the configuration"),
                                   std::pair(settings.overlay_path, "the configuration"),
                                   std::pair(settings.journal_path, "the journal")}) {
    struct stat facts {};
    if (stat(path.c_str(), &facts) == 0 && SameFile(output, facts))
      return Refuse(absl::StrCat(option, " ", target.name(), " is ", what, "; name another file"));
  }
  return absl::OkStatus();
}

// FindOutput finds what an option names, and refuses what must not be written to.
absl::StatusOr<OutputTarget> FindOutput(const char* option, const std::string& name,
                                        const LoadSettings& settings) {
  absl::StatusOr<OutputTarget> target = OutputTarget::Find(name);
  if (!target.ok()) return Refuse(absl::StrCat(option, " ", target.status().message()));
  if (absl::Status status = CheckOutput(option, *target, settings); !status.ok()) return status;
  return target;
}

absl::Status CannotWrite(const char* option, const OutputTarget& target, int error) {
  return Refuse(absl::StrCat(option, " ", target.name(), " cannot be written to: ",
                             std::strerror(error), "; name another file"));
}

}  // namespace

absl::Status Outcomes::Open(const LoadSettings& settings) {
  if (absl::Status status = OpenRejects(settings); !status.ok()) return status;
  return settings.results_path.empty() ? absl::OkStatus() : OpenResults(settings);
}

absl::Status Outcomes::OpenStream(const char* option, const OutputTarget& target,
                                  FileDescriptor* file) const {
  const auto waiting = [&] {
    if (help_.note)
      help_.note(absl::StrCat("waiting until somebody reads ", target.name(), ", which is a pipe"));
  };
  const int error = target.Open(waiting, file);
  return error == 0 ? absl::OkStatus() : CannotWrite(option, target, error);
}

absl::Status Outcomes::OpenRejects(const LoadSettings& settings) {
  if (!settings.rejects_path.empty()) {
    const absl::StatusOr<OutputTarget> target =
        FindOutput("--rejects", settings.rejects_path, settings);
    if (!target.ok()) return target.status();
    const absl::StatusOr<RejectsFormat> format = FormatOfNamed(settings);
    if (!format.ok()) return format.status();
    if (target->is_stream()) {
      FileDescriptor stream;
      if (absl::Status status = OpenStream("--rejects", *target, &stream); !status.ok())
        return status;
      rejects_.push_back(
          RejectsFile::To(*target, std::move(stream), help_.give_up, *format, &newer_));
      return absl::OkStatus();
    }
    // To make the file that will take its place is the one way of knowing that it can be made.
    PartFile trial;
    if (const int error = trial.Create(target->path()); error != 0)
      return CannotWrite("--rejects", *target, error);
    rejects_.push_back(RejectsFile::Named(*target, *format, &newer_));
    return absl::OkStatus();
  }
  for (const std::string& input : settings.inputs.inputs) {
    const absl::StatusOr<RejectsFormat> format = FormatBeside(settings, input);
    if (!format.ok()) return format.status();
    const std::string path = DefaultRejectsPath(input, *format);
    PartFile trial;
    if (trial.Create(path) != 0) {
      return Refuse(absl::StrCat("there is no place for rejected records beside ", input,
                                 " nor in this folder; name one with --rejects"));
    }
    // Earlier rejects are what is being loaded, where the input itself is one of their files.
    rejects_.push_back(
        RejectsFile::Beside(path, *format, &newer_, /*tells_of_earlier=*/!IsRejectsName(input)));
  }
  return absl::OkStatus();
}

absl::Status Outcomes::OpenResults(const LoadSettings& settings) {
  const absl::StatusOr<OutputTarget> target =
      FindOutput("--results", settings.results_path, settings);
  if (!target.ok()) return target.status();
  if (!settings.rejects_path.empty() && !target->may_be_shared()) {
    const absl::StatusOr<OutputTarget> rejects = OutputTarget::Find(settings.rejects_path);
    if (rejects.ok() && rejects->path() == target->path()) {
      return Refuse("--results and --rejects name the same file; give each its own");
    }
  }
  FileDescriptor file;
  if (absl::Status status = OpenStream("--results", *target, &file); !status.ok()) return status;
  results_ = std::make_unique<ResultsFile>(*target, std::move(file),
                                           settings.inputs.inputs.size() > 1, help_.give_up);
  return absl::OkStatus();
}

void Outcomes::Settle(const SettledRecord& record, size_t home) {
  tally_.Count(record.outcome);
  if (results_) results_->Write(record);
  const bool looked_for = help_.key_of && (!record.well() || newer_.wanted());
  const uint64_t key = looked_for ? help_.key_of(record.text) : 0;
  if (record.perhaps_there()) newer_.Delivered(key, record.id);
  if (record.well()) {
    // The lines of a document settle one after the other.
    if (record.document != 0 && std::exchange(delivered_, record.document) != record.document)
      ++documents_delivered_;
    return;
  }
  newer_.Refused(key);
  reasons_.Add(record);
  rejects_[rejects_.size() == 1 ? 0 : home]->Write(record, key);
}

void Outcomes::Leave(const SettledRecord& record) {
  tally_.Count(record.outcome);
  if (results_) results_->Write(record);
}

void Outcomes::GoOn() {
  for (const auto& rejects : rejects_) rejects->ReplacePart();
}

void Outcomes::Keep(int64_t now_ms) {
  if (now_ms - kept_ms_ < kKeepMs) return;
  kept_ms_ = now_ms;
  if (results_) results_->Sync();
  for (const auto& rejects : rejects_) rejects->Sync();
}

std::string Outcomes::fault() const {
  std::string fault = results_ ? results_->fault() : std::string();
  for (size_t i = 0; fault.empty() && i < rejects_.size(); ++i) fault = rejects_[i]->fault();
  return fault;
}

std::vector<std::string> Outcomes::Finish(LoadReport* report) {
  std::vector<std::string> complaints;
  std::string why;
  if (results_ && !results_->Finish(&why)) complaints.push_back(why);
  for (const auto& rejects : rejects_) {
    if (!rejects->Finish(&why)) complaints.push_back(why);
    if (rejects->missing().count() > 0) report->missing.push_back(rejects->missing());
    const auto is_here = [&](const WrittenRejects& other) { return other.path == rejects->path(); };
    const bool of_this_load = std::any_of(report->rejects.begin(), report->rejects.end(), is_here);
    if (rejects->is_earlier() && !of_this_load) report->earlier_rejects.push_back(rejects->path());
    if (rejects->done()) {
      report->rejects.push_back({rejects->path(), rejects->count(), rejects->ambiguous(),
                                 rejects->older(), rejects->is_file(), rejects->late(),
                                 rejects->is_csv()});
    }
  }
  report->tally = tally_;
  report->documents_delivered = documents_delivered_;
  report->reasons = reasons_.Top(kShownReasons);
  report->further_reasons = reasons_.size() - report->reasons.size();
  return complaints;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tools/inflow/json_text.h"

namespace inflow::command {
namespace {

constexpr std::string_view kEnding = ".ndjson";

}  // namespace

void AppendReject(const SettledRecord& record, std::string* out) {
  const size_t open = record.text.find_first_not_of(" \t\r\n");
  const bool object = open != std::string_view::npos && record.text[open] == '{' && nlohmann::json::accept(record.text);
  absl::StrAppend(out, "{\"_inflow\":{\"outcome\":\"", absl::string_view(record.outcome_name.data(), record.outcome_name.size()),
                  "\",\"reason\":");
  AppendJsonString(record.message, out);
  out->append(",\"file\":");
  AppendJsonString(record.file, out);
  absl::StrAppend(out, ",\"line\":", record.line);
  if (!object) {
    out->append(",\"raw\":");
    AppendJsonString(record.text, out);
    out->append("}}\n");
    return;
  }
  out->push_back('}');
  const size_t first = record.text.find_first_not_of(" \t\r\n", open + 1);
  if (record.text[first] != '}') out->push_back(',');
  const size_t rest = out->size();
  out->append(record.text.substr(first));
  // Line ends inside a JSON text are white space, and here they would end the record.
  std::replace_if(
      out->begin() + static_cast<std::ptrdiff_t>(rest), out->end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  out->push_back('\n');
}

RejectsFile::~RejectsFile() {
  if (file_) std::fclose(file_);
}

void RejectsFile::Write(const SettledRecord& record) {
  ++count_;
  if (!file_ && error_ == 0) {
    part_ = absl::StrCat(path_, ".part", getpid());
    const int fd = open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    file_ = fd < 0 ? nullptr : fdopen(fd, "wb");
    if (!file_) error_ = errno;
  }
  if (!file_) return;
  line_.clear();
  AppendReject(record, &line_);
  if (std::fwrite(line_.data(), 1, line_.size(), file_) != line_.size()) error_ = errno;
}

bool RejectsFile::Finish(std::string* why) {
  if (!file_ && error_ == 0) return true;
  if (file_) {
    if (std::fclose(file_) != 0) error_ = errno;
    file_ = nullptr;
    if (error_ == 0 && Rename()) return true;
  }
  *why = absl::StrCat("the rejected records could not be written to ", path_, ": ", std::strerror(error_), "; ", part_,
                      " holds those that were");
  return false;
}

std::string RejectsFile::Numbered(int number) const {
  std::string_view stem = path_;
  if (stem.size() > kEnding.size() && stem.substr(stem.size() - kEnding.size()) == kEnding) stem.remove_suffix(kEnding.size());
  return absl::StrCat(absl::string_view(stem.data(), stem.size()), ".", number,
                      absl::string_view(kEnding.data(), kEnding.size()));
}

bool RejectsFile::Rename() {
  std::string name = path_;
  for (int number = 2; existing_ == Existing::kKeep; ++number) {
    if (link(part_.c_str(), name.c_str()) == 0) {
      unlink(part_.c_str());
      path_ = name;
      return true;
    }
    // A file system without hard links: the look before the rename is the best there is.
    if (errno != EEXIST && access(name.c_str(), F_OK) != 0) break;
    name = Numbered(number);
  }
  if (std::rename(part_.c_str(), name.c_str()) == 0) {
    path_ = name;
    return true;
  }
  error_ = errno;
  return false;
}

bool FolderIsWritable(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  return access(folder.c_str(), W_OK | X_OK) == 0;
}

std::string DefaultRejectsPath(const std::string& input) {
  if (input == "-") return "inflow.rejects.ndjson";
  std::string beside = input + ".rejects.ndjson";
  if (FolderIsWritable(beside)) return beside;
  return beside.substr(beside.rfind('/') + 1);
}

}  // namespace inflow::command

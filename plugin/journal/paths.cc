// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "plugin/sqlite/file_system.h"

namespace inflow {
namespace {

constexpr mode_t kPrivate = S_IRUSR | S_IWUSR;
constexpr mode_t kPermissions = S_IRWXU | S_IRWXG | S_IRWXO;
constexpr char kNameAnother[] = "; name another file in journal.path";

std::string Reason(int error) { return std::generic_category().message(error); }

}  // namespace

absl::StatusOr<JournalPaths> FindPaths(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == ".." || path.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("journal.path ", path, " names no file; write one, such as inflow.db"));
  }
  const std::string folder = slash == std::string::npos ? "."
                             : slash == 0               ? "/"
                                                        : path.substr(0, slash);
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(folder.c_str(), nullptr),
                                                         &std::free);
  if (real == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("the folder of the journal, ", folder,
                                                   ", cannot be opened (", Reason(errno),
                                                   "); make it, or correct journal.path"));
  }
  JournalPaths paths;
  paths.folder = real.get();
  paths.file = absl::StrCat(paths.folder == "/" ? "" : paths.folder, "/", name);
  const std::string network = NetworkFolder(paths.folder);
  if (!network.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the folder of the journal, ", paths.folder, ", lies on a network file system (", network,
        "), which does not keep two processes from writing at once; name a file on a disk of this "
        "machine in journal.path"));
  }
  return paths;
}

absl::Status CheckFile(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return absl::NotFoundError("");
    return absl::InvalidArgumentError(absl::StrCat(
        "the journal's file ", path, " cannot be looked at (", Reason(errno), ")", kNameAnother));
  }
  const char* what = nullptr;
  if (S_ISLNK(status.st_mode)) {
    what = " is a link; name the file itself in journal.path";
  } else if (!S_ISREG(status.st_mode)) {
    what = " is no file; name one in journal.path";
  } else if (status.st_nlink > 1) {
    what =
        " has another name besides (a hard link), by which others would write to it unseen; remove "
        "one of them";
  } else if (status.st_uid != geteuid()) {
    what = " belongs to another user; name one of your own in journal.path";
  }
  if (what == nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the journal's file ", path, what));
}

absl::Status CheckFiles(const JournalPaths& paths) {
  for (const std::string& file :
       {paths.file, paths.wal(), paths.shm(), paths.sessions(), paths.reserve()}) {
    absl::Status status = CheckFile(file);
    if (!status.ok() && !absl::IsNotFound(status)) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckWritable(const JournalPaths& paths) {
  // Unlike access, which asks for the user who started the program, this asks for whom it runs as.
  if (eaccess(paths.folder.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "the folder of the journal, ", paths.folder, ", cannot be written to (", Reason(errno),
      "); correct its permissions, or name a file in another folder in journal.path"));
}

absl::Status KeepPrivate(const JournalPaths& paths) {
  for (const std::string& file :
       {paths.file, paths.wal(), paths.shm(), paths.sessions(), paths.reserve()}) {
    struct stat status {};
    if (lstat(file.c_str(), &status) != 0 || (status.st_mode & kPermissions) == kPrivate) continue;
    if (chmod(file.c_str(), kPrivate) == 0 || errno == ENOENT) continue;
    return absl::InvalidArgumentError(absl::StrCat("others may read the journal's file ", file,
                                                   ", which holds records in clear, and that "
                                                   "cannot be changed (",
                                                   Reason(errno), ")", kNameAnother));
  }
  return absl::OkStatus();
}

}  // namespace inflow

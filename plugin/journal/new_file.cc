// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/new_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/digest.h"

namespace inflow {
namespace {

absl::Status MakingFault(const std::string& place, int error) {
  return absl::InternalError(absl::StrCat(
      "the journal's file ", place, " cannot be made (", std::generic_category().message(error),
      "); correct that, or name a file in another folder in journal.path"));
}

// Sync makes a file or folder last; 0, or the error.
int Sync(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return errno;
  const int error = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  // Some file systems do not do it for folders.
  return error == EINVAL ? 0 : error;
}

// Move gives a file its place unless that is taken; 0, or the error.
int Move(const std::string& path, const std::string& place) {
  if (renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that knows no such flag.
  if (link(path.c_str(), place.c_str()) != 0) return errno;
  unlink(path.c_str());
  return 0;
}

}  // namespace

absl::StatusOr<NewFile> NewFile::Make(const std::string& place) {
  const std::string path = absl::StrCat(place, ".new-", absl::BytesToHexString(RandomBytes(8)));
  const int fd =
      open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return MakingFault(place, errno);
  close(fd);
  return NewFile(path, place);
}

NewFile::~NewFile() {
  if (!path_.empty()) unlink(path_.c_str());
}

absl::Status NewFile::Write(const std::string& bytes) {
  const int fd = open(path_.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return MakingFault(place_, errno);
  const absl::Cleanup close_it = [fd] { close(fd); };
  const ssize_t written = write(fd, bytes.data(), bytes.size());
  if (written < 0) return MakingFault(place_, errno);
  return written == static_cast<ssize_t>(bytes.size()) ? absl::OkStatus()
                                                       : MakingFault(place_, ENOSPC);
}

absl::Status NewFile::Place() {
  int error = Sync(path_, O_RDWR | O_NOFOLLOW);
  if (error == 0) error = Move(path_, place_);
  if (error == EEXIST) return absl::AlreadyExistsError("");
  if (error != 0) return MakingFault(place_, error);
  path_.clear();
  error = Sync(place_.substr(0, place_.rfind('/') + 1), O_RDONLY | O_DIRECTORY);
  return error == 0 ? absl::OkStatus() : MakingFault(place_, error);
}

}  // namespace inflow

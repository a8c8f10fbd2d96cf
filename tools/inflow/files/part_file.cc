// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/part_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace inflow::command {
namespace {

constexpr char kPattern[] = ".part-XXXXXX";

bool TakeUsualMode(int fd) {
  const mode_t mask = umask(0);
  umask(mask);
  return fchmod(fd, 0666 & ~mask) == 0;
}

// TakeMode gives the new file the mode and owner of the old one, where there is one.
bool TakeMode(int fd, const std::string& path) {
  struct stat facts {};
  if (lstat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return TakeUsualMode(fd);
  // Only the superuser may give a file away; where that is refused the new file is the caller's.
  if (fchown(fd, facts.st_uid, facts.st_gid) != 0 && errno != EPERM) return false;
  return fchmod(fd, facts.st_mode & 07777) == 0;
}

}  // namespace

// mkostemp takes random names with O_EXCL, so neither a link that lies in wait nor another load's
// file is ever opened.
int PartFile::Create(const std::string& target) {
  std::string name = target + kPattern;
  file_ = FileDescriptor(mkostemp(name.data(), O_CLOEXEC));
  if (!file_) return errno;
  name_ = std::move(name);
  return 0;
}

int PartFile::CreateNameless() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) return error.value();
  if (const int reason = Create((folder / "inflow").string()); reason != 0) return reason;
  unlink(name_.c_str());
  name_.clear();
  return 0;
}

int PartFile::Replace(const std::string& target) {
  if (!TakeMode(fd(), target) || fsync(fd()) != 0) return errno;
  if (std::rename(name_.c_str(), target.c_str()) != 0) return errno;
  name_.clear();
  return 0;
}

int PartFile::Take(const std::string& target) {
  if (!TakeUsualMode(fd()) || fsync(fd()) != 0) return errno;
  if (renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
    name_.clear();
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that cannot rename so may know hard links, which replace nothing either.
  if (link(name_.c_str(), target.c_str()) == 0) {
    Remove();
    return 0;
  }
  if (errno == EEXIST) return EEXIST;
  // Without those, the look before the rename is the best there is.
  if (access(target.c_str(), F_OK) == 0) return EEXIST;
  return Replace(target);
}

void PartFile::Remove() {
  if (!name_.empty()) unlink(name_.c_str());
  name_.clear();
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) text.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

// TakeMode gives the new file the old one's mode and owner, or the mode that any new file gets.
bool TakeMode(int fd, const std::string& path) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) != 0) {
    const mode_t mask = umask(0);
    umask(mask);
    return fchmod(fd, 0666 & ~mask) == 0;
  }
  // Only the superuser may give a file away; where that is refused the new file is the caller's.
  if (fchown(fd, facts.st_uid, facts.st_gid) != 0 && errno != EPERM) return false;
  return fchmod(fd, facts.st_mode & 07777) == 0;
}

}  // namespace

absl::Status ReplaceFile(const std::string& path, std::string_view text) {
  char real[PATH_MAX];
  const std::string target = realpath(path.c_str(), real) ? std::string(real) : path;
  std::string part = target + ".part-XXXXXX";
  const int fd = mkostemp(part.data(), O_CLOEXEC);
  bool written = fd >= 0;
  if (written) written = WriteAll(fd, text) && TakeMode(fd, target) && fsync(fd) == 0;
  int reason = errno;
  if (fd >= 0) close(fd);
  if (written && std::rename(part.c_str(), target.c_str()) == 0) return absl::OkStatus();
  if (written) reason = errno;
  if (fd >= 0) unlink(part.c_str());
  return absl::UnavailableError(
      absl::StrCat("cannot write ", path, ": ", std::strerror(reason), "; the folder must be one that you can write to"));
}

}  // namespace inflow::command

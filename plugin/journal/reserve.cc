// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/reserve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace inflow {
namespace {

constexpr off_t kReserveBytes = off_t{1} << 20;

}  // namespace

void Reserve::Fill() noexcept {
  const int fd = open(path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return;
  struct stat status {};
  const bool whole = fstat(fd, &status) == 0 && status.st_size >= kReserveBytes;
  if (whole || posix_fallocate(fd, 0, kReserveBytes) == 0) {
    freed_ = false;
  } else if (ftruncate(fd, 0) != 0) {
    // What it got of it stays its; nothing depends on that.
  }
  close(fd);
}

bool Reserve::Free() noexcept {
  struct stat status {};
  if (lstat(path_.c_str(), &status) != 0 || status.st_size == 0) return false;
  // A file that others have open would keep its room if it were removed.
  freed_ = truncate(path_.c_str(), 0) == 0;
  return freed_;
}

}  // namespace inflow

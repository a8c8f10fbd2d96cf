// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/output_target.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

constexpr int kMostLinks = 40;  // as many as the system follows

absl::Status Wrong(const std::string& name, const std::string& why) {
  return absl::InvalidArgumentError(
      absl::StrCat(name, " cannot be written to: ", why, "; name another file"));
}

std::optional<std::string> RealPath(const std::string& path) {
  char real[PATH_MAX];
  return realpath(path.c_str(), real) ? std::optional<std::string>(real) : std::nullopt;
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// DescriptorAt is the number of this process's open descriptor that a path names, /dev/stderr and
// /dev/fd/3 being links to such.
std::optional<int> DescriptorAt(const std::string& folder, const std::string& last) {
  static const std::optional<std::string> own = RealPath("/proc/self/fd");
  int number = 0;
  return own && folder == *own && absl::SimpleAtoi(last, &number) ? std::optional<int>(number)
                                                                  : std::nullopt;
}

}  // namespace

// Links are followed by hand: those to descriptors lead to what may have no name, or no longer that
// one.
absl::StatusOr<OutputTarget> OutputTarget::Find(const std::string& name) {
  OutputTarget target;
  target.name_ = name;
  target.path_ = name;
  for (int links = 0;; ++links) {
    const std::string last = target.path_.substr(target.path_.rfind('/') + 1);
    if (last.empty() || last == "." || last == "..") return Wrong(name, "Is a directory");
    const std::optional<std::string> folder = RealPath(FolderOf(target.path_));
    if (!folder) return Wrong(name, std::strerror(errno));
    if (const std::optional<int> descriptor = DescriptorAt(*folder, last)) {
      target.kind_ = Kind::kDescriptor;
      target.descriptor_ = *descriptor;
      return target;
    }
    target.path_ = absl::StrCat(*folder, *folder == "/" ? "" : "/", last);
    char led_to[PATH_MAX];
    const ssize_t length = readlink(target.path_.c_str(), led_to, sizeof(led_to));
    if (length < 0) break;
    if (links == kMostLinks || length == sizeof(led_to)) return Wrong(name, std::strerror(ELOOP));
    const std::string next(led_to, static_cast<size_t>(length));
    target.path_ = next.front() == '/' ? next : absl::StrCat(*folder, "/", next);
  }
  if (absl::Status status = target.Judge(); !status.ok()) return status;
  return target;
}

absl::Status OutputTarget::Judge() {
  struct stat facts {};
  if (lstat(path_.c_str(), &facts) != 0)
    return errno == ENOENT ? absl::OkStatus() : Wrong(name_, std::strerror(errno));
  switch (facts.st_mode & S_IFMT) {
    case S_IFREG:
      return absl::OkStatus();
    case S_IFIFO:
      kind_ = Kind::kPipe;
      return absl::OkStatus();
    case S_IFCHR:
    case S_IFBLK:
      kind_ = Kind::kDevice;
      discards_ = S_ISCHR(facts.st_mode) && facts.st_rdev == makedev(1, 3);
      return absl::OkStatus();
    case S_IFDIR:
      return Wrong(name_, std::strerror(EISDIR));
    default:
      return Wrong(name_, "it is a socket");
  }
}

int OutputTarget::Open(const std::function<void()>& waiting, FileDescriptor* file) const {
  int fd = -1;
  if (kind_ == Kind::kDescriptor) {
    // Opened anew, a file would be written from its beginning, and a socket not at all.
    fd = fcntl(descriptor_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd >= 0 && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY) {
      close(fd);
      return EBADF;
    }
  } else if (kind_ == Kind::kPipe) {
    fd = open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    if (fd < 0 && errno == ENXIO) {
      waiting();
      fd = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    }
  } else if (kind_ == Kind::kDevice) {
    fd = open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  } else {
    fd = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  }
  if (fd < 0) return errno;
  *file = FileDescriptor(fd);
  return 0;
}

}  // namespace inflow::command

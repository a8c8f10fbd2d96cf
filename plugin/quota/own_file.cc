// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/internal/own_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <memory>
#include <mutex>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace inflow::quota_internal {
namespace {

// NFS, SMB, CIFS, SMB2, AFS, Coda, Ceph, 9P.
constexpr unsigned kSharedSystems[] = {0x6969,     0x517B,     0xFF534D42, 0xFE534D42,
                                       0x5346414F, 0x73757245, 0x00C36400, 0x01021997};

absl::Status Refusal(const std::string& what) { return absl::FailedPreconditionError(what); }

std::string Why(int error) { return std::generic_category().message(error); }

absl::StatusOr<std::string> Resolved(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (name.empty() || name == "." || name == "..") return Refusal("it names a folder");
  const std::unique_ptr<char, decltype(&free)> real(realpath(folder.c_str(), nullptr), &free);
  if (real == nullptr) {
    if (errno == ENOMEM) return absl::UnavailableError("no memory");
    return Refusal(absl::StrCat("its folder: ", Why(errno)));
  }
  return absl::StrCat(real.get(), real.get()[1] == '\0' ? "" : "/", name);
}

// Make makes the file unless it is there.
absl::Status Make(const std::string& path) {
  // A new file is closed again before another handle of this process can lock it.
  static std::mutex making;
  const std::lock_guard lock(making);
  struct stat is {};
  if (lstat(path.c_str(), &is) == 0) {
    if (S_ISREG(is.st_mode)) return absl::OkStatus();
    return Refusal(S_ISLNK(is.st_mode) ? "it is a symbolic link" : "it is no file");
  }
  if (errno != ENOENT) return Refusal(Why(errno));
  const int made =
      open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) close(made);
  return made >= 0 || errno == EEXIST ? absl::OkStatus() : Refusal(Why(errno));
}

}  // namespace

absl::StatusOr<std::string> OwnFile(const std::string& path) {
  absl::StatusOr<std::string> real = Resolved(path);
  if (!real.ok()) return real;
  if (absl::Status s = Make(*real); !s.ok()) return s;
  struct statfs system {};
  if (statfs(real->c_str(), &system) != 0) return Refusal(Why(errno));
  const auto type = static_cast<unsigned>(system.f_type);
  if (std::find(std::begin(kSharedSystems), std::end(kSharedSystems), type) !=
      std::end(kSharedSystems)) {
    return Refusal("it lies on a network file system; name a file on a disk of this machine");
  }
  return real;
}

}  // namespace inflow::quota_internal

// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/internal/own_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "plugin/quota/internal/log_file.h"
#include "plugin/sqlite/file_system.h"

namespace inflow::quota_internal {
namespace {

std::string Why(int error) { return std::generic_category().message(error); }

// Make makes the file unless it is there. It returns why that cannot be, or "".
std::string Make(const std::string& path) {
  // A new file is closed again before another handle of this process can lock it.
  static std::mutex making;
  const std::lock_guard lock(making);
  struct stat is {};
  if (lstat(path.c_str(), &is) == 0) {
    if (S_ISREG(is.st_mode)) return "";
    return S_ISLNK(is.st_mode) ? "it is a symbolic link" : "it is no file";
  }
  if (errno != ENOENT) return Why(errno);
  const int made =
      open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) close(made);
  return made >= 0 || errno == EEXIST ? "" : Why(errno);
}

// MakeFolders makes a folder and those above it. It returns why one could not be made, 0 where none
// had to be.
int MakeFolders(const std::string& folder) {
  for (size_t end = 1; end <= folder.size(); ++end) {
    if (end < folder.size() && folder[end] != '/') continue;
    if (mkdir(folder.substr(0, end).c_str(), S_IRWXU) != 0 && errno != EEXIST) return errno;
  }
  return 0;
}

}  // namespace

absl::StatusOr<std::string> OwnFile(const std::string& path, bool makes_folder) {
  const size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (name.empty() || name == "." || name == "..") return Unusable(path, "it names a folder");
  const int unmade = makes_folder ? MakeFolders(folder) : 0;
  const std::unique_ptr<char, decltype(&free)> real(realpath(folder.c_str(), nullptr), &free);
  if (real == nullptr) {
    if (errno == ENOMEM) throw std::bad_alloc();
    return Unusable(path, absl::StrCat("its folder: ", Why(unmade != 0 ? unmade : errno)));
  }
  if (const std::string network = NetworkFolder(real.get()); !network.empty()) {
    return Unusable(path, absl::StrCat("it lies on a network file system (", network,
                                       "); name a file on a disk of this machine"));
  }
  std::string file = absl::StrCat(real.get(), real.get()[1] == '\0' ? "" : "/", name);
  if (const std::string why = Make(file); !why.empty()) return Unusable(path, why);
  return file;
}

}  // namespace inflow::quota_internal

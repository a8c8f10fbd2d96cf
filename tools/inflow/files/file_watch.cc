// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/file_watch.h"

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

std::string WatchedFolder(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

FileWatch::FileWatch(const std::vector<std::string>& paths)
    : fd_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  bool all = fd_ >= 0;
  for (const std::string& path : paths) {
    char real[PATH_MAX];
    for (const std::string& folder :
         {WatchedFolder(path), WatchedFolder(realpath(path.c_str(), real) ? real : path)}) {
      all = all && inotify_add_watch(fd_, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) >= 0;
    }
  }
  if (all || fd_ < 0) return;
  close(fd_);
  fd_ = -1;
}

FileWatch::~FileWatch() {
  if (fd_ >= 0) close(fd_);
}

void FileWatch::Drain() const {
  char events[4096];
  while (read(fd_, events, sizeof(events)) > 0) {
  }
}

std::string ChangeMark(const std::string& path) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) != 0) return {};
  return absl::StrCat(facts.st_dev, " ", facts.st_ino, " ", facts.st_size, " ",
                      facts.st_mtim.tv_sec, ".", facts.st_mtim.tv_nsec);
}

}  // namespace inflow::command

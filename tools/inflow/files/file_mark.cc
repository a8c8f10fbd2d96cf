// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/file_mark.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr uint64_t kSampleBytes = 4096;

// BytesAt is shorter where the file ends before.
std::string BytesAt(int fd, uint64_t at, uint64_t count) {
  std::string bytes(count, '\0');
  const ssize_t got = pread(fd, bytes.data(), count, static_cast<off_t>(at));
  bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return bytes;
}

std::string Changed(const std::string& name, const std::string& how) {
  return absl::StrCat(
      name == "-" ? "the file on standard input" : name, " was ", how,
      " while it was read. Let nothing else write to it, and look at what was delivered before it is loaded again");
}

}  // namespace

std::optional<FileMark> TakeMark(int fd) {
  struct stat facts {};
  if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  FileMark mark;
  mark.device = facts.st_dev;
  mark.inode = facts.st_ino;
  mark.size = static_cast<uint64_t>(facts.st_size);
  mark.changed = facts.st_mtim;
  const uint64_t sample = std::min(mark.size, kSampleBytes);
  mark.first = BytesAt(fd, 0, sample);
  mark.last = BytesAt(fd, mark.size - sample, sample);
  return mark;
}

std::string WhyChanged(int fd, const std::string& path, const std::string& name, FileMark* mark) {
  struct stat facts {};
  struct stat named {};
  if (fstat(fd, &facts) != 0) return {};
  const auto is_marked = [&](const struct stat& other) {
    return other.st_dev == mark->device && other.st_ino == mark->inode;
  };
  if (!is_marked(facts) ||
      (!path.empty() && stat(path.c_str(), &named) == 0 && !is_marked(named))) {
    return Changed(name, "replaced by another file");
  }
  const auto size = static_cast<uint64_t>(facts.st_size);
  if (size < mark->size) {
    return Changed(name, absl::StrCat("shortened, from ", HumanCount(mark->size), " to ",
                                      HumanCount(size), " bytes,"));
  }
  const bool touched = facts.st_mtim.tv_sec != mark->changed.tv_sec ||
                       facts.st_mtim.tv_nsec != mark->changed.tv_nsec;
  if (size == mark->size) return touched ? Changed(name, "written anew") : std::string();
  const bool same = BytesAt(fd, 0, mark->first.size()) == mark->first &&
                    BytesAt(fd, mark->size - mark->last.size(), mark->last.size()) == mark->last;
  std::optional<FileMark> grown = same ? TakeMark(fd) : std::nullopt;
  if (!grown) return Changed(name, "written anew");
  *mark = *std::move(grown);
  return {};
}

}  // namespace inflow::command

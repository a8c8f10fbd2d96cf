// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace inflow::command {

bool IsRegularFile(const std::string& path) {
  struct stat facts {};
  return (path == "-" ? fstat(STDIN_FILENO, &facts) : stat(path.c_str(), &facts)) == 0 && S_ISREG(facts.st_mode);
}

std::unique_ptr<FileSource> FileSource::Open(const std::string& path, std::string* why) {
  const bool standard_input = path == "-";
  // A named pipe whose writer has not come yet must not hold up the open, during which no signal would be seen.
  const int fd = standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    *why = "cannot open " + path + ": " + std::strerror(errno) + "; check the path and its permissions";
    return nullptr;
  }
  struct stat facts {};
  if (fstat(fd, &facts) != 0 || S_ISDIR(facts.st_mode)) {
    *why = path + " is not a file that can be read; name the files inside a folder one by one";
    if (!standard_input) close(fd);
    return nullptr;
  }
  const off_t begin = lseek(fd, 0, SEEK_CUR);
  return std::unique_ptr<FileSource>(new FileSource(fd, S_ISREG(facts.st_mode), begin < 0 ? 0 : begin, path));
}

FileSource::~FileSource() {
  if (fd_ != STDIN_FILENO) close(fd_);
}

SourceStep FileSource::Read(char* to, size_t room, size_t* got) {
  *got = 0;
  if (!regular_) {
    pollfd ready{fd_, POLLIN, 0};
    if (poll(&ready, 1, 0) == 0) return SourceStep::kWait;
  }
  // A file on standard input is read twice, to count and to load, through one descriptor: its position must stay where it is.
  const ssize_t count = regular_ ? pread(fd_, to, room, next_) : read(fd_, to, room);
  if (count > 0) {
    next_ += count;
    *got = static_cast<size_t>(count);
    return SourceStep::kData;
  }
  if (count == 0) return SourceStep::kEnd;
  if (errno == EAGAIN || errno == EINTR) return SourceStep::kWait;
  error_ = "cannot read on in " + path_ + ": " + std::strerror(errno);
  return SourceStep::kError;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

std::string CannotOpen(const std::string& path, int reason) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) == 0 && S_ISSOCK(facts.st_mode)) {
    return absl::StrCat(path, " is a socket and no file; what it sends can be piped in: nc -U ",
                        QuotedPath(path), " | inflow load … -");
  }
  return absl::StrCat("cannot open ", path, ": ", std::strerror(reason),
                      "; check the path and its permissions");
}

// IsOutputToo tells whether what this program prints goes into the very file that it reads, which
// would then never end.
bool IsOutputToo(const struct stat& input) {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat output {};
    if (fstat(fd, &output) == 0 && output.st_dev == input.st_dev && output.st_ino == input.st_ino)
      return true;
  }
  return false;
}

// WhyUnfit tells why an open descriptor cannot be an input.
std::string WhyUnfit(int fd, const std::string& path) {
  const std::string shown = path == "-" ? "standard input" : path;
  struct stat facts {};
  const int mode = fcntl(fd, F_GETFL);
  if (mode < 0 || fstat(fd, &facts) != 0 || (mode & O_ACCMODE) == O_WRONLY) {
    return absl::StrCat(shown, " is closed; pipe the records in or name a file");
  }
  if (S_ISDIR(facts.st_mode)) {
    return absl::StrCat(
        shown, " is not a file that can be read; name the files inside a folder one by one");
  }
  if (S_ISREG(facts.st_mode) && IsOutputToo(facts)) {
    return absl::StrCat(
        shown, " is also the file that this command's output goes to; send the output elsewhere");
  }
  return {};
}

}  // namespace

bool IsRegularFile(const std::string& path) {
  struct stat facts {};
  return (path == "-" ? fstat(STDIN_FILENO, &facts) : stat(path.c_str(), &facts)) == 0 &&
         S_ISREG(facts.st_mode);
}

std::string HeadOf(const std::string& path, size_t most) {
  std::string why;
  if (!IsRegularFile(path)) return {};
  const std::unique_ptr<FileSource> source = FileSource::Open(path, &why);
  std::string head(most, '\0');
  size_t got = 0;
  if (source) source->Read(head.data(), head.size(), &got);
  head.resize(got);
  return head;
}

std::unique_ptr<FileSource> FileSource::Open(const std::string& path, std::string* why) {
  const bool standard_input = path == "-";
  // A named pipe whose writer has not come yet must not hold up the open, during which no signal
  // would be seen.
  const int fd =
      standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    *why = CannotOpen(path, errno);
    return nullptr;
  }
  if (*why = WhyUnfit(fd, path); !why->empty()) {
    if (!standard_input) close(fd);
    return nullptr;
  }
  return std::unique_ptr<FileSource>(
      new FileSource(fd, std::max<int64_t>(lseek(fd, 0, SEEK_CUR), 0), path));
}

std::unique_ptr<FileSource> FileSource::OpenSpooled(int fd, const std::string& name,
                                                    std::string* why) {
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0) {
    *why = CannotOpen(name, errno);
    return nullptr;
  }
  std::unique_ptr<FileSource> source(new FileSource(own, 0, name));
  source->spooled_ = true;
  return source;
}

FileSource::FileSource(int fd, int64_t begin, std::string path)
    : fd_(fd),
      next_(begin),
      path_(std::move(path)),
      mark_(TakeMark(fd)),
      first_size_(mark_ ? mark_->size : 0) {}

FileSource::~FileSource() {
  if (fd_ != STDIN_FILENO) close(fd_);
}

void FileSource::Expect(FileMark mark) {
  if (!mark_) return;
  // Nothing but the first bytes shows a file that was written anew to the same length within one
  // tick of the file system's clock.
  if (mark_->first.substr(0, mark.first.size()) != mark.first) mark.changed = {};
  mark_ = std::move(mark);
  first_size_ = mark_->size;
}

uint64_t FileSource::grown() const {
  return mark_ && next_ > static_cast<int64_t>(first_size_)
             ? static_cast<uint64_t>(next_) - first_size_
             : 0;
}

SourceStep FileSource::Read(char* to, size_t room, size_t* got) {
  *got = 0;
  if (!mark_) {
    pollfd ready{fd_, POLLIN, 0};
    if (poll(&ready, 1, 0) == 0) return SourceStep::kWait;
  }
  // A file on standard input is read twice, to count and to load, through one descriptor: its
  // position must stay where it is.
  const ssize_t count = mark_ ? pread(fd_, to, room, next_) : read(fd_, to, room);
  const int reason = errno;
  // Behind the reading: whatever was written before it is seen.
  if (mark_ && count >= 0)
    error_ = WhyChanged(fd_, path_ == "-" || spooled_ ? std::string() : path_, path_, &*mark_);
  if (!error_.empty()) return SourceStep::kChanged;
  if (count > 0) {
    next_ += count;
    *got = static_cast<size_t>(count);
    return SourceStep::kData;
  }
  if (count == 0) return SourceStep::kEnd;
  if (reason == EAGAIN || reason == EINTR) return SourceStep::kWait;
  error_ = absl::StrCat("cannot read on in ", path_ == "-" ? "standard input" : path_, ": ",
                        std::strerror(reason));
  return SourceStep::kError;
}

}  // namespace inflow::command

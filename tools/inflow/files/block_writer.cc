// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/block_writer.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace inflow::command {
namespace {

constexpr size_t kBlock = 65'536;
constexpr int kPatienceMs = 200;

bool IsFile(int fd) {
  struct stat facts {};
  return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

}  // namespace

BlockWriter::BlockWriter(int fd, std::function<bool()> give_up)
    : fd_(fd), waits_(!IsFile(fd)), give_up_(std::move(give_up)) {}

void BlockWriter::Append(std::string_view bytes) {
  if (error_ != 0) return;
  buffer_.append(bytes);
  appended_ += bytes.size();
  if (buffer_.size() >= kBlock) Flush();
}

// A pipe that has room takes PIPE_BUF bytes at once, so nothing blocks where no signal would be
// seen.
bool BlockWriter::Flush() {
  size_t done = 0;
  while (error_ == 0 && done < buffer_.size()) {
    if (waits_ && !WaitForRoom()) break;
    const size_t piece =
        waits_ ? std::min<size_t>(buffer_.size() - done, PIPE_BUF) : buffer_.size() - done;
    const ssize_t count = write(fd_, buffer_.data() + done, piece);
    if (count >= 0) {
      done += static_cast<size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      error_ = errno;
    }
  }
  written_ += done;
  buffer_.clear();
  return error_ == 0;
}

bool BlockWriter::WaitForRoom() {
  pollfd room{fd_, POLLOUT, 0};
  while (poll(&room, 1, kPatienceMs) == 0) {
    if (give_up_ && give_up_()) error_ = ETIMEDOUT;
    if (error_ != 0) return false;
  }
  return true;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/line_writer.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace inflow::command {
namespace {

// What may lie in the hands of the system, and be lost by it, is remembered record by record: not
// more than this many.
constexpr size_t kMostWaiting = 65'536;

}  // namespace

LineWriter::LineWriter(int fd, bool own_file, std::function<bool()> give_up)
    : fd_(fd), own_file_(own_file), block_(fd, std::move(give_up)) {}

void LineWriter::Write(std::string_view line, const SettledRecord& record) {
  if (error_ != 0) return missing_.Add(record.id, record.file, record.line, record.document);
  block_.Append(line);
  waiting_.push_back({block_.appended(), record.id, record.line, record.file, record.document});
  if (block_.error() != 0) {
    Fail(block_.error());
  } else if (waiting_.size() >= kMostWaiting) {
    Sync();
  }
}

bool LineWriter::Sync() {
  if (error_ != 0 || waiting_.empty()) return error_ == 0;
  if (!block_.Flush()) {
    Fail(block_.error());
  } else if (own_file_ && fdatasync(fd_) != 0) {
    Fail(errno);
  } else {
    whole_ = block_.written();
    waiting_.clear();
  }
  return error_ == 0;
}

void LineWriter::Fail(int error) {
  error_ = error;
  block_.Flush();
  // Where the disk cannot be trusted with what it took, that is as good as not written.
  const uint64_t there = !own_file_ || fdatasync(fd_) == 0 ? block_.written() : whole_;
  for (const Line& line : waiting_) {
    if (line.end <= there) {
      whole_ = line.end;
    } else {
      missing_.Add(line.id, line.file, line.line, line.document);
    }
  }
  waiting_.clear();
  // Half a line would spoil the next reader's first.
  if (own_file_ && ftruncate(fd_, static_cast<off_t>(whole_)) != 0) error_ = errno;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
//
// File: file_descriptor.h
#ifndef TOOLS_INFLOW_FILES_FILE_DESCRIPTOR_H_
#define TOOLS_INFLOW_FILES_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace inflow::command {

// FileDescriptor owns an open file, or none (-1).
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_FILE_DESCRIPTOR_H_

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/spill_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace inflow::command {

SpillFile::~SpillFile() {
  if (mapped_ != nullptr) munmap(mapped_, size_);
}

int SpillFile::Append(std::string_view bytes) {
  if (!file_) {
    if (const int error = file_.CreateNameless(); error != 0) return error;
  }
  while (!bytes.empty()) {
    const ssize_t written =
        pwrite(file_.fd(), bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : EIO;
    size_ += static_cast<size_t>(written);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

int SpillFile::Read(size_t offset, char* to, size_t size) const {
  while (size > 0) {
    const ssize_t got = pread(file_.fd(), to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 ? errno : EIO;
    offset += static_cast<size_t>(got);
    to += got;
    size -= static_cast<size_t>(got);
  }
  return 0;
}

int SpillFile::Map(const char** bytes) {
  *bytes = nullptr;
  if (size_ == 0) return 0;
  mapped_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_.fd(), 0);
  if (mapped_ == MAP_FAILED) {
    mapped_ = nullptr;
    return errno;
  }
  *bytes = static_cast<const char*>(mapped_);
  return 0;
}

}  // namespace inflow::command

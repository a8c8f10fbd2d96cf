// SPDX-License-Identifier: Apache-2.0
//
// File: low_descriptors.h
//
// A host may have closed its standard input, output or error. What then opens a file gets that
// number, and whatever the host prints goes into it: into a connection, for instance.
//
//   const LowDescriptorsHeld held;
//   multi = curl_multi_init();   // opens a pair of sockets
#ifndef PLUGIN_TRANSPORT_INTERNAL_LOW_DESCRIPTORS_H_
#define PLUGIN_TRANSPORT_INTERNAL_LOW_DESCRIPTORS_H_

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstddef>

namespace inflow {

inline constexpr int kFirstFreeDescriptor = 3;

// AboveStandardDescriptors returns `fd`, or in its place a copy above 2; -1 without one. Takes over
// `fd`.
inline int AboveStandardDescriptors(int fd) {
  if (fd < 0 || fd >= kFirstFreeDescriptor) return fd;
  const int copy = fcntl(fd, F_DUPFD_CLOEXEC, kFirstFreeDescriptor);
  close(fd);
  return copy;
}

// LowDescriptorsHeld keeps 0, 1 and 2 from being given out while it lives.
class LowDescriptorsHeld {
 public:
  LowDescriptorsHeld() {
    for (int fd = open("/dev/null", O_RDWR | O_CLOEXEC); fd >= 0;
         fd = open("/dev/null", O_RDWR | O_CLOEXEC)) {
      if (fd >= kFirstFreeDescriptor || count_ == held_.size()) {
        close(fd);
        return;
      }
      held_[count_++] = fd;
    }
  }
  ~LowDescriptorsHeld() {
    for (size_t i = 0; i < count_; ++i) close(held_[i]);
  }
  LowDescriptorsHeld(const LowDescriptorsHeld&) = delete;
  LowDescriptorsHeld& operator=(const LowDescriptorsHeld&) = delete;

 private:
  std::array<int, kFirstFreeDescriptor> held_{};
  size_t count_ = 0;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_LOW_DESCRIPTORS_H_

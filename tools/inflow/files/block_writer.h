// SPDX-License-Identifier: Apache-2.0
//
// File: block_writer.h
//
// Bytes to a descriptor, a block at a time. The first fault is kept, and nothing is written after
// it.
#ifndef TOOLS_INFLOW_FILES_BLOCK_WRITER_H_
#define TOOLS_INFLOW_FILES_BLOCK_WRITER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace inflow::command {

class BlockWriter {
 public:
  // The descriptor is borrowed. give_up (empty: never) is asked now and then while a pipe takes
  // nothing; true makes that a fault.
  explicit BlockWriter(int fd, std::function<bool()> give_up = nullptr);

  void Append(std::string_view bytes);

  // Flush hands everything to the system; false where there was a fault, now or before.
  bool Flush();

  int error() const { return error_; }             // errno of the first fault, else 0
  uint64_t appended() const { return appended_; }  // bytes since the beginning
  uint64_t written() const { return written_; }    // of those, what the system has taken

 private:
  bool WaitForRoom();

  int fd_;
  bool waits_;  // it is no file, and may take its time
  std::function<bool()> give_up_;
  std::string buffer_;
  uint64_t appended_ = 0;
  uint64_t written_ = 0;
  int error_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_BLOCK_WRITER_H_

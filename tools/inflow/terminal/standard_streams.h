// SPDX-License-Identifier: Apache-2.0
//
// File: standard_streams.h
//
// The three descriptors that a program finds open, or not.
#ifndef TOOLS_INFLOW_TERMINAL_STANDARD_STREAMS_H_
#define TOOLS_INFLOW_TERMINAL_STANDARD_STREAMS_H_

#include <array>
#include <streambuf>

namespace inflow::command {

// HoldStandardStreams puts something on the standard descriptors that are closed, before anything
// else is opened: a file or socket that got one of these numbers would be read as standard input,
// or have messages written into it. A closed standard input stays one that cannot be read, a closed
// standard output one that cannot be written to.
void HoldStandardStreams();

// OutputBuffer writes to a descriptor and remembers why it could not.
class OutputBuffer : public std::streambuf {
 public:
  explicit OutputBuffer(int fd);
  ~OutputBuffer() override { OutputBuffer::sync(); }
  OutputBuffer(const OutputBuffer&) = delete;
  OutputBuffer& operator=(const OutputBuffer&) = delete;

  // error is the errno of the first write that failed, 0 where none did. What came after it is
  // lost.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  int fd_;
  int error_ = 0;
  std::array<char, 16384> bytes_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_STANDARD_STREAMS_H_

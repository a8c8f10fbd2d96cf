// SPDX-License-Identifier: Apache-2.0
//
// File: byte_source.h
//
// Where an input's bytes come from: a file, a named pipe, or standard input. Reading never blocks: a pipe without bytes says
// kWait, so that the load goes on while its producer is slow.
#ifndef TOOLS_INFLOW_BYTE_SOURCE_H_
#define TOOLS_INFLOW_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace inflow::command {

enum class SourceStep : unsigned char { kData, kWait, kEnd, kError };

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Read puts 1 to `room` bytes at `to` and their number in *got for kData; otherwise *got is 0.
  virtual SourceStep Read(char* to, size_t room, size_t* got) = 0;
  // error says why the last Read gave kError.
  virtual std::string error() const { return {}; }
  // wait_fd becomes readable when a Read that said kWait is worth another try; -1 where that never happens.
  virtual int wait_fd() const { return -1; }
};

// IsRegularFile tells a file that can be read twice from a pipe; "-" is standard input.
bool IsRegularFile(const std::string& path);

class FileSource : public ByteSource {
 public:
  // Open opens a path, or standard input for "-". On failure the result is null and *why a sentence.
  static std::unique_ptr<FileSource> Open(const std::string& path, std::string* why);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  SourceStep Read(char* to, size_t room, size_t* got) override;
  std::string error() const override { return error_; }
  int wait_fd() const override { return regular_ ? -1 : fd_; }

 private:
  FileSource(int fd, bool regular, int64_t begin, std::string path)
      : fd_(fd), regular_(regular), next_(begin), path_(std::move(path)) {}

  int fd_;
  bool regular_;
  int64_t next_;  // of a regular file: where the next Read reads
  std::string path_;
  std::string error_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_BYTE_SOURCE_H_

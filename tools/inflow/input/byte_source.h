// SPDX-License-Identifier: Apache-2.0
//
// File: byte_source.h
//
// Where an input's bytes come from: a file, a named pipe, or standard input. Reading never blocks:
// a pipe without bytes says kWait, so that the load goes on while its producer is slow.
#ifndef TOOLS_INFLOW_INPUT_BYTE_SOURCE_H_
#define TOOLS_INFLOW_INPUT_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tools/inflow/files/file_mark.h"

namespace inflow::command {

enum class SourceStep : uint8_t {
  kData,
  kWait,     // no bytes at the moment
  kLook,     // many bytes went by: time to look whether a signal came, then go on
  kEnd,      // nothing is left
  kError,    // it cannot be read
  kChanged,  // it is not what it was when it was first looked at
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Read puts 1 to `room` bytes at `to` and their number in *got for kData; otherwise *got is 0.
  virtual SourceStep Read(char* to, size_t room, size_t* got) = 0;
  // error says why the last Read gave kError or kChanged.
  virtual std::string error() const { return {}; }
  // wait_fd becomes readable when a Read that said kWait is worth another try; -1 where that never
  // happens.
  virtual int wait_fd() const { return -1; }
  // grown is by how many bytes a file is longer than when it was first looked at, as far as it was
  // read.
  virtual uint64_t grown() const { return 0; }
  // may_be_cut tells an input whose end may be that of a writer who was cut short: a pipe, or a
  // file that is being written.
  virtual bool may_be_cut() const { return false; }
};

// IsRegularFile tells a file that can be read twice from a pipe; "-" is standard input.
bool IsRegularFile(const std::string& path);

// HeadOf is the first bytes of a regular file, at most `most`; empty for anything else and where it
// cannot be read.
std::string HeadOf(const std::string& path, size_t most);

class FileSource : public ByteSource {
 public:
  // Open opens a path, or standard input for "-". On failure the result is null and *why a
  // sentence. Every Read compares a regular file with what it was when it was opened.
  static std::unique_ptr<FileSource> Open(const std::string& path, std::string* why);
  // OpenSpooled reads a file that is open and holds what came through the pipe `name`. fd is
  // borrowed. Null as above.
  static std::unique_ptr<FileSource> OpenSpooled(int fd, const std::string& name, std::string* why);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  SourceStep Read(char* to, size_t room, size_t* got) override;
  std::string error() const override { return error_; }
  int wait_fd() const override { return mark_ ? -1 : fd_; }
  uint64_t grown() const override;
  bool may_be_cut() const override { return !mark_ || spooled_ || grown() > 0; }

  // mark is what the file is now, as far as is known; nullopt for what is no regular file.
  const std::optional<FileMark>& mark() const { return mark_; }

  // Expect has the file compared with what it was when an earlier source read it.
  void Expect(FileMark mark);

 private:
  FileSource(int fd, int64_t begin, std::string path);

  int fd_;
  int64_t next_;  // of a regular file: where the next Read reads
  std::string path_;
  bool spooled_ = false;
  std::optional<FileMark> mark_;
  uint64_t first_size_;
  std::string error_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_BYTE_SOURCE_H_

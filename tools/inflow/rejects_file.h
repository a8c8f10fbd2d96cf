// SPDX-License-Identifier: Apache-2.0
//
// File: rejects_file.h
//
// --rejects: every record that was not settled well, as it came in, with an `_inflow` object that says what became of it. Made
// when the first record needs it, under another name until it is complete.
#ifndef TOOLS_INFLOW_REJECTS_FILE_H_
#define TOOLS_INFLOW_REJECTS_FILE_H_

#include <cstdint>
#include <cstdio>
#include <string>

#include "tools/inflow/settled_record.h"

namespace inflow::command {

class RejectsFile {
 public:
  // kKeep: where `path` is taken at the end, the next free of name.2.ndjson, name.3.ndjson … is used.
  enum class Existing : uint8_t { kReplace, kKeep };
  RejectsFile(std::string path, Existing existing) : path_(std::move(path)), existing_(existing) {}
  ~RejectsFile();
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;

  void Write(const SettledRecord& record);

  // Finish gives the file its name. False and *why where anything failed; the records that were written are then where *why says.
  bool Finish(std::string* why);

  uint64_t count() const { return count_; }
  const std::string& path() const { return path_; }

 private:
  bool Rename();
  std::string Numbered(int number) const;

  std::string path_;
  Existing existing_;
  std::string part_;
  std::FILE* file_ = nullptr;
  int error_ = 0;
  uint64_t count_ = 0;
  std::string line_;
};

// DefaultRejectsPath is "<input>.rejects.ndjson", or "inflow.rejects.ndjson" for standard input, in the current folder where the
// input's own cannot be written to.
std::string DefaultRejectsPath(const std::string& input);

// FolderIsWritable looks at the folder that would hold `path`.
bool FolderIsWritable(const std::string& path);

// AppendReject appends the line for one record: the record with `_inflow` as its first attribute, or where it is no JSON object
// an
// `_inflow` alone that holds it as "raw".
void AppendReject(const SettledRecord& record, std::string* out);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_FILE_H_

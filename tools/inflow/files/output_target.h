// SPDX-License-Identifier: Apache-2.0
//
// File: output_target.h
//
// What the name of an output leads to: a file, which may be replaced as a whole, or a device, a
// pipe or an open descriptor
// (/dev/stderr, /dev/fd/3), which are only ever written to.
#ifndef TOOLS_INFLOW_FILES_OUTPUT_TARGET_H_
#define TOOLS_INFLOW_FILES_OUTPUT_TARGET_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/inflow/files/file_descriptor.h"

namespace inflow::command {

class OutputTarget {
 public:
  // Find follows links, also to what does not exist yet. InvalidArgument with a sentence for a
  // folder, a socket and what cannot be looked at.
  static absl::StatusOr<OutputTarget> Find(const std::string& name);

  const std::string& name() const { return name_; }  // as it was given
  const std::string& path() const { return path_; }  // where the links lead

  // is_stream: there is nothing to be replaced, only something to be written to.
  bool is_stream() const { return kind_ != Kind::kFile; }
  // may_be_shared: two outputs do no harm to each other there.
  bool may_be_shared() const { return kind_ == Kind::kDevice || kind_ == Kind::kDescriptor; }
  // discards: what is written is gone (/dev/null).
  bool discards() const { return discards_; }

  // Open opens a stream, or makes or empties a file. A pipe that nobody reads yet is waited for,
  // after `waiting` was called. errno, or 0.
  int Open(const std::function<void()>& waiting, FileDescriptor* file) const;

 private:
  enum class Kind : uint8_t { kFile, kPipe, kDevice, kDescriptor };

  absl::Status Judge();

  std::string name_;
  std::string path_;
  Kind kind_ = Kind::kFile;
  int descriptor_ = -1;
  bool discards_ = false;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_OUTPUT_TARGET_H_

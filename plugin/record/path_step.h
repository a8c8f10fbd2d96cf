// SPDX-License-Identifier: Apache-2.0
//
// File: path_step.h
//
// The place in a record that a writer is at, for messages: lines.0.note.
//
//   const PathStep step(&path, "lines");   // path is longer by a name until step goes
#ifndef PLUGIN_RECORD_PATH_STEP_H_
#define PLUGIN_RECORD_PATH_STEP_H_

#include <string>
#include <string_view>

namespace inflow::record_internal {

class PathStep {
 public:
  PathStep(std::string* path, std::string_view name) : path_(*path), before_(path->size()) {
    if (before_ > 0) path_.push_back('.');
    path_.append(name);
  }
  PathStep(const PathStep&) = delete;
  PathStep& operator=(const PathStep&) = delete;
  ~PathStep() { path_.resize(before_); }

 private:
  std::string& path_;
  const size_t before_;
};

}  // namespace inflow::record_internal

#endif  // PLUGIN_RECORD_PATH_STEP_H_

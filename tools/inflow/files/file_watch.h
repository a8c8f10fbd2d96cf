// SPDX-License-Identifier: Apache-2.0
//
// File: file_watch.h
//
// Learning that a file was saved, also by editors that put a new file in the old one's place.
#ifndef TOOLS_INFLOW_FILES_FILE_WATCH_H_
#define TOOLS_INFLOW_FILES_FILE_WATCH_H_

#include <string>
#include <vector>

namespace inflow::command {

// FileWatch watches the folders of the files, and of what symbolic links lead to: other files there
// wake it too.
class FileWatch {
 public:
  explicit FileWatch(const std::vector<std::string>& paths);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // fd becomes readable when a file in the folders was written and closed, or renamed; -1 where
  // watching is not possible.
  int fd() const { return fd_; }

  // Drain forgets what has happened so far. Look at the files after it, not before.
  void Drain() const;

 private:
  int fd_;
};

// ChangeMark differs between a file's states: it holds its place on the disk, its size and its time
// of change.
std::string ChangeMark(const std::string& path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_FILE_WATCH_H_

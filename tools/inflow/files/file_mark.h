// SPDX-License-Identifier: Apache-2.0
//
// File: file_mark.h
//
// What a file was when it was first looked at, so that a later look tells whether it is still that
// file and has at most grown.
//
//   const FileMark mark = *TakeMark(fd);
//   ...
//   if (const std::string why = WhyChanged(mark, fd, path); !why.empty()) Stop(why);
#ifndef TOOLS_INFLOW_FILES_FILE_MARK_H_
#define TOOLS_INFLOW_FILES_FILE_MARK_H_

#include <sys/types.h>

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

namespace inflow::command {

struct FileMark {
  dev_t device = 0;
  ino_t inode = 0;
  uint64_t size = 0;
  timespec changed = {};  // the content's time of change
  std::string first;      // its first bytes
  std::string last;       // and those before `size`
};

// TakeMark looks at an open regular file; nullopt for anything else, and where it cannot be looked
// at.
std::optional<FileMark> TakeMark(int fd);

// WhyChanged is a sentence where the open file, or what lies at `path` now, is not the marked one
// or has been shortened or rewritten since. Empty where it is as it was, or has only grown: a mark
// of its new size is then put into *mark. An empty path is not looked at, nor one at which there is
// no file any more.
std::string WhyChanged(int fd, const std::string& path, const std::string& name, FileMark* mark);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_FILE_MARK_H_

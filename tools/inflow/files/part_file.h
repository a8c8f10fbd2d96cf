// SPDX-License-Identifier: Apache-2.0
//
// File: part_file.h
//
// A file that is written beside its place under a name nobody can guess, and gets its name when it
// is complete.
//
//   PartFile part;
//   int error = part.Create(target);                  // FILE.part-x7Kd2Q; errno, or 0
//   ... write to part.fd() ...
//   if (error == 0) error = part.Replace(target);     // whoever reads FILE sees the old one or the
//   new one
#ifndef TOOLS_INFLOW_FILES_PART_FILE_H_
#define TOOLS_INFLOW_FILES_PART_FILE_H_

#include <string>

#include "tools/inflow/files/file_descriptor.h"

namespace inflow::command {

// PartFile is removed with the object, unless it has got its name or is kept.
class PartFile {
 public:
  PartFile() = default;
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() { Remove(); }

  // Create makes the file in the folder of `target`, readable for its owner alone. errno, or 0.
  int Create(const std::string& target);

  // CreateNameless makes one without a name in the folder for temporary files. errno, or 0.
  int CreateNameless();

  // Replace puts the file in the place of `target`: with the mode and, where allowed, the owner of
  // the one that is there, else with the mode of any new file. It is on the disk before it has the
  // name. errno, or 0.
  int Replace(const std::string& target);

  // Take gives the file the name `target` where that is free, and the mode of any new file; EEXIST
  // where it is not free.
  int Take(const std::string& target);

  // Remove takes the file away.
  void Remove();

  // Keep leaves the file where it is.
  void Keep() { name_.clear(); }

  explicit operator bool() const { return static_cast<bool>(file_); }
  int fd() const { return file_.get(); }
  const std::string& name() const { return name_; }  // empty where it has none of its own

 private:
  FileDescriptor file_;
  std::string name_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_PART_FILE_H_

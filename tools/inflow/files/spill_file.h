// SPDX-License-Identifier: Apache-2.0
//
// File: spill_file.h
//
// Bytes that have no room in memory, in a file without a name that goes with the object.
//
//   SpillFile file;
//   if (int error = file.Append(bytes)) ...   // errno, or 0
//   file.Read(0, buffer, size);
#ifndef TOOLS_INFLOW_FILES_SPILL_FILE_H_
#define TOOLS_INFLOW_FILES_SPILL_FILE_H_

#include <cstddef>
#include <string_view>

#include "tools/inflow/files/part_file.h"

namespace inflow::command {

class SpillFile {
 public:
  SpillFile() = default;
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;
  ~SpillFile();

  // Append makes the file in the folder for temporary ones where there is none yet.
  int Append(std::string_view bytes);

  // Read fills `to` from `offset` on; EIO where the file ends before.
  int Read(size_t offset, char* to, size_t size) const;

  // Map shows all of the file, unchanged until the object goes.
  int Map(const char** bytes);

  size_t size() const { return size_; }

 private:
  PartFile file_;
  size_t size_ = 0;
  void* mapped_ = nullptr;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_SPILL_FILE_H_

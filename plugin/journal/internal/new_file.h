// SPDX-License-Identifier: Apache-2.0
//
// File: new_file.h
//
// A file that appears whole, or not at all: it is made under another name beside its place, for
// its owner alone, and then moved there, unless somebody was faster.
//
//   absl::StatusOr<NewFile> file = NewFile::Make(place);
//   write to file->path() ...
//   absl::Status status = file->Place();      // AlreadyExists: another one is there
#ifndef PLUGIN_JOURNAL_INTERNAL_NEW_FILE_H_
#define PLUGIN_JOURNAL_INTERNAL_NEW_FILE_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace inflow {

class NewFile {
 public:
  static absl::StatusOr<NewFile> Make(const std::string& place);
  NewFile(NewFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), place_(std::move(other.place_)) {}
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  const std::string& path() const { return path_; }
  // Write puts bytes at the beginning of the file.
  absl::Status Write(const std::string& bytes);
  // Place makes the file last and moves it.
  absl::Status Place();

 private:
  NewFile(std::string path, std::string place) : path_(std::move(path)), place_(std::move(place)) {}

  std::string path_;  // empty: it was placed
  std::string place_;
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_NEW_FILE_H_

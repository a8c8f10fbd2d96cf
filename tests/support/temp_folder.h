// SPDX-License-Identifier: Apache-2.0
//
// File: temp_folder.h
//
// A folder that goes when the test is over.
#ifndef INFLOW_TESTS_SUPPORT_TEMP_FOLDER_H_
#define INFLOW_TESTS_SUPPORT_TEMP_FOLDER_H_

#include <stdlib.h>  // mkdtemp

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace inflow::testing {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "inflow-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("could not make the folder " + name);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Write makes a file in the folder and returns its path.
  std::string Write(const std::string& name, std::string_view content) const {
    const std::filesystem::path file = path_ / name;
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace inflow::testing

#endif  // INFLOW_TESTS_SUPPORT_TEMP_FOLDER_H_

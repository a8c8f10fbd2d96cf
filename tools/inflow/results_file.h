// SPDX-License-Identifier: Apache-2.0
//
// File: results_file.h
//
// --results: one line of JSON for every record, in the order they settled.
#ifndef TOOLS_INFLOW_RESULTS_FILE_H_
#define TOOLS_INFLOW_RESULTS_FILE_H_

#include <cstdio>
#include <memory>
#include <string>

#include "tools/inflow/settled_record.h"

namespace inflow::command {

class ResultsFile {
 public:
  // Open creates or empties the file; null and *why on failure. With several inputs each line names its "file".
  static std::unique_ptr<ResultsFile> Open(const std::string& path, bool name_files, std::string* why);
  ~ResultsFile();
  ResultsFile(const ResultsFile&) = delete;
  ResultsFile& operator=(const ResultsFile&) = delete;

  void Write(const SettledRecord& record);

  // Finish writes what is buffered; false and *why where any write failed.
  bool Finish(std::string* why);

 private:
  ResultsFile(std::FILE* file, std::string path, bool name_files)
      : file_(file), path_(std::move(path)), name_files_(name_files) {}

  std::FILE* file_;
  std::string path_;
  bool name_files_;
  std::string line_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_RESULTS_FILE_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: results_file.h
//
// --results: one line of JSON for every record, in the order they settled.
#ifndef TOOLS_INFLOW_REJECTS_RESULTS_FILE_H_
#define TOOLS_INFLOW_REJECTS_RESULTS_FILE_H_

#include <functional>
#include <string>

#include "tools/inflow/files/file_descriptor.h"
#include "tools/inflow/files/output_target.h"
#include "tools/inflow/rejects/line_writer.h"
#include "tools/inflow/rejects/settled_record.h"

namespace inflow::command {

class ResultsFile {
 public:
  // `file` is what the target was opened as. With several inputs each line names its "file".
  // give_up is that of a BlockWriter.
  ResultsFile(const OutputTarget& target, FileDescriptor file, bool name_files,
              std::function<bool()> give_up);

  void Write(const SettledRecord& record);

  // Sync brings what was written to the disk, or to the reader of a pipe.
  void Sync() { writer_.Sync(); }

  // fault is why results cannot be written any more, empty while they can.
  std::string fault() const;

  // Finish writes what is buffered; false and *why where any line is missing.
  bool Finish(std::string* why);

 private:
  std::string path_;
  FileDescriptor file_;
  bool name_files_;
  LineWriter writer_;
  std::string line_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_RESULTS_FILE_H_

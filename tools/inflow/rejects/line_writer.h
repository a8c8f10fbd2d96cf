// SPDX-License-Identifier: Apache-2.0
//
// File: line_writer.h
//
// Lines that tell of records, written so that it is known of every one whether it is in the file:
// after a fault the file ends with the last whole line, and the others are counted.
#ifndef TOOLS_INFLOW_REJECTS_LINE_WRITER_H_
#define TOOLS_INFLOW_REJECTS_LINE_WRITER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>

#include "tools/inflow/files/block_writer.h"
#include "tools/inflow/rejects/missing_lines.h"
#include "tools/inflow/rejects/settled_record.h"

namespace inflow::command {

class LineWriter {
 public:
  // own_file: an empty file that nothing else writes to; otherwise a stream. The rest is as for
  // BlockWriter.
  LineWriter(int fd, bool own_file, std::function<bool()> give_up = nullptr);

  // Write takes a line with its end. `record.file` must outlive the writer.
  void Write(std::string_view line, const SettledRecord& record);

  // Sync brings what was written to the disk, or to the reader of a stream; false where there was a
  // fault, now or before.
  bool Sync();

  // Fail ends the file with the last line that is surely in it; what comes after is missing. For a
  // fault that the caller has found.
  void Fail(int error);

  int error() const { return error_; }                 // errno of the first fault, else 0
  uint64_t size() const { return block_.appended(); }  // where the next line begins
  uint64_t whole() const { return whole_; }            // bytes of the lines that are surely there
  const MissingLines& missing() const { return missing_; }

 private:
  struct Line {
    uint64_t end;
    uint64_t id;
    uint64_t line;
    std::string_view file;
    uint64_t document;
  };

  int fd_;
  bool own_file_;
  BlockWriter block_;
  std::deque<Line> waiting_;  // written since the last Sync
  uint64_t whole_ = 0;
  int error_ = 0;
  MissingLines missing_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_LINE_WRITER_H_

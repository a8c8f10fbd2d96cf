// SPDX-License-Identifier: Apache-2.0
//
// File: ndjson_reader.h
//
// One JSON object a line. Whether a line is JSON is for the destination to say; the reader finds
// its end, skips blank lines, and refuses an input that begins as another format does or is not
// UTF-8.
#ifndef TOOLS_INFLOW_INPUT_NDJSON_READER_H_
#define TOOLS_INFLOW_INPUT_NDJSON_READER_H_

#include <memory>
#include <string>

#include "tools/inflow/input/reader.h"
#include "tools/inflow/input/reserved_attribute.h"

namespace inflow::command {

class NdjsonReader : public Reader {
 public:
  NdjsonReader(std::unique_ptr<ByteSource> source, std::string name, size_t max_record_bytes)
      : Reader(std::move(source), std::move(name)), max_record_bytes_(max_record_bytes) {}

  ReadStep Next(ReadItem* item) override;

 private:
  ReadStep Finish(ReadItem* item);
  ReadStep Deliver(std::string_view line, ReadItem* item);
  ReadStep RefuseLong(ReadItem* item);
  void SkipLong();

  size_t max_record_bytes_;
  ReservedAttribute reserved_;
  size_t scanned_ = 0;         // bytes of the buffer that hold no line end
  uint64_t line_ = 0;          // lines that were begun
  bool judged_ = false;        // the first line that is not blank was seen
  bool beyond_ascii_ = false;  // a character above U+007F was seen
  bool too_long_ = false;      // the current line is being skipped
  std::string shown_;          // its beginning
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_NDJSON_READER_H_

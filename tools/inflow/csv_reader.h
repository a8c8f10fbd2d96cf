// SPDX-License-Identifier: Apache-2.0
//
// File: csv_reader.h
//
// A CSV file as JSON records, one a row. The separator is the one of , ; and tab that the header line has most of.
#ifndef TOOLS_INFLOW_CSV_READER_H_
#define TOOLS_INFLOW_CSV_READER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/inflow/csv_columns.h"
#include "tools/inflow/csv_row.h"
#include "tools/inflow/input_buffer.h"
#include "tools/inflow/reader.h"

namespace inflow::command {

class CsvReader : public Reader {
 public:
  CsvReader(std::unique_ptr<ByteSource> source, std::string name, const ReaderSettings& settings)
      : buffer_(std::move(source)), name_(std::move(name)), settings_(settings) {}

  ReadStep Next(ReadItem* item) override;
  std::string note() const override;
  int wait_fd() const override { return buffer_.source().wait_fd(); }

 private:
  // Row is what became of looking for one row: kRecord with row_ set, or what Next has to return.
  ReadStep FindRow(ReadItem* item);
  ReadStep Row(std::string_view data, CsvRowScanner::Step step, ReadItem* item);
  ReadStep FindSeparator(ReadItem* item);
  ReadStep ReadHeader(ReadItem* item);
  ReadStep ReadRow(ReadItem* item, bool* blank);
  ReadStep RefuseRow(std::string message, ReadItem* item);
  ReadStep Unreadable(std::string message, ReadItem* item);
  void SkipLong();

  InputBuffer buffer_;
  std::string name_;
  ReaderSettings settings_;
  CsvRowScanner scanner_{','};
  std::optional<CsvColumns> columns_;
  char separator_ = '\0';  // until the header was seen
  bool started_ = false;
  bool at_end_ = false;
  bool done_ = false;
  bool too_long_ = false;
  uint64_t line_ = 1;      // of the row that is being scanned
  uint64_t row_line_ = 1;  // of the row that was found
  uint64_t skipped_lines_ = 0;
  std::string_view row_;
  std::string shown_;
  std::string record_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CSV_READER_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: csv_reader.h
//
// A CSV file as JSON records, one a row. The separator is the one that was asked for, or that a
// first line "sep=;" names, or the one of , ; tab and | that the header shows.
#ifndef TOOLS_INFLOW_INPUT_CSV_READER_H_
#define TOOLS_INFLOW_INPUT_CSV_READER_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/input/csv_columns.h"
#include "tools/inflow/input/csv_filling.h"
#include "tools/inflow/input/csv_header.h"
#include "tools/inflow/input/csv_row.h"
#include "tools/inflow/input/csv_separator.h"
#include "tools/inflow/input/reader.h"
#include "tools/inflow/json/record_text.h"
#include "tools/inflow/rejects/reject_row.h"

namespace inflow::command {

class CsvReader : public Reader {
 public:
  CsvReader(std::unique_ptr<ByteSource> source, std::string name, const ReaderSettings& settings)
      : Reader(std::move(source), std::move(name)), settings_(settings) {}

  ReadStep Next(ReadItem* item) override;
  const std::vector<std::string>* columns() const override {
    return columns_ ? &header_.names() : nullptr;
  }
  const CsvLayout* layout() const override { return columns_ ? &layout_ : nullptr; }

 private:
  // Each of these is kRecord where Next can go on, or what Next has to return.
  ReadStep FindSeparator(ReadItem* item);
  ReadStep ReadHeader(ReadItem* item);
  ReadStep FindRow(ReadItem* item);
  ReadStep Row(std::string_view data, CsvRowScanner::Step step, ReadItem* item);
  ReadStep More(ReadItem* item);

  bool SkipLineBeforeHeader(std::string_view line);
  void ChooseSeparator();
  std::string WhyNoHeader() const;
  void TellOfHeader();
  bool ReadNames(std::string* why);
  std::string MakeColumns();
  void TakeRow(ReadItem* item);
  void TakeFirstOff();
  void TakeScatteredOff();
  ReadStep ReadRow(ReadItem* item, bool* nothing);
  ReadStep TakeRecord(ReadItem* item, bool* nothing);
  ReadStep WriteRow(ReadItem* item, bool* nothing);
  void ForgetAbove();
  size_t NamelessCell() const;
  std::string WhyRefused() const;
  bool IsHeaderAgain() const;
  ReadStep RefuseRow(std::string message, ReadItem* item);
  ReadStep RefuseCut(std::string message, ReadItem* item);
  void SkipLong();
  // NoteOnce notes it unless *told, and sets that.
  void NoteOnce(const std::string& note, bool* told);

  ReaderSettings settings_;
  std::string separator_;  // empty until it is known
  std::string sep_line_;   // the separator that the first line names
  HeaderLook look_;
  CsvRowScanner scanner_{","};
  CsvHeader header_;
  std::optional<CsvColumns> columns_;
  std::optional<CsvFilling> filling_;
  size_t where_column_ = 0;
  bool at_end_ = false;
  bool too_long_ = false;
  bool has_rows_ = false;
  bool told_formula_ = false;
  bool told_again_ = false;
  bool told_cut_ = false;
  bool beyond_ascii_ = false;  // a character above U+007F was seen
  uint64_t line_ = 1;          // of the row that is being scanned
  uint64_t row_line_ = 1;      // of the row that was found
  std::string_view row_;
  // The cells of the row. In a file of rejects both are without the columns that a load has added.
  std::span<const CsvCell> cells_;
  size_t cell_count_ = 0;
  bool plain_ = true;  // of the scanner, and of what was filled into the row
  CsvLayout layout_;
  RejectPlaces reject_places_;     // of the columns that a load has added
  size_t all_columns_ = 0;         // with those
  bool has_lost_columns_ = false;  // a row that has not even those
  RejectWords words_;              // and what its outcome says
  std::string own_row_;
  std::vector<CsvCell> own_cells_;
  std::string shown_;
  std::string scratch_;
  RecordText record_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_READER_H_

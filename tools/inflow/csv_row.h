// SPDX-License-Identifier: Apache-2.0
//
// File: csv_row.h
//
// The cells of one CSV row (RFC 4180), found in bytes that come in pieces. A quote opens a quoted cell only as its first byte;
// elsewhere in an unquoted cell it is text.
#ifndef TOOLS_INFLOW_CSV_ROW_H_
#define TOOLS_INFLOW_CSV_ROW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

struct CsvCell {
  size_t begin = 0;  // from the row's first byte, inside the quotes
  size_t end = 0;
  bool doubled = false;  // holds "" for "
};

// CellText returns the cell's text; *scratch holds it where doubled quotes had to be undone.
std::string_view CellText(std::string_view row, const CsvCell& cell, std::string* scratch);

class CsvRowScanner {
 public:
  enum class Step : uint8_t {
    kRow,       // cells and size are set
    kBadRow,    // text behind a closing quote: the row goes to the end of that line; size is set
    kNeedMore,  // the data ends inside the row
  };

  explicit CsvRowScanner(char separator) : separator_(separator) {}

  // Scan goes on where it was left. `data` begins with the row's first byte; at_end: nothing follows it.
  Step Scan(std::string_view data, bool at_end);

  // Forget drops the cells and bytes seen so far and goes on in the same state, for a row that is too long to be held.
  void Forget();

  // Reset begins the next row.
  void Reset();

  const std::vector<CsvCell>& cells() const { return cells_; }
  size_t size() const { return size_; }  // the row's bytes, line end included
  bool in_quotes() const { return state_ == State::kQuoted; }
  size_t bad_at() const { return bad_at_; }  // for kBadRow: where

 private:
  enum class State : uint8_t { kCellStart, kUnquoted, kQuoted, kQuoteClosed, kCrBehindQuote, kBad };

  void EndCell(size_t end);
  bool StepUnquoted(std::string_view data);  // true at the row's end
  bool StepClosed(char c);
  Step Finish(size_t size);

  char separator_;
  State state_ = State::kCellStart;
  size_t at_ = 0;
  size_t size_ = 0;
  size_t bad_at_ = 0;
  CsvCell cell_;
  std::vector<CsvCell> cells_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CSV_ROW_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: csv_row.h
//
// The cells of one CSV row (RFC 4180), found in bytes that come in pieces. A quote opens a quoted
// cell only as its first byte; elsewhere in an unquoted cell it is text.
#ifndef TOOLS_INFLOW_INPUT_CSV_ROW_H_
#define TOOLS_INFLOW_INPUT_CSV_ROW_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

struct CsvCell {
  size_t begin = 0;  // from the row's first byte, inside the quotes
  size_t end = 0;
  bool doubled = false;  // holds "" for "

  bool empty() const { return begin == end; }
};

// CellText returns the cell's text; *scratch holds it where doubled quotes had to be undone.
std::string_view CellText(std::string_view row, const CsvCell& cell, std::string* scratch);

// OuterCell is the cell with the quotes around it, where it has any.
CsvCell OuterCell(std::string_view row, const CsvCell& cell);

// AppendRawCell appends a cell as it stands in its row, with its quotes; one that as the last of a
// row would be taken for a part of the line end gets quotes. It returns where the cell lies in
// *out.
CsvCell AppendRawCell(std::string_view row, const CsvCell& cell, std::string* out);

class CsvRowScanner {
 public:
  enum class Step : uint8_t {
    kRow,       // cells and size are set
    kBadRow,    // text behind a closing quote: the row goes to the end of that line; size is set
    kNeedMore,  // the data ends inside the row
  };

  // The separator is one character, of one byte or more: no quote and no part of a line end.
  explicit CsvRowScanner(std::string separator);

  // Scan goes on where it was left. `data` begins with the row's first byte; at_end: nothing
  // follows it.
  Step Scan(std::string_view data, bool at_end);

  // Moved is called whenever the bytes behind `data` have moved or become more.
  void Moved() { block_.size = 0; }

  // Forget drops the cells and the scanned() bytes and goes on in the same state, for a row that is
  // too long to be held.
  void Forget();

  // Reset begins the next row.
  void Reset();

  // cells are the row's, or of one that has more than kMaxCells the first of them: memory must not
  // go by what stands in a row.
  static constexpr size_t kMaxCells = 100'000;
  std::span<const CsvCell> cells() const {
    return {cells_.data(), std::min(cell_count_, kMaxCells)};
  }
  size_t cell_count() const { return cell_count_; }
  size_t size() const { return size_; }   // the row's bytes, line end included
  size_t scanned() const { return at_; }  // bytes of the data that were followed
  uint64_t line_ends() const {
    return line_ends_;
  }  // in the row, its own included, and in what was forgotten of it
  bool in_quotes() const { return state_ == State::kQuoted; }

  // plain is true where every cell can stand in a JSON string as it is, but for doubled quotes and
  // for UTF-8.
  bool plain() const { return plain_; }
  // ascii is true where no byte of the row is above 0x7f.
  bool ascii() const { return ascii_; }

 private:
  enum class State : uint8_t { kUnquoted, kQuoted, kQuoteClosed, kCrBehindQuote, kBad };

  // Block is what is known of the next 64 bytes, one bit a byte; it may reach into the following
  // rows.
  struct Block {
    const char* begin = nullptr;
    size_t size = 0;       // 0: none
    uint64_t stops = 0;    // quotes, line ends, CR and the separator's first bytes
    bool special = false;  // has another control, or a backslash
    bool above_ascii = false;
    bool taken_apart = false;  // what follows is known
    uint64_t quotes = 0;
    uint64_t line_ends = 0;
    uint64_t escaped = 0;  // what of the stops needs an escape in a JSON string, besides quotes
  };

  size_t Locate(std::string_view data, size_t at);
  const char* Padded(const char* begin, size_t size, char* padded) const;
  void Load(const char* at, const char* end);
  void TakeApart();
  void TakeMarks();
  size_t FindQuote(std::string_view data, size_t at);
  Step StepUnquoted(std::string_view data, bool at_end);
  void StepQuoted(std::string_view data);
  Step StepClosed(std::string_view data, bool at_end);
  size_t SeparatorAt(std::string_view data, size_t at, bool at_end) const;
  Step EndRow(size_t end, size_t size);
  void EndCell(size_t end, size_t next);
  Step Finish(size_t size);
  Step FinishAtEnd(std::string_view data);

  std::string separator_;
  char separator_begin_;       // its first byte
  bool is_one_byte_;           // it has no other
  bool separator_is_special_;  // in a JSON string it would need an escape
  State state_ = State::kUnquoted;
  size_t at_ = 0;
  size_t size_ = 0;
  uint64_t line_ends_ = 0;
  bool waits_ = false;  // the last bytes of the data mean nothing without the next
  bool plain_ = true;
  bool ascii_ = true;
  // The cell that is being followed, as separate values: a struct that is copied whole behind
  // writes to its parts stalls.
  size_t begin_ = 0;
  size_t end_ = 0;
  bool doubled_ = false;
  std::vector<CsvCell> cells_;  // as many as a row ever had
  size_t cell_count_ = 0;       // of this row
  Block block_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_ROW_H_

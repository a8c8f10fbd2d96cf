// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_row.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/json/byte_scan.h"

namespace inflow::command {
std::string_view CellText(std::string_view row, const CsvCell& cell, std::string* scratch) {
  const std::string_view raw = row.substr(cell.begin, cell.end - cell.begin);
  if (!cell.doubled) return raw;
  scratch->clear();
  size_t at = 0;
  for (size_t quote = 0; (quote = raw.find('"', at)) != kNowhere; at = quote + 2)
    scratch->append(raw, at, quote + 1 - at);
  if (at < raw.size()) scratch->append(raw, at);
  return *scratch;
}

CsvCell OuterCell(std::string_view row, const CsvCell& cell) {
  const bool quoted = cell.begin > 0 && row[cell.begin - 1] == '"';
  return quoted ? CsvCell{cell.begin - 1, cell.end + 1, cell.doubled} : cell;
}

CsvCell AppendRawCell(std::string_view row, const CsvCell& cell, std::string* out) {
  const CsvCell outer = OuterCell(row, cell);
  const std::string_view text = row.substr(cell.begin, cell.end - cell.begin);
  const bool quoted = outer.begin != cell.begin;
  if (quoted || text.find('\r') == kNowhere) {
    const size_t begin = out->size() + (cell.begin - outer.begin);
    out->append(row.substr(outer.begin, outer.end - outer.begin));
    return {begin, begin + text.size(), cell.doubled};
  }
  out->push_back('"');
  const size_t begin = out->size();
  for (const char c : text) out->append(c == '"' ? 2 : 1, c);
  const CsvCell inside{begin, out->size(), text.find('"') != kNowhere};
  out->push_back('"');
  return inside;
}

CsvRowScanner::CsvRowScanner(std::string separator)
    : separator_(std::move(separator)),
      separator_begin_(separator_.front()),
      is_one_byte_(separator_.size() == 1),
      separator_is_special_(static_cast<uint8_t>(separator_begin_) < 0x20 ||
                            separator_begin_ == '\\') {}

void CsvRowScanner::Reset() {
  at_ = begin_ = end_ = 0;
  doubled_ = false;
  cell_count_ = 0;
  line_ends_ = 0;
  plain_ = ascii_ = true;
  state_ = State::kUnquoted;
  // What is known of the last block may be of this row.
  TakeMarks();
}

void CsvRowScanner::Forget() {
  // A quote that comes next is at the beginning of its cell only if nothing of the cell was
  // forgotten.
  begin_ = at_ > begin_ ? kNowhere : 0;
  at_ = end_ = 0;
  cell_count_ = 0;
  Moved();
}

// Padded returns 64 bytes that begin with the given ones, and go on with what means nothing.
inline const char* CsvRowScanner::Padded(const char* begin, size_t size, char* padded) const {
  if (size == ByteBlock::kSize) return begin;
  std::memset(padded, separator_begin_ == 'x' ? 'y' : 'x', ByteBlock::kSize);
  std::memcpy(padded, begin, size);
  return padded;
}

void CsvRowScanner::Load(const char* at, const char* end) {
  char padded[ByteBlock::kSize];
  block_.begin = at;
  block_.size = std::min(static_cast<size_t>(end - at), ByteBlock::kSize);
  const ByteBlock bytes(Padded(at, block_.size, padded));
  block_.stops = bytes.EqualAny('"', '\n', '\r', separator_begin_);
  block_.special = bytes.HasSpecialBut('\n', '\r', separator_begin_);
  block_.above_ascii = bytes.HasAboveAscii();
  block_.taken_apart = false;
  TakeMarks();
}

// TakeApart finds out what a quoted cell has to know of the block.
void CsvRowScanner::TakeApart() {
  if (std::exchange(block_.taken_apart, true)) return;
  char padded[ByteBlock::kSize];
  const ByteBlock bytes(Padded(block_.begin, block_.size, padded));
  block_.quotes = bytes.Equal('"');
  block_.line_ends = bytes.Equal('\n');
  block_.escaped = block_.line_ends | bytes.Equal('\r');
  if (separator_is_special_) block_.escaped |= bytes.Equal(separator_begin_);
}

void CsvRowScanner::TakeMarks() {
  if (block_.size == 0) return;
  plain_ = plain_ && !block_.special;
  ascii_ = ascii_ && !block_.above_ascii;
}

// Locate returns where in the block the byte lies, after loading the block that begins with it
// where it lies in none.
inline size_t CsvRowScanner::Locate(std::string_view data, size_t at) {
  const uintptr_t offset =
      reinterpret_cast<uintptr_t>(data.data() + at) - reinterpret_cast<uintptr_t>(block_.begin);
  if (offset < block_.size) return offset;
  Load(data.data() + at, data.data() + data.size());
  return 0;
}

// FindQuote returns the next quote or the data's size, and looks at what stands before it.
size_t CsvRowScanner::FindQuote(std::string_view data, size_t at) {
  while (at < data.size()) {
    const size_t offset = Locate(data, at);
    TakeApart();
    const uint64_t quotes = block_.quotes >> offset;
    const uint64_t before = quotes == 0 ? ~uint64_t{0} : (quotes & (~quotes + 1)) - 1;
    if (((block_.escaped >> offset) & before) != 0) {
      line_ends_ +=
          static_cast<uint64_t>(__builtin_popcountll((block_.line_ends >> offset) & before));
      plain_ = false;
    }
    if (quotes != 0) return at + static_cast<size_t>(__builtin_ctzll(quotes));
    at += block_.size - offset;
  }
  return at;
}

inline void CsvRowScanner::EndCell(size_t end, size_t next) {
  if (cell_count_ < cells_.size()) {
    cells_[cell_count_] = {begin_, end, doubled_};
  } else if (cell_count_ < kMaxCells) {
    cells_.push_back({begin_, end, doubled_});
  }
  ++cell_count_;
  doubled_ = false;
  begin_ = at_ = next;
}

CsvRowScanner::Step CsvRowScanner::EndRow(size_t end, size_t size) {
  ++line_ends_;
  EndCell(end, size);
  return Finish(size);
}

CsvRowScanner::Step CsvRowScanner::Finish(size_t size) {
  size_ = at_ = size;
  return state_ == State::kBad ? Step::kBadRow : Step::kRow;
}

// SeparatorAt returns the separator's length where it stands, 0 where it does not, and kNowhere
// where the data ends inside it.
inline size_t CsvRowScanner::SeparatorAt(std::string_view data, size_t at, bool at_end) const {
  if (is_one_byte_) return data[at] == separator_begin_ ? 1 : 0;
  const std::string_view there = data.substr(at, separator_.size());
  if (there == separator_) return separator_.size();
  return !at_end && there.size() < separator_.size() &&
                 std::string_view(separator_).substr(0, there.size()) == there
             ? kNowhere
             : 0;
}

// StepUnquoted goes on to the end of the row, or to where a quoted cell begins or the data ends:
// then it is kNeedMore.
CsvRowScanner::Step CsvRowScanner::StepUnquoted(std::string_view data, bool at_end) {
  while (at_ < data.size()) {
    const size_t offset = Locate(data, at_);
    const uint64_t stops = block_.stops >> offset;
    if (stops == 0) {
      at_ += block_.size - offset;
      continue;
    }
    at_ += static_cast<size_t>(__builtin_ctzll(stops));
    const char c = data[at_];
    if (c == separator_begin_ && is_one_byte_) {
      EndCell(at_, at_ + 1);
      continue;
    }
    if (c == '\n') return EndRow(at_, at_ + 1);
    if (c == '\r') {
      if (at_ + 1 == data.size() && !at_end) break;
      if (data.substr(at_ + 1, 1) == "\n") return EndRow(at_, at_ + 2);
      plain_ = plain_ && at_ + 1 == data.size();
      ++at_;
    } else if (c == '"') {
      if (at_++ == begin_) {
        begin_ = at_;
        state_ = State::kQuoted;
        return Step::kNeedMore;
      }
      plain_ = false;
    } else {
      const size_t length = SeparatorAt(data, at_, at_end);
      if (length == kNowhere) break;
      if (length == 0) {
        ++at_;
      } else {
        EndCell(at_, at_ + length);
      }
    }
  }
  waits_ = at_ < data.size();
  return Step::kNeedMore;
}

// StepQuoted goes on to the end of a quoted cell, and of those that follow it closely.
void CsvRowScanner::StepQuoted(std::string_view data) {
  while ((at_ = FindQuote(data, at_)) < data.size()) {
    end_ = at_++;
    const bool another = is_one_byte_ && at_ + 1 < data.size() && data[at_] == separator_begin_ &&
                         data[at_ + 1] == '"';
    if (!another) {
      state_ = State::kQuoteClosed;
      return;
    }
    EndCell(end_, at_ + 2);
  }
}

// StepClosed takes the byte behind a closing quote; kNeedMore where the row does not end there.
CsvRowScanner::Step CsvRowScanner::StepClosed(std::string_view data, bool at_end) {
  const char c = data[at_];
  if (state_ == State::kQuoteClosed && c == '"') {
    doubled_ = true;
    state_ = State::kQuoted;
  } else if (c == '\n') {
    return EndRow(end_, at_ + 1);
  } else if (state_ == State::kQuoteClosed && c == '\r') {
    state_ = State::kCrBehindQuote;
  } else {
    const size_t length = state_ == State::kQuoteClosed ? SeparatorAt(data, at_, at_end) : 0;
    waits_ = length == kNowhere;
    if (waits_) return Step::kNeedMore;
    if (length != 0) {
      EndCell(end_, at_ + length);
      state_ = State::kUnquoted;
      return Step::kNeedMore;
    }
    state_ = State::kBad;
  }
  ++at_;
  return Step::kNeedMore;
}

CsvRowScanner::Step CsvRowScanner::Scan(std::string_view data, bool at_end) {
  waits_ = false;
  while (at_ < data.size() && !waits_) {
    Step step = Step::kNeedMore;
    switch (state_) {
      case State::kUnquoted:
        step = StepUnquoted(data, at_end);
        break;
      case State::kQuoted:
        StepQuoted(data);
        break;
      case State::kQuoteClosed:
      case State::kCrBehindQuote:
        step = StepClosed(data, at_end);
        break;
      case State::kBad: {
        const auto* end =
            static_cast<const char*>(std::memchr(data.data() + at_, '\n', data.size() - at_));
        at_ = end ? static_cast<size_t>(end - data.data()) : data.size();
        if (!end) break;
        ++line_ends_;
        step = Finish(at_ + 1);
        break;
      }
    }
    if (step != Step::kNeedMore) return step;
  }
  return at_end && state_ != State::kQuoted ? FinishAtEnd(data) : Step::kNeedMore;
}

// FinishAtEnd ends a row that has no line end.
CsvRowScanner::Step CsvRowScanner::FinishAtEnd(std::string_view data) {
  const size_t size = at_;
  if (state_ == State::kUnquoted) {
    const bool cr = begin_ != kNowhere && at_ > begin_ && data[at_ - 1] == '\r';
    EndCell(cr ? at_ - 1 : at_, size);
  } else if (state_ != State::kBad) {
    EndCell(end_, size);
  }
  return Finish(size);
}

}  // namespace inflow::command

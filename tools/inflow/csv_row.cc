// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/csv_row.h"

#include <cstring>

namespace inflow::command {

std::string_view CellText(std::string_view row, const CsvCell& cell, std::string* scratch) {
  const std::string_view raw = row.substr(cell.begin, cell.end - cell.begin);
  if (!cell.doubled) return raw;
  scratch->clear();
  for (size_t at = 0; at < raw.size(); ++at) {
    scratch->push_back(raw[at]);
    if (raw[at] == '"') ++at;
  }
  return *scratch;
}

void CsvRowScanner::Reset() {
  Forget();
  state_ = State::kCellStart;
}

void CsvRowScanner::Forget() {
  at_ = 0;
  cell_ = {};
  cells_.clear();
}

void CsvRowScanner::EndCell(size_t end) {
  cell_.end = end;
  cells_.push_back(cell_);
  cell_ = {};
}

CsvRowScanner::Step CsvRowScanner::Finish(size_t size) {
  size_ = size;
  return state_ == State::kBad ? Step::kBadRow : Step::kRow;
}

bool CsvRowScanner::StepUnquoted(std::string_view data) {
  size_t at = at_;
  while (at < data.size() && data[at] != separator_ && data[at] != '\n') ++at;
  at_ = at;
  if (at == data.size()) return false;
  if (data[at] == separator_) {
    EndCell(at);
    state_ = State::kCellStart;
    ++at_;
    return false;
  }
  EndCell(at > cell_.begin && data[at - 1] == '\r' ? at - 1 : at);
  return true;
}

// StepClosed handles the byte behind a closing quote; true at the row's end.
bool CsvRowScanner::StepClosed(char c) {
  if (state_ == State::kQuoteClosed && c == '"') {
    cell_.doubled = true;
    state_ = State::kQuoted;
  } else if (c == '\n') {
    EndCell(cell_.end);
    return true;
  } else if (state_ == State::kQuoteClosed && c == separator_) {
    EndCell(cell_.end);
    state_ = State::kCellStart;
  } else if (state_ == State::kQuoteClosed && c == '\r') {
    state_ = State::kCrBehindQuote;
  } else {
    state_ = State::kBad;
    bad_at_ = at_;
  }
  return false;
}

CsvRowScanner::Step CsvRowScanner::Scan(std::string_view data, bool at_end) {
  while (at_ < data.size()) {
    switch (state_) {
      case State::kCellStart:
        cell_.begin = at_;
        if (data[at_] == '"') {
          ++cell_.begin;
          ++at_;
          state_ = State::kQuoted;
        } else {
          state_ = State::kUnquoted;
        }
        break;
      case State::kUnquoted:
        if (StepUnquoted(data)) return Finish(at_ + 1);
        break;
      case State::kQuoted: {
        const auto* quote = static_cast<const char*>(std::memchr(data.data() + at_, '"', data.size() - at_));
        at_ = quote ? static_cast<size_t>(quote - data.data()) : data.size();
        if (!quote) break;
        cell_.end = at_++;
        state_ = State::kQuoteClosed;
        break;
      }
      case State::kQuoteClosed:
      case State::kCrBehindQuote:
        if (StepClosed(data[at_])) return Finish(at_ + 1);
        ++at_;
        break;
      case State::kBad: {
        const auto* end = static_cast<const char*>(std::memchr(data.data() + at_, '\n', data.size() - at_));
        at_ = end ? static_cast<size_t>(end - data.data()) : data.size();
        if (end) return Finish(at_ + 1);
        break;
      }
    }
  }
  if (!at_end || state_ == State::kQuoted) return Step::kNeedMore;
  if (state_ == State::kCellStart) cell_.begin = at_;
  if (state_ == State::kUnquoted && at_ > cell_.begin && data[at_ - 1] == '\r') {
    EndCell(at_ - 1);
  } else if (state_ != State::kBad) {
    EndCell(state_ == State::kQuoteClosed || state_ == State::kCrBehindQuote ? cell_.end : at_);
  }
  return Finish(at_);
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/csv_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tools/inflow/human.h"
#include "tools/inflow/json_text.h"

namespace inflow::command {
namespace {

uint64_t CountLines(std::string_view text) { return static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')); }

std::string_view SeparatorName(char separator) {
  if (separator == '\t') return "a tab";
  return separator == ';' ? "';'" : "','";
}

std::string UnevenMessage(size_t cells, size_t columns, char separator) {
  const std::string name(SeparatorName(separator));
  return "the row has " + Plural(cells, "cell") + " and the header " + std::to_string(columns) +
         (cells > columns ? "; put cells that hold " + name + " into double quotes"
                          : "; an empty cell needs its " + name + " too");
}

// WithoutLineEnd is the row as it can be shown.
std::string_view WithoutLineEnd(std::string_view row) {
  while (!row.empty() && (row.back() == '\n' || row.back() == '\r')) row.remove_suffix(1);
  return row;
}

}  // namespace

std::string CsvReader::note() const {
  if (separator_ != ';' && separator_ != '\t') return {};
  return name_ + ": the cells are separated by " + std::string(SeparatorName(separator_));
}

ReadStep CsvReader::Next(ReadItem* item) {
  item->ambiguous = false;
  if (done_) return ReadStep::kEnd;
  if (!started_) {
    const PreambleStep step = SkipPreamble(&buffer_, name_, &item->message);
    if (step == PreambleStep::kWait) return ReadStep::kWait;
    started_ = true;
    if (step == PreambleStep::kUnreadable) return Unreadable(item->message, item);
  }
  if (separator_ == '\0') {
    if (const ReadStep step = FindSeparator(item); step != ReadStep::kRecord) return step;
  }
  if (!columns_) {
    if (const ReadStep step = ReadHeader(item); step != ReadStep::kRecord) return step;
  }
  while (true) {
    const ReadStep step = FindRow(item);
    if (step != ReadStep::kRecord) return step;
    bool blank = false;
    const ReadStep read = ReadRow(item, &blank);
    if (!blank) return read;
  }
}

// FindSeparator waits for the first line end outside of quotes and counts the candidates before it.
ReadStep CsvReader::FindSeparator(ReadItem* item) {
  constexpr std::array<char, 3> kCandidates = {',', ';', '\t'};
  while (true) {
    std::array<size_t, kCandidates.size()> counts{};
    bool quoted = false;
    bool complete = false;
    for (const char c : buffer_.data()) {
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      complete = c == '\n';
      if (complete) break;
      for (size_t i = 0; i < kCandidates.size(); ++i) counts[i] += c == kCandidates[i] ? 1 : 0;
    }
    if (complete || at_end_ || buffer_.data().size() > settings_.max_record_bytes) {
      separator_ = kCandidates[static_cast<size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
      scanner_ = CsvRowScanner(separator_);
      return ReadStep::kRecord;
    }
    const SourceStep step = buffer_.More();
    if (step == SourceStep::kWait) return ReadStep::kWait;
    if (step == SourceStep::kError) return Unreadable(buffer_.source().error(), item);
    at_end_ = step == SourceStep::kEnd;
  }
}

ReadStep CsvReader::ReadHeader(ReadItem* item) {
  ReadStep step = FindRow(item);
  if (step == ReadStep::kWait || step == ReadStep::kEnd || step == ReadStep::kUnreadable) return step;
  if (step != ReadStep::kRecord) return Unreadable(name_ + ": the header line cannot be read: " + item->message, item);
  std::vector<std::string> names;
  std::string scratch;
  for (const CsvCell& cell : scanner_.cells()) names.emplace_back(CellText(row_, cell, &scratch));
  scanner_.Reset();
  std::string why;
  columns_ = CsvColumns::Make(std::move(names), settings_.csv, &why);
  if (!columns_) return Unreadable(name_ + ": " + why, item);
  return ReadStep::kRecord;
}

ReadStep CsvReader::FindRow(ReadItem* item) {
  while (true) {
    const std::string_view data = buffer_.data();
    if (data.empty() && at_end_ && !too_long_) {
      done_ = true;
      return ReadStep::kEnd;
    }
    if (!data.empty() || at_end_) {
      const CsvRowScanner::Step step = scanner_.Scan(data, at_end_);
      if (step != CsvRowScanner::Step::kNeedMore) return Row(data, step, item);
      if (at_end_) {
        done_ = true;
        shown_ = too_long_ ? shown_ : std::string(data.substr(0, kShownBytes));
        item->text = shown_;
        item->line = line_;
        item->message = name_ + " cannot be read on from line " + std::to_string(line_) +
                        ": a quote that opens in the row there is never closed. Close it and load the rest";
        return ReadStep::kBroken;
      }
      if (too_long_ || data.size() > settings_.max_record_bytes) SkipLong();
    }
    const SourceStep more = buffer_.More();
    if (more == SourceStep::kWait) return ReadStep::kWait;
    if (more == SourceStep::kError) return Unreadable(buffer_.source().error(), item);
    at_end_ = more == SourceStep::kEnd;
  }
}

// Row takes the row that the scanner found at the front of the data.
ReadStep CsvReader::Row(std::string_view data, CsvRowScanner::Step step, ReadItem* item) {
  row_ = data.substr(0, scanner_.size());
  buffer_.Consume(row_.size());
  row_line_ = line_;
  line_ += skipped_lines_ + CountLines(row_);
  skipped_lines_ = 0;
  if (too_long_ || row_.size() > settings_.max_record_bytes) {
    if (!too_long_) shown_ = row_.substr(0, kShownBytes);
    row_ = shown_;
    too_long_ = false;
    scanner_.Reset();
    return RefuseRow(TooLongMessage(settings_.max_record_bytes), item);
  }
  if (const size_t bad = FindInvalidUtf8(row_); bad != std::string_view::npos) {
    return Unreadable(name_ + " is not UTF-8: the row on line " + std::to_string(row_line_) + " has the byte 0x" +
                          "0123456789abcdef"[static_cast<uint8_t>(row_[bad]) >> 4] +
                          "0123456789abcdef"[static_cast<uint8_t>(row_[bad]) & 0xf] + ". " + IconvAdvice(name_, "WINDOWS-1252"),
                      item);
  }
  if (step == CsvRowScanner::Step::kBadRow) {
    const size_t column = scanner_.cells().size();
    scanner_.Reset();
    return RefuseRow("the quote of cell " + std::to_string(column + 1) +
                         " is closed and text follows it; write a quote inside a quoted cell twice (\"\")",
                     item);
  }
  return ReadStep::kRecord;
}

ReadStep CsvReader::ReadRow(ReadItem* item, bool* blank) {
  const std::vector<CsvCell>& cells = scanner_.cells();
  *blank = std::all_of(cells.begin(), cells.end(), [](const CsvCell& cell) { return cell.begin == cell.end; });
  ReadStep step = ReadStep::kRecord;
  if (!*blank && cells.size() != columns_->size()) {
    step = RefuseRow(UnevenMessage(cells.size(), columns_->size(), separator_), item);
  } else if (!*blank) {
    item->line = row_line_;
    record_.clear();
    const bool fits = columns_->Append(row_, cells, &record_, &item->message);
    item->text = record_;
    *blank = record_ == "{}";
    if (!fits) step = ReadStep::kRefused;
  }
  scanner_.Reset();
  return step;
}

ReadStep CsvReader::RefuseRow(std::string message, ReadItem* item) {
  item->text = WithoutLineEnd(row_);
  item->line = row_line_;
  item->message = std::move(message);
  return ReadStep::kRefused;
}

ReadStep CsvReader::Unreadable(std::string message, ReadItem* item) {
  done_ = true;
  item->line = row_line_;
  item->message = std::move(message);
  return ReadStep::kUnreadable;
}

// SkipLong gives up the bytes of a row that is too long to be held, and follows its quotes on.
void CsvReader::SkipLong() {
  if (!too_long_) shown_ = buffer_.data().substr(0, kShownBytes);
  too_long_ = true;
  skipped_lines_ += CountLines(buffer_.data());
  buffer_.Consume(buffer_.data().size());
  scanner_.Forget();
}

}  // namespace inflow::command

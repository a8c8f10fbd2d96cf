// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/ndjson_reader.h"

#include <cstring>

namespace inflow::command {
namespace {

constexpr char kSpace[] = " \t\r\n";

std::string_view Trim(std::string_view line) {
  const size_t begin = line.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

ReadStep NdjsonReader::Next(ReadItem* item) {
  if (done_) return ReadStep::kEnd;
  if (!started_) {
    const PreambleStep step = SkipPreamble(&buffer_, name_, &item->message);
    if (step == PreambleStep::kWait) return ReadStep::kWait;
    started_ = true;
    done_ = step == PreambleStep::kUnreadable;
    if (done_) return ReadStep::kUnreadable;
  }
  while (true) {
    const std::string_view data = buffer_.data();
    const auto* end = static_cast<const char*>(std::memchr(data.data() + scanned_, '\n', data.size() - scanned_));
    if (end) {
      const std::string_view line = data.substr(0, static_cast<size_t>(end - data.data()));
      buffer_.Consume(line.size() + 1);
      scanned_ = 0;
      ++line_;
      if (too_long_ || line.size() > max_record_bytes_) {
        if (!too_long_) shown_ = line.substr(0, kShownBytes);
        return RefuseLong(item);
      }
      const std::string_view record = Trim(line);
      if (!record.empty()) return Deliver(record, item);
      continue;
    }
    scanned_ = data.size();
    if (too_long_ || data.size() > max_record_bytes_) SkipLong();
    const SourceStep step = buffer_.More();
    if (step == SourceStep::kWait) return ReadStep::kWait;
    if (step == SourceStep::kData) continue;
    done_ = true;
    if (step == SourceStep::kEnd) return Finish(item);
    item->message = buffer_.source().error();
    item->line = line_ + 1;
    return ReadStep::kUnreadable;
  }
}

// Finish reads the last line, which may lack its line end.
ReadStep NdjsonReader::Finish(ReadItem* item) {
  ++line_;
  if (too_long_) return RefuseLong(item);
  const std::string_view record = Trim(buffer_.data());
  return record.empty() ? ReadStep::kEnd : Deliver(record, item);
}

ReadStep NdjsonReader::Deliver(std::string_view line, ReadItem* item) {
  item->line = line_;
  return reserved_.Strip(line, item);
}

ReadStep NdjsonReader::RefuseLong(ReadItem* item) {
  too_long_ = false;
  item->line = line_;
  item->text = shown_;
  item->ambiguous = false;
  item->message = TooLongMessage(max_record_bytes_);
  return ReadStep::kRefused;
}

// SkipLong gives up the bytes of a line that is too long to be held.
void NdjsonReader::SkipLong() {
  if (!too_long_) shown_ = buffer_.data().substr(0, kShownBytes);
  too_long_ = true;
  buffer_.Consume(buffer_.data().size());
  scanned_ = 0;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json_array_reader.h"

#include <cstring>
#include <utility>

namespace inflow::command {
namespace {

constexpr size_t kMaxDepth = 10'000;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

ReadStep JsonArrayReader::Next(ReadItem* item) {
  item->ambiguous = false;
  if (place_ == Place::kBeforeFile) {
    const PreambleStep step = SkipPreamble(&buffer_, name_, &item->message);
    if (step == PreambleStep::kWait) return ReadStep::kWait;
    place_ = Place::kBeforeArray;
    if (step == PreambleStep::kUnreadable) return Unreadable(item->message, item);
  }
  while (place_ != Place::kDone) {
    if (place_ == Place::kInside) {
      size_t length = 0;
      const Scan scan = ScanElement(&length);
      if (scan == Scan::kComplete) return Deliver(length, item);
      if (scan == Scan::kMismatch) return Break("a bracket that closes does not fit the one that is open", item);
    } else if (!buffer_.data().empty()) {
      const ReadStep step = StepOver(buffer_.data().front(), item);
      if (step != ReadStep::kRecord) return step;
      continue;
    }
    const SourceStep step = buffer_.More();
    if (step == SourceStep::kWait) return ReadStep::kWait;
    if (step != SourceStep::kData) return AtEnd(step, item);
  }
  return ReadStep::kEnd;
}

ReadStep JsonArrayReader::StepOver(char c, ReadItem* item) {
  if (IsSpace(c)) {
    line_ += c == '\n' ? 1 : 0;
    buffer_.Consume(1);
    return ReadStep::kRecord;
  }
  switch (place_) {
    case Place::kBeforeArray:
      return StepBeforeArray(c, item);
    case Place::kAfterElement:
      return StepAfterElement(c, item);
    case Place::kAfterArray:
      element_line_ = line_;
      return Break("there is text behind the array", item);
    default:
      break;
  }
  element_line_ = line_;
  if (place_ == Place::kFirst && c == ']') {
    buffer_.Consume(1);
    place_ = Place::kAfterArray;
    return ReadStep::kRecord;
  }
  if (c == ',' || c == ']' || c == '}' || c == ':') return Break(std::string("a record is missing before '") + c + "'", item);
  Begin();
  return ReadStep::kRecord;
}

ReadStep JsonArrayReader::StepBeforeArray(char c, ReadItem* item) {
  if (c != '[') {
    return Unreadable(
        name_ + " is not a JSON array: it must begin with '['. A file with one object a line is NDJSON: name it .ndjson", item);
  }
  buffer_.Consume(1);
  place_ = Place::kFirst;
  return ReadStep::kRecord;
}

ReadStep JsonArrayReader::StepAfterElement(char c, ReadItem* item) {
  element_line_ = line_;
  if (c != ',' && c != ']') return Break(std::string("expected ',' or ']' behind a record, found '") + c + "'", item);
  buffer_.Consume(1);
  place_ = c == ',' ? Place::kElement : Place::kAfterArray;
  return ReadStep::kRecord;
}

void JsonArrayReader::Begin() {
  place_ = Place::kInside;
  scanned_ = 0;
  open_.clear();
  in_string_ = escaped_ = too_long_ = false;
}

// ScanElement follows the element from where it was left, and finds its length in the buffer when it is complete.
JsonArrayReader::Scan JsonArrayReader::ScanElement(size_t* length) {
  const std::string_view data = buffer_.data();
  while (scanned_ < data.size()) {
    const char c = data[scanned_];
    if (!in_string_ && open_.empty() && (c == ',' || c == ']' || c == '}' || IsSpace(c))) {
      *length = scanned_;
      return Scan::kComplete;
    }
    if (!Follow(c)) return Scan::kMismatch;
    ++scanned_;
    if (open_.empty() && !in_string_ && (c == '}' || c == ']' || c == '"')) {
      *length = scanned_;
      return Scan::kComplete;
    }
  }
  if (too_long_ || data.size() > max_record_bytes_) {
    if (!too_long_) shown_ = data.substr(0, kShownBytes);
    too_long_ = true;
    buffer_.Consume(data.size());
    scanned_ = 0;
  }
  return Scan::kNeedMore;
}

// Follow takes one byte of an element; false where a bracket does not fit.
bool JsonArrayReader::Follow(char c) {
  if (c == '\n') ++line_;
  if (in_string_) {
    in_string_ = escaped_ || c != '"';
    escaped_ = !escaped_ && c == '\\';
    return true;
  }
  switch (c) {
    case '"':
      in_string_ = true;
      return true;
    case '{':
    case '[':
      open_.push_back(c == '{' ? '}' : ']');
      return open_.size() <= kMaxDepth;
    case '}':
    case ']':
      if (open_.back() != c) return false;
      open_.pop_back();
      return true;
    default:
      return true;
  }
}

ReadStep JsonArrayReader::Deliver(size_t length, ReadItem* item) {
  const std::string_view element = buffer_.data().substr(0, length);
  buffer_.Consume(length);
  place_ = Place::kAfterElement;
  item->line = element_line_;
  if (too_long_ || length > max_record_bytes_) {
    if (!too_long_) shown_ = element.substr(0, kShownBytes);
    item->text = shown_;
    item->message = TooLongMessage(max_record_bytes_);
    return ReadStep::kRefused;
  }
  return reserved_.Strip(element, item);
}

ReadStep JsonArrayReader::AtEnd(SourceStep step, ReadItem* item) {
  if (step == SourceStep::kError) return Unreadable(buffer_.source().error(), item);
  if (place_ == Place::kBeforeArray || place_ == Place::kAfterArray) {
    place_ = Place::kDone;
    return ReadStep::kEnd;
  }
  if (place_ != Place::kInside) element_line_ = line_;
  return Break("the file ends before the array is closed with ']'", item);
}

ReadStep JsonArrayReader::Break(std::string message, ReadItem* item) {
  shown_ = buffer_.data().substr(0, kShownBytes);
  place_ = Place::kDone;
  item->text = shown_;
  item->line = element_line_;
  item->message = name_ + " cannot be read on from line " + std::to_string(element_line_) + ": " + std::move(message) +
                  ". Mend it there and load the rest";
  return ReadStep::kBroken;
}

ReadStep JsonArrayReader::Unreadable(std::string message, ReadItem* item) {
  place_ = Place::kDone;
  item->line = line_;
  item->message = std::move(message);
  return ReadStep::kUnreadable;
}

}  // namespace inflow::command

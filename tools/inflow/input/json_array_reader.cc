// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/json_array_reader.h"

#include <algorithm>
#include <utility>

#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/json/byte_scan.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

constexpr size_t kMaxDepth = 10'000;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

ReadStep JsonArrayReader::Next(ReadItem* item) {
  item->ambiguous = false;
  if (!begun_ && !done_) {
    if (const ReadStep step = Begin(item); step != ReadStep::kRecord) return step;
  }
  while (!done_) {
    if (place_ == Place::kInside) {
      size_t length = 0;
      const Scan scan = ScanElement(&length);
      if (scan == Scan::kComplete) return Deliver(length, item);
      if (scan == Scan::kMismatch)
        return Break("a bracket that closes does not fit the one that is open", item);
    } else if (!buffer_.data().empty()) {
      const ReadStep step = StepOver(buffer_.data().front(), item);
      if (step != ReadStep::kRecord) return step;
      continue;
    }
    const SourceStep step = buffer_.More();
    if (step == SourceStep::kData) continue;
    if (step == SourceStep::kEnd) return AtEnd(item);
    item->line = line_;
    return Pass(step, item);
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
  if (c == ',' || c == ']' || c == '}' || c == ':')
    return Break(std::string("a record is missing before '") + c + "'", item);
  BeginElement();
  return ReadStep::kRecord;
}

ReadStep JsonArrayReader::StepBeforeArray(char c, ReadItem* item) {
  if (c != '[')
    return Unreadable(WhyOtherFormat(buffer_.data(), InputFormat::kJsonArray, name_), line_, item);
  buffer_.Consume(1);
  place_ = Place::kFirst;
  return ReadStep::kRecord;
}

ReadStep JsonArrayReader::StepAfterElement(char c, ReadItem* item) {
  element_line_ = line_;
  if (c != ',' && c != ']')
    return Break(std::string("expected ',' or ']' behind a record, found '") + c + "'", item);
  buffer_.Consume(1);
  place_ = c == ',' ? Place::kElement : Place::kAfterArray;
  return ReadStep::kRecord;
}

void JsonArrayReader::BeginElement() {
  place_ = Place::kInside;
  scanned_ = 0;
  open_.clear();
  in_string_ = escaped_ = too_long_ = false;
}

// ScanElement follows the element from where it was left, and finds its length in the buffer when
// it is complete.
JsonArrayReader::Scan JsonArrayReader::ScanElement(size_t* length) {
  const std::string_view data = buffer_.data();
  const char* const end = data.data() + data.size();
  for (const char* at = data.data() + scanned_; at != end;) {
    const char c = *at;
    if (!in_string_ && open_.empty() && (c == ',' || c == ']' || c == '}' || IsSpace(c))) {
      *length = static_cast<size_t>(at - data.data());
      return Scan::kComplete;
    }
    if (!Follow(&at, end)) {
      scanned_ = static_cast<size_t>(at - data.data());
      return Scan::kMismatch;
    }
    if (open_.empty() && !in_string_ && (at[-1] == '}' || at[-1] == ']' || at[-1] == '"')) {
      *length = static_cast<size_t>(at - data.data());
      return Scan::kComplete;
    }
  }
  scanned_ = data.size();
  if (too_long_ || data.size() > max_record_bytes_) {
    if (!too_long_) shown_ = data.substr(0, kShownBytes);
    too_long_ = true;
    buffer_.Consume(data.size());
    scanned_ = 0;
  }
  return Scan::kNeedMore;
}

// Follow takes one byte of an element that means something for its end, and all before it that do
// not; false where a bracket does not fit.
bool JsonArrayReader::Follow(const char** at, const char* end) {
  if (escaped_) {
    escaped_ = false;
    if (**at == '\n') ++line_;
    ++*at;
    return true;
  }
  if (in_string_) {
    *at = FindAny<'"', '\\', '\n'>(*at, end);
    if (*at == end) return true;
    const char c = *(*at)++;
    if (c == '\n') ++line_;
    in_string_ = c != '"';
    escaped_ = c == '\\';
    return true;
  }
  // What is no string and in no brackets ends at the first blank or comma, so that it is looked at
  // byte by byte.
  if (!open_.empty()) *at = FindAny<'"', '\n', '{', '}', '[', ']'>(*at, end);
  if (*at == end) return true;
  const char c = *(*at)++;
  switch (c) {
    case '\n':
      ++line_;
      return true;
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
  if (const size_t bad = FindInvalidUtf8(element, &beyond_ascii_); bad != std::string_view::npos) {
    const auto lines =
        std::count(element.begin(), element.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    const uint64_t line = element_line_ + static_cast<uint64_t>(lines);
    return Unreadable(NotUtf8(name_, "line " + std::to_string(line), element[bad], beyond_ascii_),
                      line, item);
  }
  return reserved_.Strip(element, item);
}

ReadStep JsonArrayReader::AtEnd(ReadItem* item) {
  if (place_ == Place::kBeforeArray || place_ == Place::kAfterArray) {
    done_ = true;
    return ReadStep::kEnd;
  }
  if (place_ != Place::kInside) element_line_ = line_;
  return Break("the file ends before the array is closed with ']'", item);
}

ReadStep JsonArrayReader::Break(std::string message, ReadItem* item) {
  shown_ = buffer_.data().substr(0, kShownBytes);
  done_ = true;
  item->text = shown_;
  item->line = element_line_;
  item->message = label() + " cannot be read on from line " + std::to_string(element_line_) + ": " +
                  std::move(message) + ". Mend it there and load the rest";
  return ReadStep::kBroken;
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/ndjson_reader.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

constexpr char kLineSpace[] = " \t\r\n";

std::string_view Trim(std::string_view line) {
  const size_t begin = line.find_first_not_of(kLineSpace);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(kLineSpace) - begin + 1);
}

}  // namespace

ReadStep NdjsonReader::Next(ReadItem* item) {
  if (done_) return ReadStep::kEnd;
  if (!begun_) {
    if (const ReadStep step = Begin(item); step != ReadStep::kRecord) return step;
  }
  while (true) {
    const std::string_view data = buffer_.data();
    if (!judged_) {
      // An array may be one line without an end.
      if (std::string why = WhyOtherFormat(data.substr(0, kHeadBytes), InputFormat::kNdjson, name_);
          !why.empty()) {
        return Unreadable(std::move(why), line_ + 1, item);
      }
    }
    const auto* end =
        static_cast<const char*>(std::memchr(data.data() + scanned_, '\n', data.size() - scanned_));
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
    if (step == SourceStep::kData) continue;
    if (step == SourceStep::kEnd) return Finish(item);
    item->line = line_ + 1;
    return Pass(step, item);
  }
}

// Finish reads the last line, which may lack its line end.
ReadStep NdjsonReader::Finish(ReadItem* item) {
  done_ = true;
  ++line_;
  if (too_long_) return RefuseLong(item);
  const std::string_view record = Trim(buffer_.data());
  return record.empty() ? ReadStep::kEnd : Deliver(record, item);
}

ReadStep NdjsonReader::Deliver(std::string_view line, ReadItem* item) {
  if (!judged_) {
    judged_ = true;
    std::string why = WhyOtherFormat(absl::StrCat(Absl(line.substr(0, kHeadBytes)), "\n"),
                                     InputFormat::kNdjson, name_);
    if (!why.empty()) return Unreadable(std::move(why), line_, item);
  }
  item->line = line_;
  if (const size_t bad = FindInvalidUtf8(line, &beyond_ascii_); bad != std::string_view::npos) {
    return Unreadable(NotUtf8(name_, "line " + std::to_string(line_), line[bad], beyond_ascii_),
                      line_, item);
  }
  return reserved_.Strip(line, item);
}

ReadStep NdjsonReader::RefuseLong(ReadItem* item) {
  judged_ = true;
  too_long_ = false;
  item->line = line_;
  item->text = shown_;
  item->ambiguous = false;
  item->message = TooLongMessage(max_record_bytes_);
  return ReadStep::kRefused;
}

// SkipLong gives up the bytes of a line that is too long to be held.
void NdjsonReader::SkipLong() {
  judged_ = true;
  if (!too_long_) shown_ = buffer_.data().substr(0, kShownBytes);
  too_long_ = true;
  buffer_.Consume(buffer_.data().size());
  scanned_ = 0;
}

}  // namespace inflow::command

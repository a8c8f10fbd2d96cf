// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/reader.h"

#include "tools/inflow/input/csv_reader.h"
#include "tools/inflow/input/json_array_reader.h"
#include "tools/inflow/input/ndjson_reader.h"
#include "tools/inflow/input/preamble.h"

namespace inflow::command {

ReadStep Reader::Begin(ReadItem* item) {
  std::string why;
  const SourceStep step = SkipPreamble(&buffer_, name_, &why, &marked_);
  begun_ = step == SourceStep::kData || step == SourceStep::kEnd;
  if (begun_) return ReadStep::kRecord;
  if (step == SourceStep::kError) return Unreadable(std::move(why), 1, item);
  return Pass(step, item);
}

ReadStep Reader::Pass(SourceStep step, ReadItem* item) {
  if (step == SourceStep::kWait) return ReadStep::kWait;
  if (step == SourceStep::kLook) return ReadStep::kLook;
  done_ = true;
  item->message = buffer_.source().error();
  return step == SourceStep::kChanged ? ReadStep::kChanged : ReadStep::kUnreadable;
}

ReadStep Reader::Unreadable(std::string message, uint64_t line, ReadItem* item) {
  done_ = true;
  item->line = line;
  item->message = std::move(message);
  return ReadStep::kUnreadable;
}

std::unique_ptr<Reader> MakeReader(InputFormat format, std::unique_ptr<ByteSource> source,
                                   std::string name, const ReaderSettings& settings) {
  switch (format) {
    case InputFormat::kJsonArray:
      return std::make_unique<JsonArrayReader>(std::move(source), std::move(name),
                                               settings.max_record_bytes);
    case InputFormat::kCsv:
      return std::make_unique<CsvReader>(std::move(source), std::move(name), settings);
    case InputFormat::kNdjson:
      break;
  }
  return std::make_unique<NdjsonReader>(std::move(source), std::move(name),
                                        settings.max_record_bytes);
}

std::string TooLongMessage(size_t max_record_bytes) {
  return "the record is longer than limits.max_record_bytes (" + std::to_string(max_record_bytes) +
         " bytes); shorten it or raise the limit";
}

}  // namespace inflow::command

// SPDX-License-Identifier: Apache-2.0
//
// File: reader.h
//
// A reader turns an input's bytes into records, one Next at a time, in memory that does not grow with the input.
//
//   ReadItem item;
//   while ((step = reader->Next(&item)) == ReadStep::kRecord) Use(item.text, item.line);
#ifndef TOOLS_INFLOW_READER_H_
#define TOOLS_INFLOW_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/input_buffer.h"

namespace inflow::command {

enum class ReadStep : uint8_t {
  kRecord,      // text and line are set
  kRefused,     // this record cannot be sent: text, line and message are set; the next one may be fine
  kWait,        // no bytes at the moment
  kEnd,         // nothing is left
  kBroken,      // from `line` on nothing can be read: message says why. kEnd comes next
  kUnreadable,  // the file as a whole is refused: message says why. kEnd comes next
};

struct ReadItem {
  std::string_view text;   // the record's JSON, for a refused one what can be shown of it; valid until the next Next
  uint64_t line = 0;       // where it begins, from 1
  std::string message;     // for kRefused, kBroken and kUnreadable: a sentence
  bool ambiguous = false;  // it comes from a rejects file, where its outcome was AMBIGUOUS, or had been before
  bool older = false;      // it comes from a rejects file that says that a newer record of its key was delivered
};

struct CsvSettings {
  enum class Type : uint8_t { kNumber, kBoolean, kJson };
  std::vector<std::pair<std::string, Type>> types;  // by column name
  std::optional<std::string> null_text;             // cells with this text are left out, as empty ones are
  bool nest = true;                                 // "a.b" becomes an object a with an attribute b
};

struct ReaderSettings {
  size_t max_record_bytes = 16'777'216;
  CsvSettings csv;
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual ReadStep Next(ReadItem* item) = 0;
  // note is what a person should know about how the input is read ("the separator is ';'"); empty where there is nothing.
  virtual std::string note() const { return {}; }
  // wait_fd is what to wait for after kWait.
  virtual int wait_fd() const = 0;
};

enum class InputFormat : uint8_t { kNdjson, kJsonArray, kCsv };

// FormatOf goes by the name: .ndjson, .jsonl, .json, .csv, and "-". nullopt for any other.
std::optional<InputFormat> FormatOf(std::string_view path);

// MakeReader reads `source`, which messages call `name`.
std::unique_ptr<Reader> MakeReader(InputFormat format, std::unique_ptr<ByteSource> source, std::string name,
                                   const ReaderSettings& settings);

// kShownBytes is how much of a record that cannot be held is kept to be shown.
inline constexpr size_t kShownBytes = 1024;

// TooLongMessage is the sentence for a record that is longer than limits.max_record_bytes.
std::string TooLongMessage(size_t max_record_bytes);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_READER_H_

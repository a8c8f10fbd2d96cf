// SPDX-License-Identifier: Apache-2.0
//
// File: reader.h
//
// A reader turns an input's bytes into records, one Next at a time, in memory that does not grow
// with the input.
//
//   ReadItem item;
//   while ((step = reader->Next(&item)) == ReadStep::kRecord) Use(item.text, item.line);
#ifndef TOOLS_INFLOW_INPUT_READER_H_
#define TOOLS_INFLOW_INPUT_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/inflow/input/csv_layout.h"
#include "tools/inflow/input/csv_settings.h"
#include "tools/inflow/input/input_buffer.h"
#include "tools/inflow/input/input_format.h"

namespace inflow::command {

enum class ReadStep : uint8_t {
  kRecord,   // text and line are set
  kRefused,  // this record cannot be sent: text, line and message are set; the next one may be fine
  kWait,     // no bytes at the moment
  kLook,     // no record yet after many bytes: time to look whether a signal came, then call again
  kEnd,      // nothing is left
  kBroken,   // from `line` on nothing can be read: message says why. kEnd comes next
  kUnreadable,  // the file as a whole is refused: message says why. kEnd comes next
  kChanged,     // the file is not the one that was begun with: message says so. kEnd comes next
};

struct ReadItem {
  std::string_view text;  // the record's JSON, for a refused one what can be shown of it; valid
                          // until the next Next
  std::string_view row;  // of a CSV: the record's row as it came, with its line end, without what a
                         // rejects file put before it; empty where it could not be read whole
  uint64_t line = 0;     // where it begins, from 1
  std::string message;   // for kRefused, kBroken, kUnreadable and kChanged: a sentence
  bool ambiguous =
      false;  // it comes from a rejects file, where its outcome was AMBIGUOUS, or had been before
  bool older =
      false;  // it comes from a rejects file that says that a newer record of its key was delivered
  bool late = false;  // it comes from a rejects file that says that its document was closed before
  // Where lines are folded, from the sequence of inputs:
  uint64_t document = 0;  // the number of its document, from 1
  uint64_t place = 0;     // DocumentLine's
  size_t home = 0;        // the input in which that began
  bool whole = false;     // kRefused: its whole document is refused, so that nothing stands for the
                          // line among what is sent
  uint64_t because = 0;   // kRefused: a good line, refused with its document because of that line
};

struct ReaderSettings {
  size_t max_record_bytes = 16'777'216;
  CsvSettings csv;
};

class Reader {
 public:
  virtual ~Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  virtual ReadStep Next(ReadItem* item) = 0;

  // columns are the names under which the records are rows; null while they are not known, and
  // where the input is no table.
  virtual const std::vector<std::string>* columns() const { return nullptr; }

  // layout is how a CSV is written; null while that is not known, and for what is none.
  virtual const CsvLayout* layout() const { return nullptr; }

  // TakeNotes returns what a person should know about how the input is read ("the separator is
  // ';'") and was not told yet.
  bool has_notes() const { return !notes_.empty(); }
  std::vector<std::string> TakeNotes() { return std::exchange(notes_, {}); }

  // wait_fd is what to wait for after kWait.
  int wait_fd() const { return buffer_.source().wait_fd(); }
  uint64_t bytes() const { return buffer_.total(); }  // that were read so far
  uint64_t left_out() const { return left_out_; }     // rows that were asked not to be records

 protected:
  // `name` is what messages call the input.
  Reader(std::unique_ptr<ByteSource> source, std::string name)
      : buffer_(std::move(source)), name_(std::move(name)) {}

  // Begin looks at the first bytes; kRecord where reading can go on.
  ReadStep Begin(ReadItem* item);

  // Pass is what Next returns for a step of the source that is neither kData nor kEnd.
  ReadStep Pass(SourceStep step, ReadItem* item);

  // Unreadable ends the reading.
  ReadStep Unreadable(std::string message, uint64_t line, ReadItem* item);

  void Note(const std::string& note) { notes_.push_back(label() + ": " + note); }

  // label is what a sentence calls the input.
  std::string label() const { return name_ == "-" ? "standard input" : name_; }

  InputBuffer buffer_;
  std::string name_;
  bool begun_ = false;
  bool marked_ = false;  // it began with a byte order mark
  bool done_ = false;
  uint64_t left_out_ = 0;

 private:
  std::vector<std::string> notes_;
};

// MakeReader reads `source`, which messages call `name`.
std::unique_ptr<Reader> MakeReader(InputFormat format, std::unique_ptr<ByteSource> source,
                                   std::string name, const ReaderSettings& settings);

// kShownBytes is how much of a record that cannot be held is kept to be shown.
inline constexpr size_t kShownBytes = 1024;

// TooLongMessage is the sentence for a record that is longer than limits.max_record_bytes.
std::string TooLongMessage(size_t max_record_bytes);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_READER_H_

// SPDX-License-Identifier: Apache-2.0
//
// File: input_sequence.h
//
// The inputs of a load as one stream of records, with --skip and --first applied.
#ifndef TOOLS_INFLOW_INPUT_INPUT_SEQUENCE_H_
#define TOOLS_INFLOW_INPUT_INPUT_SEQUENCE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/inflow/documents/document_selection.h"
#include "tools/inflow/files/part_file.h"
#include "tools/inflow/input/reader.h"

namespace inflow::command {

// A record is one of an input; where lines are folded, `skip` and `first` count documents, and a
// record is one of their lines.
struct InputSettings {
  std::vector<std::string> inputs;
  std::optional<InputFormat> format;  // of every input; none: what its name says
  ReaderSettings reader;
  uint64_t skip = 0;                           // records to pass over at the start
  uint64_t first = ~static_cast<uint64_t>(0);  // records to read after that
  bool include_ambiguous =
      false;  // records of a rejects file whose outcome was AMBIGUOUS are not refused
  bool include_older = false;  // nor are those that are older than one that was delivered
  bool include_late = false;   // nor lines of documents that were closed before
  const DocumentNames* names =
      nullptr;  // lines are folded: `skip` and `first` count documents. Null: they are not
  std::shared_ptr<const DocumentIndex>
      refused;  // documents that cannot be sent, from a first pass; null without one
  std::vector<std::shared_ptr<PartFile>>
      spools;  // what came through pipes, by the input's place; null for what is none
};

// WhyUnreadable tells, before anything is read, why an input cannot be: an ending that tells no
// format, no such file, no permission, a folder, a file that begins as no text of that format does.
// Empty where nothing speaks against it.
std::string WhyUnreadable(const std::string& input, std::optional<InputFormat> format);

class InputSequence {
 public:
  // note is called with what a reader announces.
  InputSequence(InputSettings settings, std::function<void(const std::string&)> note)
      : settings_(std::move(settings)),
        note_(std::move(note)),
        to_skip_(settings_.skip),
        selection_(settings_.names, {settings_.skip, settings_.first}) {
    selection_.Refuse(settings_.refused.get());
  }

  // Next never returns kEnd before the last input has ended. An input that cannot be opened is
  // kUnreadable. A record that is held back is kRefused, with item->ambiguous, item->older and
  // item->late still set.
  ReadStep Next(ReadItem* item);

  size_t input() const { return input_; }  // of the item that Next returned
  uint64_t read() const { return read_; }  // records returned
  uint64_t read_of_input() const {
    return read_of_input_;
  }  // of the current input, those passed over included
  bool at_end() const { return input_ >= settings_.inputs.size(); }
  uint64_t passed() const { return passed_; }  // records passed over so far
  // left_out counts the rows that are no records, as CsvSettings::where has it.
  uint64_t left_out() const { return left_out_ + (reader_ ? reader_->left_out() : 0); }
  // documents counts those that were begun, those passed over included; 0 where lines are not
  // folded.
  uint64_t documents() const { return selection_.folds() ? selection_.read() : 0; }

  // Collect has the index learn of every document, also behind the last that is returned.
  void Collect(DocumentIndex* index) { selection_.Collect(index); }

  // EndWithDocument has the sequence end behind the document that was read last, with all of its
  // lines.
  void EndWithDocument() { selection_.EndWithDocument(); }

  int wait_fd() const { return reader_ ? reader_->wait_fd() : -1; }

  // columns are those of an input that is a table, as far as they are known; null elsewhere.
  const std::vector<std::string>* columns(size_t input) const {
    return input < columns_.size() && !columns_[input].empty() ? &columns_[input] : nullptr;
  }

  // layout is how an input that is a CSV is written, as far as that is known; null elsewhere.
  const CsvLayout* layout(size_t input) const {
    return input < layouts_.size() && layouts_[input] ? &*layouts_[input] : nullptr;
  }

  // marks are what the inputs were when they were read, in their order; what was not read has none,
  // nor what is no regular file. A later sequence that expects them says kChanged where a file is
  // another one or has not only grown.
  std::vector<std::optional<FileMark>> marks() const;
  void Expect(std::vector<std::optional<FileMark>> marks) { expected_ = std::move(marks); }

 private:
  bool OpenInput(ReadItem* item);
  std::string WhyHeldBack(const ReadItem& item) const;
  std::string WhyRefused(const DocumentRun& document) const;
  bool IsOver() const;
  bool Select(ReadStep step, ReadItem* item);
  void CloseInput();
  void PassNotesOn();

  InputSettings settings_;
  std::function<void(const std::string&)> note_;
  uint64_t to_skip_;
  std::vector<std::optional<FileMark>> expected_;
  std::vector<std::optional<FileMark>> marks_;
  std::vector<std::vector<std::string>> columns_;  // of the inputs, in their order
  std::deque<std::optional<CsvLayout>> layouts_;   // likewise
  std::unique_ptr<Reader> reader_;
  const FileSource* source_ = nullptr;  // the reader's
  size_t input_ = 0;
  uint64_t read_ = 0;
  uint64_t read_of_input_ = 0;
  uint64_t passed_ = 0;
  uint64_t left_out_ = 0;  // of the inputs that have ended
  DocumentSelection selection_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_INPUT_SEQUENCE_H_

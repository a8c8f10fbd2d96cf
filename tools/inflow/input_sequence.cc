// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input_sequence.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "tools/inflow/file_kind.h"
#include "tools/inflow/human.h"

namespace inflow::command {
namespace {

std::string UnknownEnding(const std::string& input) {
  return absl::StrCat(input,
                      ": the name's ending does not tell the format, as .ndjson, .jsonl, .json (an array), .csv, .tsv and .txt "
                      "do; add --format csv, ndjson or json");
}

std::string Shown(const std::string& input) { return input == "-" ? "standard input" : input; }

}  // namespace

std::string WhyUnreadable(const std::string& input, std::optional<InputFormat> format) {
  struct stat facts {};
  // Opening a pipe only to leave it again would end its writer.
  const bool pipe = input != "-" && stat(input.c_str(), &facts) == 0 && S_ISFIFO(facts.st_mode);
  if (!format) format = FormatOf(input);
  std::string why;
  if (!pipe && !FileSource::Open(input, &why)) return why;
  const std::string head = HeadOf(input, kHeadBytes);
  if (why = WhyNotText(head, input); !why.empty()) return why;
  if (!format) return UnknownEnding(input);
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  const std::string_view text = head;
  return WhyOtherFormat(text.substr(text.substr(0, kMark.size()) == kMark ? kMark.size() : 0), *format, input);
}

bool InputSequence::OpenInput(ReadItem* item) {
  const std::string& name = settings_.inputs[input_];
  item->line = 0;
  const std::optional<InputFormat> format = settings_.format ? settings_.format : FormatOf(name);
  if (!format) {
    item->message = UnknownEnding(name);
    return false;
  }
  std::unique_ptr<FileSource> source = FileSource::Open(name, &item->message);
  if (!source) return false;
  if (input_ < expected_.size() && expected_[input_]) source->Expect(*expected_[input_]);
  source_ = source.get();
  reader_ = MakeReader(*format, std::move(source), name, settings_.reader);
  read_of_input_ = 0;
  return true;
}

// WhyHeldBack is empty for a record that may be sent.
std::string InputSequence::WhyHeldBack(const ReadItem& item) const {
  if (item.ambiguous && !settings_.include_ambiguous) {
    return "it was sent before and its outcome is not known, so that sending it again might duplicate it; look for it in inFlow, "
           "then load again with --include-ambiguous or take it out";
  }
  if (item.older && !settings_.include_older) {
    return "a newer record of its key was delivered before, and this one would overwrite it; compare it with what inFlow has, "
           "then "
           "load again with --include-older or take it out";
  }
  return {};
}

void InputSequence::PassNotesOn() {
  for (const std::string& note : reader_->TakeNotes()) note_(note);
}

// CloseInput goes on to the next input behind one that was read to its end.
void InputSequence::CloseInput() {
  const std::string shown = Shown(settings_.inputs[input_]);
  if (reader_->bytes() == 0) {
    note_(absl::StrCat(shown, " is empty"));
  } else if (read_of_input_ == 0) {
    note_(absl::StrCat(shown, " holds no record"));
  }
  if (source_->grown() > 0) {
    note_(absl::StrCat(shown, " grew while it was read; the ", Plural(source_->grown(), "byte"), " that came are read too"));
  }
  marks_.push_back(source_->mark());
  source_ = nullptr;
  reader_.reset();
  ++input_;
}

std::vector<std::optional<FileMark>> InputSequence::marks() const {
  std::vector<std::optional<FileMark>> marks = marks_;
  if (source_ != nullptr) marks.push_back(source_->mark());
  return marks;
}

ReadStep InputSequence::Next(ReadItem* item) {
  while (read_ < settings_.first && input_ < settings_.inputs.size()) {
    if (!reader_ && !OpenInput(item)) return ReadStep::kUnreadable;
    item->older = false;
    const ReadStep step = reader_->Next(item);
    if (reader_->has_notes()) PassNotesOn();
    if (columns_.size() <= input_ && reader_->columns() != nullptr) {
      columns_.resize(input_ + 1);
      columns_[input_] = *reader_->columns();
    }
    switch (step) {
      case ReadStep::kRecord:
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        break;
      case ReadStep::kEnd:
        CloseInput();
        continue;
      default:
        return step;
    }
    ++read_of_input_;
    if (to_skip_ > 0) {
      --to_skip_;
      continue;
    }
    ++read_;
    if (step != ReadStep::kRecord) return step;
    item->message = WhyHeldBack(*item);
    return item->message.empty() ? step : ReadStep::kRefused;
  }
  return ReadStep::kEnd;
}

}  // namespace inflow::command

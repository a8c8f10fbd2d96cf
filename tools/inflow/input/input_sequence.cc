// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/input_sequence.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

std::string UnknownEnding(const std::string& input) {
  return absl::StrCat(
      input,
      ": the name's ending does not tell the format, as .ndjson, .jsonl, .json (an array), .csv, .tsv and .txt "
      "do; add --format csv, ndjson or json");
}

std::string ShownInput(const std::string& input) { return input == "-" ? "standard input" : input; }

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
  return WhyOtherFormat(text.substr(text.substr(0, kMark.size()) == kMark ? kMark.size() : 0),
                        *format, input);
}

bool InputSequence::OpenInput(ReadItem* item) {
  const std::string& name = settings_.inputs[input_];
  item->line = 0;
  const std::optional<InputFormat> format = settings_.format ? settings_.format : FormatOf(name);
  if (!format) {
    item->message = UnknownEnding(name);
    return false;
  }
  const bool spooled = input_ < settings_.spools.size() && settings_.spools[input_];
  std::unique_ptr<FileSource> source =
      spooled ? FileSource::OpenSpooled(settings_.spools[input_]->fd(), name, &item->message)
              : FileSource::Open(name, &item->message);
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
           "then load again with --include-older or take it out";
  }
  if (item.late && !settings_.include_late) {
    return "without the other lines of its document it would replace them; load the whole document, "
           "or load again with --include-late where this is to be all of it";
  }
  return {};
}

std::string InputSequence::WhyRefused(const DocumentRun& document) const {
  const auto place = [&](const LinePlace& at) {
    const bool named = document.begin.input != document.other.input;
    return absl::StrCat(named ? ShownInput(settings_.inputs[at.input]) : "", named ? " " : "",
                        "line ", at.line);
  };
  if (document.held_back)
    return absl::StrCat("its document is not sent, since ", place(document.other), " is held back");
  return absl::StrCat("the lines of its document do not stand together: they begin on ",
                      place(document.begin), " and come again on ", place(document.other),
                      "; sort the input by ", selection_.names().by());
}

// IsOver: nothing more is to be read.
bool InputSequence::IsOver() const {
  if (input_ >= settings_.inputs.size()) return true;
  return selection_.folds() ? selection_.is_over() : read_ >= settings_.first;
}

// Select tells whether the record is one of those that were asked for, and finds its document.
bool InputSequence::Select(ReadStep step, ReadItem* item) {
  item->home = input_;
  item->document = item->place = item->because = 0;
  item->whole = false;
  std::string why = step == ReadStep::kRecord ? WhyHeldBack(*item) : std::string();
  if (!selection_.folds()) {
    if (to_skip_ == 0) {
      if (step == ReadStep::kRecord) item->message = std::move(why);
      return true;
    }
    --to_skip_;
    return false;
  }
  const DocumentName name =
      step == ReadStep::kRecord ? selection_.names().Of(item->text) : DocumentName();
  const DocumentLine line =
      selection_.Take(name, {item->line, static_cast<uint32_t>(input_)}, !why.empty());
  item->document = line.document;
  item->place = line.place;
  item->home = line.home;
  if (line.refused != nullptr) {
    item->whole = true;
    if (why.empty()) {
      why = WhyRefused(*line.refused);
      if (line.refused->held_back) item->because = line.refused->other.line;
    }
  }
  if (step == ReadStep::kRecord) item->message = std::move(why);
  return line.selected;
}

void InputSequence::PassNotesOn() {
  for (const std::string& note : reader_->TakeNotes()) note_(note);
}

// CloseInput goes on to the next input behind one that was read to its end.
void InputSequence::CloseInput() {
  const std::string shown = ShownInput(settings_.inputs[input_]);
  if (reader_->bytes() == 0) {
    note_(absl::StrCat(shown, " is empty"));
  } else if (read_of_input_ == 0 && reader_->left_out() == 0) {
    note_(absl::StrCat(shown, " holds no record"));
  }
  if (source_->grown() > 0) {
    note_(absl::StrCat(shown, " grew while it was read; the ", Plural(source_->grown(), "byte"),
                       " that came are read too"));
  }
  marks_.push_back(source_->mark());
  source_ = nullptr;
  left_out_ += reader_->left_out();
  reader_.reset();
  ++input_;
}

std::vector<std::optional<FileMark>> InputSequence::marks() const {
  std::vector<std::optional<FileMark>> marks = marks_;
  if (source_ != nullptr) marks.push_back(source_->mark());
  return marks;
}

ReadStep InputSequence::Next(ReadItem* item) {
  while (!IsOver()) {
    if (!reader_ && !OpenInput(item)) return ReadStep::kUnreadable;
    item->older = item->late = false;
    item->row = {};
    const ReadStep step = reader_->Next(item);
    if (reader_->has_notes()) PassNotesOn();
    if (columns_.size() <= input_ && reader_->columns() != nullptr) {
      columns_.resize(input_ + 1);
      columns_[input_] = *reader_->columns();
      layouts_.resize(input_ + 1);
      if (reader_->layout() != nullptr) layouts_[input_] = *reader_->layout();
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
    if (!Select(step, item)) {
      ++passed_;
      continue;
    }
    ++read_;
    return step != ReadStep::kRecord || item->message.empty() ? step : ReadStep::kRefused;
  }
  if (selection_.folds()) selection_.Finish();
  return ReadStep::kEnd;
}

}  // namespace inflow::command
